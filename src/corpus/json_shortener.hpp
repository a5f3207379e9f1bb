// Huge JSON objects with their long strings cut.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace bearing {

/// Copies JSON with each string cut to about `max_string_bytes` of what is written (never within an escape or
/// a character). So a parser sees a small object, whatever the size of a text in it. Not a check of syntax.
/// False where more than `max_bytes` are left: `out` is then of no use. `cut` says whether any string was
/// cut.
bool shorten_json(std::string_view json, std::size_t max_string_bytes, std::size_t max_bytes,
                  std::string& out, bool& cut);

}  // namespace bearing
