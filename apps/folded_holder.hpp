// Holders in the form in which they are compared.
#pragma once

#include <string>
#include <string_view>

namespace bearing {

/// A holder normalised and folded word by word, so that letter case, Unicode form, spaces and the place of
/// Vietnamese tone marks don't count: what match_holder() expects. Any bytes are safe.
std::string folded_holder(std::string_view holder);

}  // namespace bearing
