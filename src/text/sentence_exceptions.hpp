// Where news text departs from the sentence rules of UAX #29. Internal to src/text.
#pragma once

#include <cstddef>
#include <string_view>

namespace bearing {

/// Whether the sentence [begin, next) of a line goes on at `next`, whatever UAX #29 says: before lower-case
/// letters ("Why?" he asked), after abbreviations, initials and list markers, inside web addresses.
bool goes_on(std::string_view line, std::size_t begin, std::size_t next);

/// Whether the full stop at `at` of a line ends a sentence though no space follows: scraped pages glue
/// sentences together
/// ("on the agenda.They did").
bool is_glued_end(std::string_view line, std::size_t at);

}  // namespace bearing
