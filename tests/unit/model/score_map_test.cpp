#include "model/score_map.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace bearing {
namespace {

ScoreMap example(bool exclusive) {
  ScoreMap map;
  map.exclusive = exclusive;
  map.knots = {-1, 0, 2};
  map.slopes = {1, 2, 0.5, 0};
  map.offset = 0.5;
  map.scale = {1, 2};
  map.bias = {0, -1};
  return map;
}

TEST(ScoreMap, FollowsTheLineAndItsBends) {
  const ScoreMap map = example(false);
  EXPECT_DOUBLE_EQ(map.logit(0, -3), -2.5);  // 0.5 - 3
  EXPECT_DOUBLE_EQ(map.logit(0, -1), -0.5);  // 0.5 - 1
  EXPECT_DOUBLE_EQ(map.logit(0, 0), 1.5);    // + 2 * 1
  EXPECT_DOUBLE_EQ(map.logit(0, 1), 2);      // + 0.5 * 1
  EXPECT_DOUBLE_EQ(map.logit(0, 9), 2.5);    // + 0.5 * 1, then level
  EXPECT_DOUBLE_EQ(map.logit(1, 1), 2 * 2.0 - 1.0);
}

TEST(ScoreMap, KnowsTheSlopeBetweenTwoScores) {
  const ScoreMap map = example(false);
  EXPECT_DOUBLE_EQ(map.slope(0, -3, 1), (map.logit(0, 1) - map.logit(0, -3)) / 4);
  EXPECT_DOUBLE_EQ(map.slope(0, 1, -3), map.slope(0, -3, 1));
  EXPECT_DOUBLE_EQ(map.slope(1, 1, 1), 2 * 0.5);
  EXPECT_DOUBLE_EQ(map.slope(1, 1, 1 + 1e-9), 2 * 0.5) << "as good as equal";
  EXPECT_DOUBLE_EQ(map.slope(0, -5, -5), 1);
  EXPECT_DOUBLE_EQ(map.slope(0, 7, 7), 0);
  EXPECT_DOUBLE_EQ(map.slope(0, 7, 8), 0);
}

TEST(ScoreMap, MakesProbabilitiesOfDecisions) {
  std::vector<double> values = {-3, 1};
  example(false).confidences(values, values);
  EXPECT_DOUBLE_EQ(values[0], 1 / (1 + std::exp(2.5)));
  EXPECT_DOUBLE_EQ(values[1], 1 / (1 + std::exp(-3.0)));
}

TEST(ScoreMap, MakesSharesOfExclusiveLabels) {
  const std::vector<double> scores = {-3, 1};
  std::vector<double> shares(2);
  example(true).confidences(scores, shares);
  EXPECT_DOUBLE_EQ(shares[0], std::exp(-2.5) / (std::exp(-2.5) + std::exp(3.0)));
  EXPECT_NEAR(shares[0] + shares[1], 1, 1e-15);
}

TEST(ScoreMap, StaysFiniteForAnyScore) {
  const double inf = std::numeric_limits<double>::infinity();
  const std::vector<double> worst = {inf, -inf, std::nan(""), 1e300, -1e300, 0};
  for (const bool exclusive : {false, true}) {
    const ScoreMap map = example(exclusive);
    for (const double first : worst) {
      for (const double second : worst) {
        std::vector<double> values = {first, second};
        map.confidences(values, values);
        for (const double value : values) EXPECT_TRUE(value >= 0 && value <= 1) << first << " " << second;
      }
    }
    EXPECT_LE(map.logit(0, std::nan("")), map.logit(0, -1e5));
  }
}

TEST(ScoreMap, KnowsWhatItMustNotBe) {
  const auto broken = [](auto damage) {
    ScoreMap map = example(true);
    damage(map);
    return !map.valid();
  };
  EXPECT_FALSE(broken([](ScoreMap&) {}));
  EXPECT_TRUE(broken([](ScoreMap& m) { m.slopes[2] = -0.1; }));
  EXPECT_TRUE(broken([](ScoreMap& m) { m.scale[1] = -1; }));
  EXPECT_TRUE(broken([](ScoreMap& m) { m.scale[1] = std::nan(""); }));
  EXPECT_TRUE(broken([](ScoreMap& m) { m.knots[0] = 1; }));
  EXPECT_TRUE(broken([](ScoreMap& m) { m.knots[1] = std::nan(""); }));
  EXPECT_TRUE(broken([](ScoreMap& m) { m.bias.pop_back(); }));
  EXPECT_TRUE(broken([](ScoreMap& m) { m.bias[0] = std::numeric_limits<double>::infinity(); }));
  EXPECT_TRUE(broken([](ScoreMap& m) { m.offset = 1e7; }));
}

}  // namespace
}  // namespace bearing
