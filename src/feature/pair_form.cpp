#include "feature/pair_form.hpp"

#include <array>
#include <cmath>
#include <unordered_map>

#include "base/check.hpp"
#include "feature/pair_features.hpp"

namespace bearing {
namespace {

constexpr std::size_t kPersons = 6;
// Whom words speak of: I, we, you, they, he, she; of Vietnamese those that mostly mean one of these.
constexpr std::array<std::array<std::string_view, 11>, kPersons> kPersonWords = {
    {{"i", "i'm", "i've", "i'd", "i'll", "me", "my", "mine", "myself", "tôi"},
     {"we", "us", "our", "ours", "we're", "we've", "we'll", "let's", "chúng"},
     {"you", "your", "yours", "you're", "you've", "you'll", "yourself", "u", "ur", "bạn"},
     {"they", "them", "their", "theirs", "they're", "they've", "họ"},
     {"he", "him", "his", "he's", "ông"},
     {"she", "her", "hers", "she's", "bà"}}};

const std::unordered_map<std::uint64_t, std::size_t>& persons() {
  static const auto numbers = [] {
    std::unordered_map<std::uint64_t, std::size_t> of;
    for (std::size_t p = 0; p < kPersons; ++p) {
      for (const std::string_view word : kPersonWords[p]) {
        if (!word.empty()) of.emplace(cue_key(word), p);
      }
    }
    return of;
  }();
  return numbers;
}

float log_count(std::size_t count) { return static_cast<float>(std::log1p(static_cast<double>(count))); }
}  // namespace

void write_form(const PairField& text, std::span<float> out) {
  std::array<std::size_t, kPersons> spoken_of{};
  for (const PairWord& word : text.words) {
    const auto person = persons().find(word.key);
    if (person != persons().end()) ++spoken_of[person->second];
  }
  const PairForm& form = text.form;
  std::size_t i = 0;
  for (const std::size_t count :
       {std::size_t{form.exclamations}, std::size_t{form.questions}, std::size_t{form.hashtags},
        std::size_t{form.mentions}, std::size_t{form.capitals}, text.words.size()})
    out[i++] = log_count(count);
  for (const bool value :
       {form.repeated_marks > 0, form.begins_with_mention, text.quotes, form.links > 0, form.ellipses > 0})
    out[i++] = flag(value);
  for (const std::size_t count : spoken_of) out[i++] = log_count(count);
  check(i == out.size());
}

}  // namespace bearing
