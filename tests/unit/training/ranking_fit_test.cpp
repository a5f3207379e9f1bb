#include "training/ranking_fit.hpp"

#include <gtest/gtest.h>

#include "base/hash.hpp"

namespace bearing {
namespace {

// Groups of four candidates with three features; the right one has the largest first feature.
RankingProblem problem_with(std::size_t groups) {
  RankingProblem problem;
  problem.features.columns = 3;
  for (std::size_t g = 0; g < groups; ++g) {
    const std::size_t right = mix(g, 1) % 4;
    for (std::size_t i = 0; i < 4; ++i) {
      problem.features.add(0, i == right ? 30.0F : static_cast<float>(mix(g, i + 5) % 20));
      problem.features.add(1, static_cast<float>(mix(g, i + 50) % 7));
      problem.features.end_row();
      problem.gain.push_back(i == right ? 1.0F : 0.0F);
    }
    problem.end_group();
  }
  return problem;
}

std::vector<std::uint32_t> first(std::uint32_t count) {
  std::vector<std::uint32_t> out(count);
  for (std::uint32_t i = 0; i < count; ++i) out[i] = i;
  return out;
}

TEST(RankingFit, FindsWhatTellsTheRightOne) {
  const auto problem = problem_with(60);
  const auto weights = fit_ranking(problem, first(60), 0.1);
  ASSERT_TRUE(weights.ok()) << weights.error().to_string();
  ASSERT_EQ(weights->size(), 3u);
  EXPECT_GT((*weights)[0], 0.1);
  EXPECT_LT(std::abs((*weights)[1]), 0.3 * (*weights)[0]);
  EXPECT_EQ((*weights)[2], 0) << "a feature that nobody has";
}

TEST(RankingFit, PassesOverGroupsWithoutARightOne) {
  auto problem = problem_with(20);
  const auto expected = fit_ranking(problem, first(20), 1);
  for (std::size_t i = 0; i < 4; ++i) {
    problem.features.add(1, 3);
    problem.features.end_row();
    problem.gain.push_back(0);
  }
  problem.end_group();
  const auto weights = fit_ranking(problem, first(21), 1);
  ASSERT_TRUE(weights.ok() && expected.ok());
  EXPECT_NEAR((*weights)[0], (*expected)[0], 0.05);
}

TEST(RankingFit, AGroupOfHalfTheWeightCountsHalf) {
  auto once = problem_with(20), twice = problem_with(20);
  const std::vector<std::uint32_t> all = first(20);
  std::vector<std::uint32_t> doubled = all;
  doubled.insert(doubled.end(), all.begin(), all.end());
  for (float& weight : twice.weight) weight = 0.5F;
  const auto expected = fit_ranking(once, all, 1), weights = fit_ranking(twice, doubled, 1);
  ASSERT_TRUE(weights.ok() && expected.ok());
  for (std::size_t c = 0; c < 2; ++c) EXPECT_NEAR((*weights)[c], (*expected)[c], 1e-4);
}

TEST(RankingFit, WithoutGroupsNothingMatters) {
  const auto weights = fit_ranking(problem_with(3), {}, 1);
  ASSERT_TRUE(weights.ok());
  EXPECT_EQ(*weights, std::vector<double>(3, 0.0));
}

}  // namespace
}  // namespace bearing
