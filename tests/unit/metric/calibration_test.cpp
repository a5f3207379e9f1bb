#include "metric/calibration.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace bearing {
namespace {

using Truth = std::vector<std::uint8_t>;
using Values = std::vector<double>;

TEST(CalibrationError, MatchesBinsByHand) {
  // Two bins. Below 0.5: confidences 0.2 + 0.4 = 0.6 against 1 positive, distance 0.4. From 0.5 on:
  // 0.6 + 0.8 = 1.4 against 2, distance 0.6. (0.4 + 0.6) / 4 decisions.
  EXPECT_NEAR(expected_calibration_error(Values{0.2, 0.4, 0.6, 0.8}, Truth{0, 1, 1, 1}, 2), 0.25, 1e-12);
  // 0.5 belongs to the upper bin: apart from 0.4 (distance 0.4), alone with 1 (0.5 + 1 against 2: 0.5).
  EXPECT_NEAR(expected_calibration_error(Values{0.4, 0.5, 1.0}, Truth{0, 1, 1}, 2), 0.9 / 3, 1e-12);
  // Errors of opposite sign cancel within a bin only: in one bin 0.2 + 0.8 against 1 gives 0.
  EXPECT_NEAR(expected_calibration_error(Values{0.2, 0.8}, Truth{1, 0}, 1), 0, 1e-12);
  EXPECT_NEAR(expected_calibration_error(Values{0.2, 0.8}, Truth{1, 0}, 2), 0.8, 1e-12);
}

TEST(CalibrationError, TakesTheEndsOfTheRange) {
  EXPECT_DOUBLE_EQ(expected_calibration_error(Values{0, 1}, Truth{0, 1}), 0);
  EXPECT_DOUBLE_EQ(expected_calibration_error(Values{0, 1}, Truth{1, 0}), 1);
  EXPECT_DOUBLE_EQ(expected_calibration_error(Values{}, Truth{}), 0);
}

TEST(BrierScore, MatchesSquaresByHand) {
  // 0.1^2 + 0.4^2 + 1^2 = 1.17
  EXPECT_NEAR(brier_score(Values{0.1, 0.6, 1.0}, Truth{0, 1, 0}), 1.17 / 3, 1e-12);
  EXPECT_DOUBLE_EQ(brier_score(Values{}, Truth{}), 0);
}

TEST(PlattScaling, IsSteadyFarOut) {
  const PlattScaling scaling{2, -1};
  EXPECT_DOUBLE_EQ(scaling(0.5), 0.5);
  EXPECT_DOUBLE_EQ(scaling(1e308), 1);
  EXPECT_DOUBLE_EQ(scaling(-1e308), 0);
  EXPECT_GT(scaling(-300), 0);
  EXPECT_NEAR(scaling(3) + scaling(-2), 1, 1e-15);
}

/// The same objective, minimised slowly and plainly: gradient descent on the formula in the header.
PlattScaling slow_platt(const Values& scores, const Truth& truth, double prior_slope, double prior_strength) {
  const auto n = static_cast<double>(scores.size());
  double positives = 0, mean = 0, variance = 0;
  for (auto t : truth) positives += t;
  for (double s : scores) mean += s / n;
  for (double s : scores) variance += (s - mean) * (s - mean) / n;
  double slope = 0, intercept = 0;
  for (int step = 0; step < 300'000; ++step) {
    double to_slope = prior_strength / 4 * variance * (slope - prior_slope), to_intercept = 0;
    for (std::size_t i = 0; i < scores.size(); ++i) {
      const double target = truth[i] ? (positives + 1) / (positives + 2) : 1 / (n - positives + 2);
      const double error = 1 / (1 + std::exp(-(slope * scores[i] + intercept))) - target;
      to_slope += error * scores[i];
      to_intercept += error;
    }
    slope -= 0.01 * to_slope;
    intercept -= 0.01 * to_intercept;
  }
  return {slope, intercept};
}

TEST(FitPlatt, AgreesWithASlowObviousSolution) {
  const Values scores = {-2.1, -1.4, -0.9, -0.3, 0.2, 0.4, 0.9, 1.3, 2.2, 2.8};
  const Truth truth = {0, 0, 1, 0, 0, 1, 1, 0, 1, 1};
  for (auto [prior_slope, prior_strength] :
       {std::pair(1.0, 0.0), std::pair(2.0, 5.0), std::pair(0.5, 100.0)}) {
    const PlattScaling fast = fit_platt(scores, truth, prior_slope, prior_strength);
    const PlattScaling slow = slow_platt(scores, truth, prior_slope, prior_strength);
    EXPECT_NEAR(fast.slope, slow.slope, 1e-6) << prior_strength;
    EXPECT_NEAR(fast.intercept, slow.intercept, 1e-6) << prior_strength;
  }
}

TEST(FitPlatt, FindsTheScalingThatMadeTheData) {
  std::mt19937_64 random(3);
  Values scores;
  Truth truth;
  const PlattScaling made_with{1.7, -0.8};
  for (int i = 0; i < 20'000; ++i) {
    const auto uniform = [&] { return static_cast<double>(random() >> 11) * 0x1p-53; };
    scores.push_back(6 * uniform() - 3);
    truth.push_back(uniform() < made_with(scores.back()));
  }
  const PlattScaling fitted = fit_platt(scores, truth);
  EXPECT_NEAR(fitted.slope, made_with.slope, 0.1);
  EXPECT_NEAR(fitted.intercept, made_with.intercept, 0.1);
}

TEST(FitPlatt, DoesNotDependOnTheScaleOfTheScores) {
  const Values scores = {-2, -1, 0.5, 1, 3, -0.5};
  const Truth truth = {0, 0, 1, 0, 1, 1};
  const PlattScaling plain = fit_platt(scores, truth);
  for (double scale : {1e-6, 1e6}) {
    Values scaled;
    for (double s : scores) scaled.push_back(scale * s + 100 * scale);
    const PlattScaling fitted = fit_platt(scaled, truth);
    for (std::size_t i = 0; i < scores.size(); ++i) {
      EXPECT_NEAR(fitted(scaled[i]), plain(scores[i]), 1e-7) << scale;
    }
  }
}

TEST(FitPlatt, StaysFiniteOnDataThatALineSeparates) {
  const PlattScaling fitted = fit_platt(Values{-1, -1, 1, 1}, Truth{0, 0, 1, 1});
  EXPECT_TRUE(std::isfinite(fitted.slope));
  // The targets are (2 + 1) / (2 + 2) and 1 / (2 + 2), which two points reach exactly.
  EXPECT_NEAR(fitted(1), 0.75, 1e-6);
  EXPECT_NEAR(fitted(-1), 0.25, 1e-6);
}

TEST(FitPlatt, FollowsThePriorAsFarAsItIsStrong) {
  const Values scores = {-1, 0, 1, 2};
  const Truth truth = {0, 1, 0, 1};
  const double free = fit_platt(scores, truth, 5, 0).slope;
  const double pulled = fit_platt(scores, truth, 5, 10).slope;
  const double held = fit_platt(scores, truth, 5, 1e9).slope;
  EXPECT_LT(free, pulled);
  EXPECT_LT(pulled, held);
  EXPECT_NEAR(held, 5, 1e-4);
}

TEST(FitPlatt, KeepsThePriorSlopeWhereTheDataCannotTell) {
  const auto mean_of = [](const PlattScaling& scaling, const Values& scores) {
    double sum = 0;
    for (double s : scores) sum += scaling(s);
    return sum / static_cast<double>(scores.size());
  };
  const Values scores = {-3, 0, 1};
  const PlattScaling none = fit_platt(scores, Truth{0, 0, 0}, 2);
  EXPECT_DOUBLE_EQ(none.slope, 2);
  EXPECT_NEAR(mean_of(none, scores), 1.0 / 5, 1e-9);  // (0 + 1) / (3 + 2)
  const PlattScaling all = fit_platt(scores, Truth{1, 1, 1}, 2);
  EXPECT_NEAR(mean_of(all, scores), 4.0 / 5, 1e-9);  // (3 + 1) / (3 + 2)
  const PlattScaling same_score = fit_platt(Values{7, 7, 7}, Truth{1, 0, 0}, 2);
  EXPECT_DOUBLE_EQ(same_score.slope, 2);
  EXPECT_NEAR(same_score(7), 2.0 / 5, 1e-9);  // (1 + 1) / (3 + 2)
  const PlattScaling empty = fit_platt(Values{}, Truth{}, 2);
  EXPECT_DOUBLE_EQ(empty.slope, 2);
  EXPECT_DOUBLE_EQ(empty.intercept, 0);
}

const ThresholdOptions kAsSeen{0, 0};

TEST(ChooseThreshold, MaximisesF1) {
  // At 0.85: TP 1 of 1, F1 2/4. 0.75: 2/5. 0.65: 4/6. 0.45: 6/7, the best. 0.2: 6/8. 0.05: 6/9.
  EXPECT_NEAR(choose_threshold(Values{0.9, 0.8, 0.7, 0.6, 0.3, 0.1}, Truth{1, 0, 1, 1, 0, 0}, kAsSeen), 0.45,
              1e-12);
  // The order of the decisions doesn't matter.
  EXPECT_NEAR(choose_threshold(Values{0.1, 0.6, 0.9, 0.3, 0.7, 0.8}, Truth{0, 1, 1, 0, 1, 0}, kAsSeen), 0.45,
              1e-12);
}

TEST(ChooseThreshold, TakesTheHigherOfEquals) {
  // At 0.7: TP 1 of 1, 2 positives, F1 2/3. 0.45: 2/4. 0.3: 2/5. 0.1: TP 2 of 4, F1 4/6, the same.
  EXPECT_NEAR(choose_threshold(Values{0.9, 0.5, 0.4, 0.2}, Truth{1, 0, 0, 1}, kAsSeen), 0.7, 1e-12);
}

TEST(ChooseThreshold, NeverSplitsEqualConfidences) {
  // Three of them share 0.6: either all are assigned (F1 4/5) or none.
  EXPECT_NEAR(choose_threshold(Values{0.6, 0.6, 0.6, 0.2}, Truth{1, 0, 1, 0}, kAsSeen), 0.4, 1e-12);
}

TEST(ChooseThreshold, SeparatesNeighbouringNumbers) {
  const double low = 0.3, high = std::nextafter(low, 1);
  const double threshold = choose_threshold(Values{low, high}, Truth{0, 1}, kAsSeen);
  EXPECT_GT(threshold, low);
  EXPECT_LE(threshold, high);
}

TEST(ChooseThreshold, StaysInsideTheRange) {
  EXPECT_NEAR(choose_threshold(Values{1, 1}, Truth{1, 1}, kAsSeen), 0.5, 1e-12);
  EXPECT_NEAR(choose_threshold(Values{0, 0}, Truth{0, 0}, kAsSeen), 0.5, 1e-12);
  EXPECT_NEAR(choose_threshold(Values{0, 1}, Truth{1, 1}, kAsSeen), 0.5, 1e-12);
  EXPECT_NEAR(choose_threshold(Values{0.2}, Truth{1}, kAsSeen), 0.1, 1e-12);
  EXPECT_NEAR(choose_threshold(Values{0.2}, Truth{0}, kAsSeen), 0.6, 1e-12);
  EXPECT_NEAR(choose_threshold(Values{}, Truth{}, kAsSeen), 0.5, 1e-12);
}

TEST(ChooseThreshold, KeepsRareLabelsInTheMiddle) {
  // One positive at 0.05 among thirty negatives at 0.02: as seen, 0.035 is perfect.
  Values confidence(30, 0.02);
  Truth truth(30, 0);
  confidence.push_back(0.05);
  truth.push_back(1);
  EXPECT_NEAR(choose_threshold(confidence, truth, kAsSeen), 0.035, 1e-12);
  // At 0.525, with one imagined positive: (2 * 0.724) / (0.95 + 2) = 0.491. At 0.035, (2 * 1.999) /
  // (2.93 + 2) = 0.811. Five imagined: 0.525: 7.24 / 10.75 = 0.674; 0.035: 11.99 / 16.65 = 0.720. Twenty:
  // 0.525: 28.98 / 40 = 0.724; 0.035: 41.95 / 60.6 = 0.692.
  EXPECT_NEAR(choose_threshold(confidence, truth, {0, 1}), 0.035, 1e-12);
  EXPECT_NEAR(choose_threshold(confidence, truth, {0, 5}), 0.035, 1e-12);
  EXPECT_NEAR(choose_threshold(confidence, truth, {0, 20}), 0.525, 1e-12);
}

TEST(ChooseThreshold, KeepsAPrecisionFloor) {
  const Values confidence = {0.9, 0.8, 0.7, 0.6, 0.3, 0.1};
  const Truth truth = {1, 0, 1, 1, 0, 1};
  // Precision from the top: 1, 1/2, 2/3, 3/4, 3/5, 4/6.
  bool reached = false;
  EXPECT_NEAR(choose_threshold(confidence, truth, {0.75, 0}, &reached), 0.45, 1e-12);
  EXPECT_TRUE(reached);
  EXPECT_NEAR(choose_threshold(confidence, truth, {0.76, 0}, &reached), 0.85, 1e-12);
  EXPECT_TRUE(reached);
  EXPECT_NEAR(choose_threshold(confidence, truth, {0.5, 0}, &reached), 0.05, 1e-12);
}

TEST(ChooseThreshold, TakesTheHigherThresholdWhenAFloorLeavesTheRecallOpen) {
  // Recall is the same at 0.65 and at 0.25, and so the one with fewer wrong decisions is taken.
  EXPECT_NEAR(choose_threshold(Values{0.8, 0.5, 0.0}, Truth{1, 0, 0}, {0.4, 0}), 0.65, 1e-12);
}

TEST(ChooseThreshold, SaysWhenAFloorCannotBeReached) {
  bool reached = true;
  EXPECT_DOUBLE_EQ(choose_threshold(Values{0.9, 0.4}, Truth{0, 1}, {0.9, 0}, &reached), 1.01);
  EXPECT_FALSE(reached);
  // A threshold that assigns nothing reaches no precision.
  EXPECT_DOUBLE_EQ(choose_threshold(Values{0.9}, Truth{0}, {0.9, 1}, &reached), 1.01);
  EXPECT_FALSE(reached);
}

TEST(ChooseThreshold, TrustsAFewDecisionsLessWithAFloor) {
  const Values confidence = {0.95, 0.5};
  const Truth truth = {1, 0};
  bool reached = false;
  // At 0.725 precision is 1 of 1. One imagined positive: (1 + 0.474) / (1 + 0.55) = 0.951, still enough. Ten:
  // (1 + 4.74) / (1 + 5.5) = 0.884, not enough.
  EXPECT_NEAR(choose_threshold(confidence, truth, {0.9, 1}, &reached), 0.725, 1e-12);
  EXPECT_TRUE(reached);
  EXPECT_DOUBLE_EQ(choose_threshold(confidence, truth, {0.9, 10}, &reached), 1.01);
  EXPECT_FALSE(reached);
}

}  // namespace
}  // namespace bearing
