// A member of a JSON object, set without touching any other byte.
#pragma once

#include <string>
#include <string_view>

namespace bearing {

/// Appends `object`, valid JSON with white space around it allowed, with the member `name` set to `value`,
/// valid JSON too: as the last member, in place of all that had this name. Every other byte stays what it
/// was. `name` must need no escapes (is_plain_name); members whose names are spelt with escapes are others.
void append_with_member(std::string_view object, std::string_view name, std::string_view value,
                        std::string& out);

/// Whether a JSON string of these bytes needs no escapes: not empty, UTF-8 without quotes, backslashes and
/// control characters.
bool is_plain_name(std::string_view name);

}  // namespace bearing
