// Checks of what only a programmer can get wrong. They stay on in Release and no input reaches them.
#pragma once

#include <cstdlib>

namespace bearing {

/// Ends the program unless `condition` holds: going on would give wrong results silently.
inline void check(bool condition) {
  if (!condition) std::abort();
}

}  // namespace bearing
