#include "metric/bootstrap.hpp"

#include <algorithm>
#include <cmath>
#include <random>

#include "base/check.hpp"

namespace bearing {
namespace {

/// A number in [0, bound), the same with every standard library (whose distributions differ).
std::size_t draw(std::mt19937_64& random, std::size_t bound) {
  const std::uint64_t unbiased = std::mt19937_64::max() - std::mt19937_64::max() % bound;
  std::uint64_t value = random();
  while (value >= unbiased) value = random();
  return static_cast<std::size_t>(value % bound);
}

/// The value below which `share` of them lie, linearly interpolated.
double percentile(const std::vector<double>& sorted, double share) {
  const double position = share * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(position);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] + (position - std::floor(position)) * (sorted[above] - sorted[below]);
}

Interval interval_95(std::vector<double>& values) {
  if (values.empty()) return {};
  std::sort(values.begin(), values.end());
  return {percentile(values, 0.025), percentile(values, 0.975)};
}

}  // namespace

std::vector<Interval> bootstrap_intervals(std::size_t documents, const BootstrapOptions& options,
                                          const MeasureSample& measure) {
  std::vector<std::vector<double>> values(measure({}).size());
  std::mt19937_64 random(options.seed);
  std::vector<std::size_t> sample(documents);
  for (std::size_t i = 0; i < options.samples && documents > 0; ++i) {
    for (std::size_t& document : sample) document = draw(random, documents);
    const std::vector<double> measured = measure(sample);
    check(measured.size() == values.size());
    for (std::size_t m = 0; m < measured.size(); ++m) {
      if (!std::isnan(measured[m])) values[m].push_back(measured[m]);
    }
  }
  std::vector<Interval> intervals;
  for (auto& of_measure : values) intervals.push_back(interval_95(of_measure));
  return intervals;
}

}  // namespace bearing
