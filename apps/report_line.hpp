// Lines of reports.
#pragma once

#include <cstddef>
#include <cstdio>
#include <string>

#include "base/check.hpp"

namespace bearing {

/// Appends what printf would print. Names may be long (free targets are sentences), so it is measured first.
void append_line(std::string& out, const char* format, auto... values) {
  const int size = std::snprintf(nullptr, 0, format, values...);
  check(size >= 0);
  const std::size_t before = out.size();
  out.resize(before + static_cast<std::size_t>(size) + 1);
  std::snprintf(out.data() + before, static_cast<std::size_t>(size) + 1, format, values...);
  out.pop_back();
}

}  // namespace bearing
