#include "metric/drift.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace bearing {
namespace {

using Counts = std::vector<std::uint64_t>;
using testing::ElementsAre;

TEST(PopulationStabilityIndex, MatchesSharesByHand) {
  // With half a count more in each bin: shares 1/4, 3/4 (of 1.5 + 4.5) against 3/4, 1/4.
  // (1/2) * ln 3 + (-1/2) * ln (1/3) = ln 3.
  EXPECT_NEAR(population_stability_index(Counts{1, 4}, Counts{4, 1}), std::log(3.0), 1e-12);
  // 10.5/31.5, 10.5/31.5, 10.5/31.5 against 0.5/31.5, 10.5/31.5, 20.5/31.5.
  EXPECT_NEAR(population_stability_index(Counts{10, 10, 10}, Counts{0, 10, 20}),
              (10 / 31.5) * std::log(21.0) + (10 / 31.5) * std::log(20.5 / 10.5), 1e-12);
}

TEST(PopulationStabilityIndex, IsZeroForEqualSharesAndForNothing) {
  EXPECT_DOUBLE_EQ(population_stability_index(Counts{3, 7, 0}, Counts{3, 7, 0}), 0);
  EXPECT_DOUBLE_EQ(population_stability_index(Counts{}, Counts{}), 0);
  EXPECT_DOUBLE_EQ(population_stability_index(Counts{3, 7}, Counts{0, 0}), 0);
  EXPECT_DOUBLE_EQ(population_stability_index(Counts{0, 0}, Counts{3, 7}), 0);
}

TEST(PopulationStabilityIndex, IsTheSameBothWaysAndFinite) {
  const Counts a = {900, 100, 0, 0}, b = {0, 0, 100, 900};
  EXPECT_DOUBLE_EQ(population_stability_index(a, b), population_stability_index(b, a));
  EXPECT_TRUE(std::isfinite(population_stability_index(a, b)));
  EXPECT_GT(population_stability_index(a, b), 5);
}

TEST(MergeRareBins, PutsRareNeighboursTogether) {
  // Of 100, 10 are enough: 4 + 3 + 5 reach them; 2 is left over before 50; 36 stands alone.
  EXPECT_THAT(merge_rare_bins(Counts{4, 3, 5, 2, 50, 36}, 0.1), ElementsAre(0, 0, 0, 1, 2, 3));
  EXPECT_THAT(merged(Counts{1, 1, 1, 1, 1, 1}, std::vector<std::size_t>{0, 0, 0, 1, 2, 3}),
              ElementsAre(3, 1, 1, 1));
}

TEST(MergeRareBins, KeepsWhereNothingWasApart) {
  // All training texts are alike: others still show.
  const auto group = merge_rare_bins(Counts{0, 0, 0, 80});
  EXPECT_THAT(group, ElementsAre(0, 0, 0, 1));
  EXPECT_GT(
      population_stability_index(merged(Counts{0, 0, 0, 80}, group), merged(Counts{0, 80, 0, 0}, group)), 5);
  EXPECT_THAT(merge_rare_bins(Counts{80, 0, 0}), ElementsAre(0, 1, 1));
  EXPECT_THAT(merge_rare_bins(Counts{0, 0}), ElementsAre(0, 1));
  EXPECT_TRUE(merge_rare_bins(Counts{}).empty());
}

TEST(ChanceStability, MatchesTheFormulaByHand) {
  EXPECT_NEAR(chance_stability_index(5, 1000, 50), 4 * (0.001 + 0.02), 1e-12);
  EXPECT_DOUBLE_EQ(chance_stability_index(1, 1000, 50), 0);
  EXPECT_TRUE(std::isinf(chance_stability_index(5, 0, 50)));
  // 99 % points of chi-squared: 13.28 at 4 degrees of freedom, 21.67 at 9.
  EXPECT_NEAR(chance_stability_limit(5, 2000, 2000), 13.28 * 0.001, 0.0001);
  EXPECT_NEAR(chance_stability_limit(10, 2000, 2000), 21.67 * 0.001, 0.0001);
}

TEST(ChanceStability, HoldsForDrawnHistograms) {
  std::mt19937_64 random(7);
  const Counts limits = {5, 30, 60, 90, 100};
  const auto draw = [&](std::size_t documents) {
    Counts counts(limits.size(), 0);
    for (std::size_t i = 0; i < documents; ++i) {
      const std::uint64_t value = random() % 100;
      std::size_t bin = 0;
      while (value >= limits[bin]) ++bin;
      ++counts[bin];
    }
    return counts;
  };
  double sum = 0;
  int above = 0;
  constexpr int kDraws = 2000;
  for (int i = 0; i < kDraws; ++i) {
    const double index = population_stability_index(draw(1000), draw(200));
    sum += index;
    above += index > chance_stability_limit(5, 1000, 200) ? 1 : 0;
  }
  EXPECT_NEAR(sum / kDraws, chance_stability_index(5, 1000, 200),
              0.15 * chance_stability_index(5, 1000, 200));
  EXPECT_GT(above, 2);  // About 20.
  EXPECT_LT(above, 50);
}

}  // namespace
}  // namespace bearing
