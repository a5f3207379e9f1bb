#include "training/score_calibration.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <limits>
#include <numeric>
#include <random>

#include "metric/calibration.hpp"

namespace bearing {
namespace {

double sigmoid(double x) { return 1 / (1 + std::exp(-x)); }

// Documents whose scores are drawn and whose truth follows from a known map of scores to log-odds.
struct HeldOut {
  std::size_t outputs;
  std::vector<float> scores;
  std::vector<std::uint8_t> truth, known;
  std::vector<std::uint32_t> rows;
  std::vector<double> chances;  // The truth behind the truth.

  HeldOut(std::size_t documents, std::size_t output_count, bool exclusive, std::uint64_t seed,
          const std::function<double(std::size_t, double)>& log_odds)
      : outputs(output_count) {
    std::mt19937_64 random(seed);
    const auto uniform = [&] { return static_cast<double>(random() >> 11) / 9007199254740992.0; };
    for (std::size_t d = 0; d < documents; ++d) {
      double sum = 0;
      for (std::size_t t = 0; t < outputs; ++t) {
        const double score = 3 * uniform() - 2;
        scores.push_back(static_cast<float>(score));
        chances.push_back(exclusive ? std::exp(log_odds(t, score)) : sigmoid(log_odds(t, score)));
        sum += chances.back();
      }
      double left = exclusive ? uniform() * sum : 0;
      for (std::size_t t = 0; t < outputs; ++t) {
        double& chance = chances[d * outputs + t];
        if (exclusive) {
          truth.push_back(left >= 0 && left < chance ? 1 : 0);
          left -= chance;
          chance /= sum;
        } else {
          truth.push_back(uniform() < chance ? 1 : 0);
        }
      }
      rows.push_back(static_cast<std::uint32_t>(d));
    }
  }
  CalibrationData borrow() const { return {outputs, scores, truth, known, rows}; }

  // Minus the log-likelihood.
  double loss(const ScoreMap& map) const {
    const auto confidence = confidences(map);
    double sum = 0;
    for (std::size_t i = 0; i < truth.size(); ++i) {
      if (truth[i] != 0) sum -= std::log(confidence[i]);
      if (truth[i] == 0 && !map.exclusive) sum -= std::log(1 - confidence[i]);
    }
    return sum;
  }

  std::vector<double> confidences(const ScoreMap& map) const {
    std::vector<double> out(scores.begin(), scores.end());
    for (std::size_t d = 0; d < out.size() / outputs; ++d) {
      const std::span<double> row(out.data() + d * outputs, outputs);
      map.confidences(row, row);
    }
    return out;
  }
};

double bent(std::size_t label, double score) {
  return 0.3 * static_cast<double>(label) - 1 + 4 * std::min(score, 0.3) + std::max(0.0, score - 0.3);
}

void expect_rising(const ScoreMap& map) {
  ASSERT_TRUE(map.valid());
  for (std::size_t t = 0; t < map.scale.size(); ++t) {
    for (double z = -5; z < 5; z += 0.01) EXPECT_LE(map.logit(t, z), map.logit(t, z + 0.01) + 1e-12);
  }
}

TEST(ScoreCalibration, FindsTheMapThatMadeTheData) {
  for (const bool exclusive : {false, true}) {
    const HeldOut data(8000, 4, exclusive, 5, bent);
    const auto map = fit_score_map(data.borrow(), exclusive);
    ASSERT_TRUE(map.ok()) << map.error().to_string();
    EXPECT_EQ(map->exclusive, exclusive);
    const auto confidences = data.confidences(*map);
    double distance = 0;
    for (std::size_t i = 0; i < confidences.size(); ++i)
      distance += std::abs(confidences[i] - data.chances[i]);
    EXPECT_LT(distance / static_cast<double>(confidences.size()), 0.02) << exclusive;
    EXPECT_GT(map->slopes[0], 2 * map->slopes[3]) << "the bend is seen";
  }
}

// The places of the bends follow from the scores alone, so that the truth can bend there too.
TEST(ScoreCalibration, FindsTheSlopesBetweenItsBends) {
  for (const bool exclusive : {false, true}) {
    ScoreMap truth = *fit_score_map(HeldOut(20000, 4, exclusive, 5, bent).borrow(), exclusive);
    truth.slopes = {4, 1, 3, 1};
    truth.offset = 0;
    truth.scale.assign(4, 1.0);
    truth.bias = {-1, 0, 0.5, 0.5};
    const HeldOut data(20000, 4, exclusive, 5, [&](std::size_t t, double z) { return truth.logit(t, z); });
    const auto map = fit_score_map(data.borrow(), exclusive);
    ASSERT_TRUE(map.ok());
    EXPECT_EQ(map->knots, truth.knots);
    for (std::size_t j = 0; j < 3; ++j) EXPECT_NEAR(map->slopes[j], truth.slopes[j], 0.6) << exclusive << j;
    EXPECT_LT(data.loss(*map), data.loss(truth)) << "what was learnt fits at least as well as what made it";
    for (std::size_t t = 1; t < 4; ++t)
      EXPECT_NEAR(map->bias[t] - map->bias[0], truth.bias[t] - truth.bias[0], 0.2) << exclusive << t;
  }
}

TEST(ScoreCalibration, HelpsOnFreshDocuments) {
  for (const bool exclusive : {false, true}) {
    const HeldOut data(4000, 5, exclusive, 5, bent), fresh(4000, 5, exclusive, 6, bent);
    const auto map = fit_score_map(data.borrow(), exclusive);
    ScoreMap plain;
    plain.exclusive = exclusive;
    plain.scale.assign(5, 1.0);
    plain.bias.assign(5, 0.0);
    const double before = expected_calibration_error(fresh.confidences(plain), fresh.truth);
    const double after = expected_calibration_error(fresh.confidences(*map), fresh.truth);
    EXPECT_LT(after, 0.015);
    EXPECT_LT(after, before / 4);
  }
}

TEST(ScoreCalibration, IsRightOnAverageForEachLabel) {
  const HeldOut data(3000, 3, false, 5, bent);
  const auto confidences = data.confidences(*fit_score_map(data.borrow(), false));
  for (std::size_t t = 0; t < 3; ++t) {
    double expected = 0, positives = 0;
    for (std::size_t i = t; i < confidences.size(); i += 3)
      expected += confidences[i], positives += data.truth[i];
    EXPECT_NEAR(expected, positives, 0.02 * positives);
  }
}

// Scores that mean the opposite of what they say: the best that is allowed is to ignore them.
TEST(ScoreCalibration, NeverFallsInTheScore) {
  for (const bool exclusive : {false, true}) {
    const HeldOut data(1000, 3, exclusive, 5, [](std::size_t t, double z) { return (t == 0 ? 1 : -3) * z; });
    expect_rising(*fit_score_map(data.borrow(), exclusive));
    const HeldOut dip(1000, 3, exclusive, 5, [](std::size_t, double z) { return std::abs(z) * 3; });
    expect_rising(*fit_score_map(dip.borrow(), exclusive));
  }
}

TEST(ScoreCalibration, ConfidencesOfExclusiveLabelsAddUpToOne) {
  const HeldOut data(500, 6, true, 5, bent);
  const auto confidences = data.confidences(*fit_score_map(data.borrow(), true));
  for (std::size_t d = 0; d < 500; ++d) {
    const auto row = confidences.begin() + static_cast<std::ptrdiff_t>(d * 6);
    EXPECT_NEAR(std::accumulate(row, row + 6, 0.0), 1, 1e-12);
  }
}

TEST(ScoreCalibration, ARareLabelBorrowsFromTheOthers) {
  HeldOut data(2000, 4, false, 5, bent);
  std::size_t kept = 0;
  for (std::size_t d = 0; d < 2000; ++d) {
    if (data.truth[d * 4 + 3] == 1 && ++kept > 4) data.truth[d * 4 + 3] = 0;
  }
  const auto map = fit_score_map(data.borrow(), false);
  EXPECT_NEAR(map->scale[3], 1, 0.35);
  EXPECT_LT(map->bias[3], map->bias[0]);
  double sum = 0;
  const auto confidences = data.confidences(*map);
  for (std::size_t d = 0; d < 2000; ++d) sum += confidences[d * 4 + 3];
  EXPECT_LT(sum, 40);
}

TEST(ScoreCalibration, PassesOverWhatNobodyKnows) {
  for (const bool exclusive : {false, true}) {
    HeldOut data(600, 3, exclusive, 5, bent);
    data.known.assign(data.truth.size(), 1);
    for (std::size_t i = 300 * 3; i < data.known.size(); ++i) data.known[i] = 0;
    const auto one = fit_score_map(data.borrow(), exclusive);
    for (std::size_t i = 300 * 3; i < data.known.size(); ++i) data.truth[i] ^= 1;
    const auto other = fit_score_map(data.borrow(), exclusive);
    EXPECT_EQ(one->bias, other->bias);
    EXPECT_EQ(one->scale, other->scale);
  }
}

TEST(ScoreCalibration, LearnsFromTheRowsNamedOnly) {
  HeldOut data(400, 3, true, 5, bent);
  data.rows.resize(300);
  const auto one = fit_score_map(data.borrow(), true);
  for (std::size_t i = 300 * 3; i < data.truth.size(); ++i) data.truth[i] ^= 1, data.scores[i] = 1e3F;
  const auto other = fit_score_map(data.borrow(), true);
  EXPECT_EQ(one->bias, other->bias);
  EXPECT_EQ(one->knots, other->knots);
}

TEST(ScoreCalibration, StaysFiniteForHostileScores) {
  const float worst[] = {std::numeric_limits<float>::infinity(),
                         -std::numeric_limits<float>::infinity(),
                         std::numeric_limits<float>::quiet_NaN(),
                         1e30F,
                         -1e30F,
                         0.0F};
  for (const bool exclusive : {false, true}) {
    HeldOut data(200, 3, exclusive, 5, bent);
    for (std::size_t i = 0; i < data.scores.size(); i += 7) data.scores[i] = worst[i % 6];
    const auto map = fit_score_map(data.borrow(), exclusive);
    ASSERT_TRUE(map.ok()) << map.error().to_string();
    expect_rising(*map);
    for (const double confidence : data.confidences(*map)) {
      EXPECT_TRUE(std::isfinite(confidence));
      EXPECT_GE(confidence, 0);
      EXPECT_LE(confidence, 1);
    }
  }
}

TEST(ScoreCalibration, StaysFiniteWhereTheDataSayNothing) {
  for (const bool exclusive : {false, true}) {
    HeldOut data(200, 3, exclusive, 5, bent);
    std::fill(data.scores.begin(), data.scores.end(), 0.25F);  // No spread at all.
    ASSERT_TRUE(fit_score_map(data.borrow(), exclusive).ok());
    for (std::size_t i = 0; i < data.scores.size(); ++i) data.scores[i] = data.truth[i] != 0 ? 1 : -1;
    const auto separable = fit_score_map(data.borrow(), exclusive);
    ASSERT_TRUE(separable.ok());
    EXPECT_GT(data.confidences(*separable)[0], data.truth[0] != 0 ? 0.9 : 0.0);
    data.rows.clear();
    const auto none = fit_score_map(data.borrow(), exclusive);
    ASSERT_TRUE(none.ok());
    EXPECT_TRUE(none->valid());
  }
  HeldOut none(200, 3, false, 5, bent);
  std::fill(none.truth.begin(), none.truth.end(), 0);
  const auto map = fit_score_map(none.borrow(), false);
  ASSERT_TRUE(map.ok());
  for (const double confidence : none.confidences(*map)) EXPECT_LT(confidence, 0.1);
}

}  // namespace
}  // namespace bearing
