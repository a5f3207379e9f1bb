// How far two histograms are from each other, and how far chance alone would put them.
//
// The population stability index (PSI; Siddiqi 2006, Credit Risk Scorecards) of shares p and q of the same
// bins is sum (q - p) * ln(q / p): 0 for equal shares, and usually read as no shift below 0.1, some from 0.1
// and a large one from 0.25. It grows with few documents, too, which the usual reading doesn't know: hence
// the last two functions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace bearing {

/// The usual readings.
inline constexpr double kSomeShift = 0.1, kLargeShift = 0.25;

/// With fewer documents nothing should be said of their drift: a shift couldn't be told from chance.
inline constexpr std::uint64_t kLeastDriftDocuments = 200;

/// Of counts in the same bins, in any order of bins. Half a count more in each bin keeps empty ones finite
/// (the estimate of Jeffreys). 0 where there are no bins or one side has no counts.
double population_stability_index(std::span<const std::uint64_t> expected,
                                  std::span<const std::uint64_t> actual);

/// Bin b of a histogram belongs to bin `group[b]` of a coarser one, whose bins are runs of neighbours: those
/// with at least `least_share` of all counts stand alone, runs of smaller ones are put together until they
/// have as much. So that the index depends little on how fine a histogram is. Numbers ascend from 0.
std::vector<std::size_t> merge_rare_bins(std::span<const std::uint64_t> counts, double least_share = 0.05);

/// The counts of the coarser bins.
std::vector<std::uint64_t> merged(std::span<const std::uint64_t> counts, std::span<const std::size_t> group);

/// The index to be expected when both sides are drawn from the same shares: (bins - 1) * (1 / expected + 1 /
/// actual), where those are numbers of documents (Yurdakul 2018); infinite where one is 0.
double chance_stability_index(std::size_t bins, std::uint64_t expected, std::uint64_t actual);

/// The index that chance passes in 1 of 100 cases: that mean times the 99 % point of chi-squared with bins -
/// 1 degrees of freedom over its mean (by Wilson and Hilferty 1931, good to 1 % or so from 2 degrees on).
double chance_stability_limit(std::size_t bins, std::uint64_t expected, std::uint64_t actual);

/// How far `actual` is from `expected`, in bins of at least 5 % of the expected counts.
struct Shift {
  double index = 0;                                     ///< Population stability index.
  enum class Reading { kNone, kSome, kLarge } reading;  ///< kNone wherever chance would do, too.
};
Shift shift_of(std::span<const std::uint64_t> expected, std::span<const std::uint64_t> actual);

}  // namespace bearing
