// The error of those who ask for what can't be.
#pragma once

#include <string>
#include <utility>

#include "bearing/result.hpp"

namespace bearing {

/// kUsage, about `source` where it is about a file or folder.
inline Error usage_error(std::string message, std::string source = {}) {
  return {ErrorCode::kUsage, std::move(message), std::move(source), 0, {}};
}

}  // namespace bearing
