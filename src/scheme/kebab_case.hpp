// The form of ids.
#pragma once

#include <string_view>

namespace bearing {

/// Lower-case letters and digits in groups joined by single hyphens.
inline bool is_kebab_case(std::string_view id) {
  bool after_hyphen = true;
  for (const char c : id) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (!letter && (c != '-' || after_hyphen)) return false;
    after_hyphen = !letter;
  }
  return !after_hyphen;
}

}  // namespace bearing
