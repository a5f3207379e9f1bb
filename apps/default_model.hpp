// Where the shipped model is.
#pragma once

#include <string>

#include "bearing/result.hpp"

namespace bearing {

/// `given` if not empty; else $BEARING_MODEL; else the shipped model beside the installed executable
/// (../share/bearing/models) or in the source tree that this executable was built from. Errors: kUsage when
/// none is there.
Result<std::string> model_path(const std::string& given);

}  // namespace bearing
