#include "metric/bootstrap.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace bearing {
namespace {

constexpr double kUndefined = std::numeric_limits<double>::quiet_NaN();

TEST(BootstrapIntervals, DrawAsManyDocumentsAsThereAre) {
  const auto intervals = bootstrap_intervals(5, {50, 3}, [](std::span<const std::size_t> sample) {
    for (std::size_t document : sample) EXPECT_LT(document, 5u);
    return std::vector<double>{static_cast<double>(sample.size()), 0.25};
  });
  ASSERT_EQ(intervals.size(), 2u);
  EXPECT_DOUBLE_EQ(intervals[0].low, 5);
  EXPECT_DOUBLE_EQ(intervals[0].high, 5);
  EXPECT_DOUBLE_EQ(intervals[1].low, 0.25);
}

TEST(BootstrapIntervals, FollowTheSpreadOfAMean) {
  // The mean of 100 documents, half of them 1: deviation 0.05, so 0.5 -+ 1.96 * 0.05.
  const auto interval = bootstrap_intervals(100, {4000, 1}, [](std::span<const std::size_t> sample) {
    double sum = 0;
    for (std::size_t document : sample) sum += document < 50 ? 1 : 0;
    return std::vector<double>{sum / 100};
  })[0];
  EXPECT_NEAR(interval.low, 0.402, 0.015);
  EXPECT_NEAR(interval.high, 0.598, 0.015);
}

TEST(BootstrapIntervals, LeaveUndefinedSamplesOut) {
  // Samples without document 0 say nothing; all others say 1.
  const auto intervals = bootstrap_intervals(2, {200, 1}, [](std::span<const std::size_t> sample) {
    bool seen = false;
    for (std::size_t document : sample) seen = seen || document == 0;
    return std::vector<double>{seen ? 1.0 : kUndefined, kUndefined};
  });
  EXPECT_DOUBLE_EQ(intervals[0].low, 1);
  EXPECT_DOUBLE_EQ(intervals[0].high, 1);
  EXPECT_DOUBLE_EQ(intervals[1].low, 0);
  EXPECT_DOUBLE_EQ(intervals[1].high, 0);
}

TEST(BootstrapIntervals, AreZeroWithoutDocumentsOrSamples) {
  const auto measure = [](std::span<const std::size_t>) { return std::vector<double>{0.7}; };
  EXPECT_DOUBLE_EQ(bootstrap_intervals(0, {}, measure).at(0).high, 0);
  EXPECT_DOUBLE_EQ(bootstrap_intervals(3, {0, 1}, measure).at(0).high, 0);
}

}  // namespace
}  // namespace bearing
