// Labels and ids as parts of fastText lines and file names.
#pragma once

#include <string>
#include <string_view>

namespace bearing {

constexpr std::string_view kFastTextPrefix = "__label__";

/// Writes each byte of `unsafe`, "%" and control characters as %XX (as in URLs).
std::string percent_encoded(std::string_view text, std::string_view unsafe);

/// The way back; a "%" that no two hexadecimal digits follow stays as it is.
std::string percent_decoded(std::string_view text);

}  // namespace bearing
