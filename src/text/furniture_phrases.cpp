#include "text/furniture_phrases.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "text/furniture_phrase_tables.hpp"

namespace bearing::phrases {
namespace {

using Words = std::unordered_set<std::string_view>;

bool is_word_end(std::string_view text, std::size_t at) {
  if (at >= text.size()) return true;
  const auto c = static_cast<unsigned char>(text[at]);
  return c < 0x80 && !(c >= '0' && c <= '9') && !(c >= 'a' && c <= 'z');
}

// Phrases by their first byte, so that a line is compared with few of them.
class PrefixTable {
 public:
  explicit PrefixTable(std::span<const std::string_view> phrases) {
    for (std::string_view phrase : phrases) buckets_[bucket(phrase)].push_back(phrase);
  }

  /// Size of the longest phrase that `text` starts with, or 0. A phrase that ends in a letter must end a
  /// word.
  std::size_t longest(std::string_view text) const {
    std::size_t best = 0;
    if (text.empty()) return best;
    for (std::string_view phrase : buckets_[bucket(text)]) {
      const bool whole = is_word_end(phrase, phrase.size() - 1) || is_word_end(text, phrase.size());
      if (phrase.size() > best && whole && text.starts_with(phrase)) best = phrase.size();
    }
    return best;
  }

 private:
  static std::size_t bucket(std::string_view text) { return static_cast<unsigned char>(text[0]); }
  std::array<std::vector<std::string_view>, 256> buckets_;
};

bool has_phrase(std::string_view text, const PrefixTable& table) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    if ((at == 0 || text[at - 1] == ' ') && table.longest(text.substr(at)) > 0) return true;
  }
  return false;
}

}  // namespace

bool is_teaser_heading(std::string_view core) {
  static const Words words(kTeaserHeadings.begin(), kTeaserHeadings.end());
  return words.contains(core);
}

std::size_t teaser_prefix(std::string_view core) {
  static const PrefixTable table(kTeaserHeadings);
  const std::size_t size = table.longest(core);
  return is_word_end(core, size) ? size : 0;
}

bool starts_section_name(std::string_view core) {
  static const PrefixTable table(kSectionNames);
  return table.longest(core) > 0;
}

bool is_comment_box(std::string_view core) {
  static const PrefixTable starts(kCommentBoxes);
  static const PrefixTable words(kCommentBoxWords);
  return starts.longest(core) > 0 || has_phrase(core, words);
}

bool starts_comment_box(std::string_view core) {
  static const PrefixTable table(kCommentStarts);
  return table.longest(core) > 0;
}

bool is_comment_heading(std::string_view core) {
  std::size_t digits = 0;
  while (digits < core.size() && core[digits] >= '0' && core[digits] <= '9') ++digits;
  if (digits > 0 && digits < core.size() && core[digits] == ' ') {
    const std::string_view rest = core.substr(digits + 1);
    return rest == "comments" || rest == "replies" || rest == "people commented" ||
           rest.starts_with("binh luan") || rest.starts_with("phan hoi");
  }
  const auto* heading =
      std::find_if(kCommentHeadings.begin(), kCommentHeadings.end(),
                   [&](std::string_view h) { return core.starts_with(h) && is_word_end(core, h.size()); });
  if (heading == kCommentHeadings.end()) return false;
  const std::string_view rest = core.substr(heading->size());
  return rest.empty() || rest.starts_with(" (") || rest.starts_with(" [") || rest.starts_with("(") ||
         rest.starts_with(" -") || rest.starts_with(":");
}

bool starts_menu(std::string_view core) {
  static const PrefixTable table(kMenus);
  return table.longest(core) > 0;
}

bool starts_byline(std::string_view core) {
  static const PrefixTable table(kBylines);
  return table.longest(core) > 0;
}

bool starts_caption(std::string_view plain) {
  static const PrefixTable table(kCaptions);
  return table.longest(plain) > 0;
}

std::size_t find_last_credit(std::string_view lower) {
  static const PrefixTable table(kCredits);
  for (std::size_t at = lower.size(); at-- > 0;) {
    if (table.longest(lower.substr(at)) > 0) return at;
  }
  return std::string_view::npos;
}

bool is_agency(std::string_view word) {
  static const Words words(kAgencies.begin(), kAgencies.end());
  return words.contains(word);
}

bool is_tool_word(std::string_view word) {
  static const Words words(kToolWords.begin(), kToolWords.end());
  return words.contains(word);
}

bool is_calendar_word(std::string_view word) {
  static const Words words(kCalendarWords.begin(), kCalendarWords.end());
  return words.contains(word);
}

bool has_vietnamese_weekday(std::string_view plain) {
  static const PrefixTable table(kVietnameseWeekdays);
  return has_phrase(plain, table);
}

}  // namespace bearing::phrases
