// Words by UAX #29 without ICU's iterator. Internal to src/text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "text/character_classes.hpp"
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

/// The end of a word of plain Latin letters that begins at `begin` and that nothing before `limit` can
/// prolong, or 0 when no such word begins there or it stands too near the end of `text`.
std::size_t find_plain_word(std::string_view text, std::size_t begin, std::size_t limit);

/// A run of `text` around `at` that can be segmented alone: from line or space to line or space, not before
/// `first`.
struct Island {
  std::size_t begin, end;
};
Island find_island(std::string_view text, std::size_t first, std::size_t at);

}  // namespace bearing
