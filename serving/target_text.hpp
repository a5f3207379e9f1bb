// Targets as people write them: claims and headlines in words.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/usage_error.hpp"

namespace bearing {

inline bool is_blank_target(std::string_view target) {
  return target.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

/// Errors: kUsage for a blank one.
inline Status check_targets(const std::vector<std::string>& targets) {
  for (const std::string& target : targets) {
    if (is_blank_target(target))
      return usage_error("a target is empty: expected a claim or a headline in words");
  }
  return success();
}

}  // namespace bearing
