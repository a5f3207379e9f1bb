#include "metric/holder_match.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <span>
#include <vector>

namespace bearing {
namespace {

constexpr std::array<std::string_view, 7> kUncounted = {"the", "ông", "bà", "mr", "mrs", "ms", "dr"};

/// "Nguyễn Văn An" has no article in it: these are articles at the start only.
constexpr std::array<std::string_view, 2> kUncountedFirst = {"a", "an"};

/// Bytes at the start of `text` that separate words: ASCII marks and white space, typographic quotes and
/// dashes (U+2010 to U+201F). 0 within a word.
std::size_t separator_size(std::string_view text) {
  const auto byte = static_cast<unsigned char>(text[0]);
  if (byte < 0x80) {
    const bool inside =
        (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9');
    return inside ? 0 : 1;
  }
  const bool quote = text.substr(0, 2) == "\xE2\x80" && text.size() >= 3 &&
                     static_cast<unsigned char>(text[2]) >= 0x90 &&
                     static_cast<unsigned char>(text[2]) <= 0x9F;
  return quote ? 3 : 0;
}

bool is_apostrophe(std::string_view text) { return text[0] == '\'' || text.substr(0, 3) == "\u2019"; }

/// All words, without the English possessive ending.
std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  bool after_apostrophe = false;
  while (!text.empty()) {
    if (const std::size_t size = separator_size(text); size > 0) {
      after_apostrophe = is_apostrophe(text);
      text.remove_prefix(size);
      continue;
    }
    std::size_t size = 1;
    while (size < text.size() && separator_size(text.substr(size)) == 0) ++size;
    const std::string_view word = text.substr(0, size);
    if (!(after_apostrophe && word == "s")) words.push_back(word);
    after_apostrophe = false;
    text.remove_prefix(size);
  }
  return words;
}

bool is_one_of(std::span<const std::string_view> list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

/// The distinct words that count, sorted.
std::vector<std::string_view> counted_words(std::string_view holder) {
  const std::vector<std::string_view> words = words_of(holder);
  std::vector<std::string_view> counted;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (is_one_of(kUncounted, words[i]) || (i == 0 && is_one_of(kUncountedFirst, words[i]))) continue;
    counted.push_back(words[i]);
  }
  if (counted.empty()) counted = words;
  std::sort(counted.begin(), counted.end());
  counted.erase(std::unique(counted.begin(), counted.end()), counted.end());
  return counted;
}

bool is_no_name(std::string_view holder) { return holder == "author" || holder == "none"; }

}  // namespace

HolderMatch match_holder(std::string_view annotated, std::string_view predicted) {
  if (annotated.empty() || predicted.empty()) return HolderMatch::kNone;
  if (annotated == predicted) return HolderMatch::kExact;
  if (is_no_name(annotated) || is_no_name(predicted)) return HolderMatch::kNone;
  const auto first = counted_words(annotated), second = counted_words(predicted);
  std::vector<std::string_view> shared;
  std::set_intersection(first.begin(), first.end(), second.begin(), second.end(), std::back_inserter(shared));
  const std::size_t fewer = std::min(first.size(), second.size());
  return fewer > 0 && 2 * shared.size() >= fewer ? HolderMatch::kPartial : HolderMatch::kNone;
}

}  // namespace bearing
