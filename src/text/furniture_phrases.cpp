#include "text/furniture_phrases.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "text/byte_search.hpp"
#include "text/furniture_phrase_tables.hpp"

namespace bearing::phrases {
namespace {

// Few bits of a byte string: most strings that are in no table are ruled out by them.
class Filter {
 public:
  void add(std::size_t hash) { bits_[hash / 64 % kWords] |= std::uint64_t{1} << (hash % 64); }
  bool has(std::size_t hash) const { return (bits_[hash / 64 % kWords] >> (hash % 64) & 1) != 0; }

 private:
  static constexpr std::size_t kWords = 64;
  std::array<std::uint64_t, kWords> bits_{};
};

std::size_t byte_at(std::string_view text, std::size_t i) { return static_cast<unsigned char>(text[i]); }

// A set that rules out most words by their ends and their length.
class Words {
 public:
  template <class Iterator>
  Words(Iterator first, Iterator last) : words_(first, last) {
    for (const std::string_view word : words_) filter_.add(hash(word));
  }
  bool contains(std::string_view word) const {
    return !word.empty() && filter_.has(hash(word)) && words_.contains(word);
  }

 private:
  static std::size_t hash(std::string_view word) {
    const std::size_t size = word.size();
    return byte_at(word, 0) * 131 + byte_at(word, size / 2) * 31 + byte_at(word, size - 1) * 7 + size * 517;
  }
  std::unordered_set<std::string_view> words_;
  Filter filter_;
};

bool is_word_end(std::string_view text, std::size_t at) {
  if (at >= text.size()) return true;
  const auto c = static_cast<unsigned char>(text[at]);
  return c < 0x80 && !(c >= '0' && c <= '9') && !(c >= 'a' && c <= 'z');
}

// Phrases by their first byte, so that a line is compared with few of them.
class PrefixTable {
 public:
  explicit PrefixTable(std::span<const std::string_view> phrases) {
    for (std::string_view phrase : phrases) {
      buckets_[bucket(phrase)].push_back(phrase);
      if (phrase.size() > 1) {
        starts_.add(start(phrase));
      } else {
        for (std::size_t next = 0; next < 256; ++next) starts_.add(start(bucket(phrase), next));
      }
    }
  }

  /// False: no phrase starts `text`. True: one may.
  bool may_start(std::string_view text) const { return !text.empty() && starts_.has(start(text)); }

  /// Size of the longest phrase that `text` starts with, or 0. A phrase that ends in a letter must end a
  /// word.
  std::size_t longest(std::string_view text) const {
    std::size_t best = 0;
    if (!may_start(text)) return best;
    for (std::string_view phrase : buckets_[bucket(text)]) {
      // Most phrases are ruled out by their last byte.
      if (phrase.size() <= best || phrase.size() > text.size() || phrase.back() != text[phrase.size() - 1])
        continue;
      const bool whole = is_word_end(phrase, phrase.size() - 1) || is_word_end(text, phrase.size());
      if (whole && text.starts_with(phrase)) best = phrase.size();
    }
    return best;
  }

 private:
  static std::size_t bucket(std::string_view text) { return byte_at(text, 0); }
  static std::size_t start(std::size_t first, std::size_t second) { return first * 37 + second; }
  static std::size_t start(std::string_view text) {
    return start(bucket(text), text.size() > 1 ? byte_at(text, 1) : 0);
  }
  std::array<std::vector<std::string_view>, 256> buckets_;
  Filter starts_;  // By their first two bytes.
};

bool has_phrase(std::string_view text, const PrefixTable& table) {
  for (std::size_t at = 0; at < text.size(); at = find_byte(text, ' ', at) + 1) {
    if (table.longest(text.substr(at)) > 0) return true;
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
  static const PrefixTable table(kCommentHeadings);
  if (!table.may_start(core)) return false;
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
