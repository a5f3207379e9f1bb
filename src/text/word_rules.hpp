// Words by UAX #29 without ICU's iterator. Internal to src/text.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "text/character_classes.hpp"
#include "text/latin_scan.hpp"
#include "text/segment.hpp"

namespace bearing {

/// A word found at a place, and where to go on.
struct FoundWord {
  std::size_t end;
  std::uint8_t content;  ///< WordEntry::kHasLetter | kHasDigit.
};

/// The word that begins at `begin`, where a letter, digit or connector stands. A slow character ends it like
/// any other; the caller meets that character next and starts over with ICU.
FoundWord find_word(std::string_view text, std::size_t begin, const CharacterClasses& classes);

/// ASCII that never prolongs a word which ends in a letter, in any version of the rules.
inline constexpr auto kEndsPlainWord = [] {
  std::array<bool, 256> ends{};
  for (const char c : std::string_view(" \n,;!?()[]\"-/")) ends[static_cast<unsigned char>(c)] = true;
  return ends;
}();

/// The end of a word of plain Latin letters that begins at `begin` and that nothing before `limit` can
/// prolong, or 0 when no such word begins there or it stands too near the end of `text`.
std::size_t find_plain_word(std::string_view text, std::size_t begin, std::size_t limit);

/// Plain words one after another: looks at each byte about once.
class PlainWordFinder {
 public:
  /// Words are looked for before `limit` <= text.size().
  PlainWordFinder(std::string_view text, std::size_t limit) : text_(text), limit_(limit) {}

  /// Appends the plain words from `at` on, and returns where something else stands than such words and the
  /// ASCII that parts them.
  std::size_t append(std::size_t at, std::vector<TokenSpan>& out);

 private:
  static constexpr std::size_t kWindow = 64;

  // append() within the window. Stops also at a word that reaches its end.
  std::size_t append_of_window(std::size_t at, std::vector<TokenSpan>& out, bool& stopped) const;
  // Moves the window, unless it would reach past the text.
  bool look(std::size_t begin);

  std::string_view text_;
  std::size_t limit_;
  std::size_t begin_ = 0, end_ = 0;  // The window, which ends at the limit at the latest.
  std::uint64_t letters_ = 0;        // Which of its bytes are letters.
};

/// A run of `text` around `at` that can be segmented alone: from line or space to line or space, not before
/// `first`.
struct Island {
  std::size_t begin, end;
};
Island find_island(std::string_view text, std::size_t first, std::size_t at);

}  // namespace bearing
