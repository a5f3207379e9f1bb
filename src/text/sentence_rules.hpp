// Where sentences may end by UAX #29, without ICU's iterator. Internal to src/text.
#pragma once

#include <cstddef>
#include <string_view>

#include "text/character_classes.hpp"

namespace bearing {

/// What the rules say of a sentence terminator.
struct Ending {
  bool ends;         ///< Whether a sentence ends here.
  std::size_t next;  ///< If so, where the next one begins; if not, where to look on.
};

/// The next place from `at` on where a full stop, another terminator or a paragraph end stands; line.size()
/// when there is none.
std::size_t next_terminator(std::string_view text, std::size_t at, const CharacterClasses& classes);

/// Applies SB6 to SB11 to the terminator at `at` of a line.
Ending judge_terminator(std::string_view line, std::size_t at, const CharacterClasses& classes);

}  // namespace bearing
