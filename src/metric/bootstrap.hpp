// Intervals of measures: how much a number would move with other documents of the same kind.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace bearing {

struct Interval {
  double low = 0, high = 0;
};

struct BootstrapOptions {
  std::size_t samples = 1000;  ///< 0: no intervals (all are 0 to 0).
  std::uint64_t seed = 1;
};

/// The values of some measures, always the same number of them, on the documents given by index (with
/// repeats). NaN where a measure is undefined.
using MeasureSample = std::function<std::vector<double>(std::span<const std::size_t> documents)>;

/// 95 % percentile bootstrap over documents (Efron 1979), one interval for each value of `measure`: between
/// the 2.5th and the 97.5th percentile, linearly interpolated, of the samples in which it is defined; 0 to 0
/// without any. Deterministic for a seed, the same with every standard library.
std::vector<Interval> bootstrap_intervals(std::size_t documents, const BootstrapOptions& options,
                                          const MeasureSample& measure);

}  // namespace bearing
