#include "metric/drift.hpp"

#include <cmath>
#include <limits>
#include <numeric>

#include "base/check.hpp"

namespace bearing {
namespace {

// The 99 % point of the normal distribution.
constexpr double kNormal99 = 2.326347874;

double total_of(std::span<const std::uint64_t> counts) {
  return std::accumulate(counts.begin(), counts.end(), 0.0,
                         [](double sum, std::uint64_t count) { return sum + static_cast<double>(count); });
}

}  // namespace

double population_stability_index(std::span<const std::uint64_t> expected,
                                  std::span<const std::uint64_t> actual) {
  check(expected.size() == actual.size());
  constexpr double extra = 0.5;
  const double all_expected = total_of(expected), all_actual = total_of(actual);
  if (all_expected == 0 || all_actual == 0) return 0;
  const double extras = extra * static_cast<double>(expected.size());
  double index = 0;
  for (std::size_t b = 0; b < expected.size(); ++b) {
    const double p = (static_cast<double>(expected[b]) + extra) / (all_expected + extras);
    const double q = (static_cast<double>(actual[b]) + extra) / (all_actual + extras);
    index += (q - p) * std::log(q / p);
  }
  return index;
}

std::vector<std::size_t> merge_rare_bins(std::span<const std::uint64_t> counts, double least_share) {
  const double enough = least_share * total_of(counts);
  std::vector<std::size_t> group(counts.size());
  std::size_t number = 0;
  double held = 0;
  for (std::size_t b = 0; b < counts.size(); ++b) {
    const auto count = static_cast<double>(counts[b]);
    // What is rare stays apart from what is frequent, even if nothing was ever in it: that is where new
    // things go.
    const bool starts = b > 0 && (held >= enough || count >= enough);
    if (starts) {
      ++number;
      held = 0;
    }
    held += count;
    group[b] = number;
  }
  return group;
}

std::vector<std::uint64_t> merged(std::span<const std::uint64_t> counts, std::span<const std::size_t> group) {
  check(counts.size() == group.size());
  std::vector<std::uint64_t> out(group.empty() ? 0 : group.back() + 1, 0);
  for (std::size_t b = 0; b < counts.size(); ++b) out[group[b]] += counts[b];
  return out;
}

double chance_stability_index(std::size_t bins, std::uint64_t expected, std::uint64_t actual) {
  if (bins < 2) return 0;
  if (expected == 0 || actual == 0) return std::numeric_limits<double>::infinity();
  return static_cast<double>(bins - 1) *
         (1 / static_cast<double>(expected) + 1 / static_cast<double>(actual));
}

double chance_stability_limit(std::size_t bins, std::uint64_t expected, std::uint64_t actual) {
  if (bins < 2) return 0;
  const double spread = 2 / (9 * static_cast<double>(bins - 1));
  return chance_stability_index(bins, expected, actual) *
         std::pow(1 - spread + kNormal99 * std::sqrt(spread), 3);
}

Shift shift_of(std::span<const std::uint64_t> expected, std::span<const std::uint64_t> actual) {
  const auto group = merge_rare_bins(expected);
  const auto coarse_expected = merged(expected, group), coarse_actual = merged(actual, group);
  const auto count = [](const std::vector<std::uint64_t>& bins) {
    return std::accumulate(bins.begin(), bins.end(), std::uint64_t{0});
  };
  const double index = population_stability_index(coarse_expected, coarse_actual);
  using Reading = Shift::Reading;
  if (index <= chance_stability_limit(coarse_expected.size(), count(coarse_expected), count(coarse_actual)))
    return {index, Reading::kNone};
  return {index, index >= kLargeShift  ? Reading::kLarge
                 : index >= kSomeShift ? Reading::kSome
                                       : Reading::kNone};
}

}  // namespace bearing
