// Keeps hostile pages from costing the parser more than they are worth.
#pragma once

#include <string>
#include <string_view>

namespace bearing {

/// Gumbo takes time that grows with the square of the nesting depth and of the attributes of one tag. Start
/// tags beyond a depth that no browser keeps either, and the attributes of huge tags, become spaces; every
/// other byte keeps its place. Returns false, and leaves `out` alone, when the page is tame and can be parsed
/// as it is.
bool tame_html(std::string_view html, std::string& out);

}  // namespace bearing
