// A line without the blanks around it.
#pragma once

#include <algorithm>
#include <string_view>

namespace bearing {

/// Without spaces, tabs and carriage returns at both ends.
inline std::string_view trimmed_line(std::string_view line) {
  const std::size_t begin = std::min(line.find_first_not_of(" \t\r"), line.size());
  return line.substr(begin, line.find_last_not_of(" \t\r") + 1 - begin);
}

}  // namespace bearing
