// The logistic function.
#pragma once

#include <cmath>

namespace bearing {

/// Log-odds to probability: 1 / (1 + exp(-x)).
inline double sigmoid(double x) { return 1.0 / (1.0 + std::exp(-x)); }

}  // namespace bearing
