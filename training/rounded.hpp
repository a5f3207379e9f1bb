// Figures as reports give them. Internal to training.
#pragma once

#include <cmath>

namespace bearing {

/// Four digits: beyond that a figure on a thousand documents says nothing.
inline double rounded(double value) { return std::round(value * 1e4) / 1e4; }

}  // namespace bearing
