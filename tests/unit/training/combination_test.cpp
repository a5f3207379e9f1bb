#include "training/combination.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>
#include <random>

namespace bearing {
namespace {

double sigmoid(double x) { return 1 / (1 + std::exp(-x)); }

// Held-out scores of 400 documents whose truth is drawn with probability sigmoid(2 * document + sentence -
// 1).
struct HeldOut {
  ViewScores scores;
  std::vector<std::uint8_t> truth, known;
  std::vector<std::uint32_t> rows;

  explicit HeldOut(bool sentences, std::size_t topics = 3) {
    scores.outputs = topics;
    std::mt19937_64 random(5);
    const auto uniform = [&] { return static_cast<double>(random() >> 11) / 9007199254740992.0; };
    for (std::size_t i = 0; i < 400 * topics; ++i) {
      const double document = 4 * uniform() - 2, sentence = sentences ? 4 * uniform() - 2 : 0;
      scores.document.push_back(document);
      if (sentences) scores.sentence.push_back(sentence);
      truth.push_back(uniform() < sigmoid(2 * document + sentence - 1) ? 1 : 0);
    }
    known.assign(truth.size(), 1);
    rows.resize(400);
    std::iota(rows.begin(), rows.end(), 0U);
  }
};

TEST(Combination, FindsTheWeightsThatMadeTheData) {
  const HeldOut data(true);
  const auto fitted = fit_combination(data.scores, data.truth, data.known, data.rows);
  ASSERT_TRUE(fitted.ok()) << fitted.error().to_string();
  for (std::size_t t = 0; t < 3; ++t) {
    EXPECT_NEAR(fitted->document[t], 2, 0.5);
    EXPECT_NEAR(fitted->sentence[t], 1, 0.4);
    EXPECT_NEAR(fitted->bias[t], -1, 0.5);
  }
}

TEST(Combination, PassesOverWhatNobodyKnows) {
  HeldOut data(true);
  const auto expected = fit_combination(data.scores, data.truth, data.known, std::span(data.rows).first(200));
  for (std::size_t d = 200; d < 400; ++d) {
    for (std::size_t t = 0; t < 3; ++t) {
      data.known[d * 3 + t] = 0;
      data.truth[d * 3 + t] ^= 1;
    }
  }
  const auto fitted = fit_combination(data.scores, data.truth, data.known, data.rows);
  ASSERT_TRUE(fitted.ok() && expected.ok());
  for (std::size_t t = 0; t < 3; ++t) EXPECT_NEAR(fitted->document[t], expected->document[t], 0.02);
}

TEST(Combination, IsCalibratedOnAverage) {
  for (const bool sentences : {true, false}) {
    const HeldOut data(sentences);
    const auto fitted = fit_combination(data.scores, data.truth, data.known, data.rows);
    for (std::size_t t = 0; t < 3; ++t) {
      double expected = 0, positives = 0;
      for (std::size_t d = 0; d < 400; ++d) {
        expected += sigmoid(fitted->score(data.scores, d, t));
        positives += data.truth[d * 3 + t];
      }
      EXPECT_NEAR(expected, positives, 0.5);
    }
  }
}

TEST(Combination, WithoutSentencesUsesNone) {
  const HeldOut data(false);
  const auto fitted = fit_combination(data.scores, data.truth, data.known, data.rows);
  ASSERT_TRUE(fitted.ok());
  EXPECT_EQ(fitted->sentence, std::vector<double>(3, 0.0));
}

TEST(Combination, LearnsFromTheRowsNamedOnly) {
  HeldOut data(true);
  data.rows.resize(300);
  const auto one = fit_combination(data.scores, data.truth, data.known, data.rows);
  for (std::size_t i = 300 * 3; i < data.truth.size(); ++i) data.truth[i] ^= 1, data.scores.document[i] = 1e3;
  const auto other = fit_combination(data.scores, data.truth, data.known, data.rows);
  EXPECT_EQ(one->document, other->document);
  EXPECT_EQ(one->bias, other->bias);
}

TEST(Combination, ARareTopicBorrowsTheSlopeOfTheOthers) {
  HeldOut data(true);
  std::size_t kept = 0;
  for (std::size_t d = 0; d < 400; ++d) {
    if (data.truth[d * 3 + 2] == 1 && ++kept > 3) data.truth[d * 3 + 2] = 0;
  }
  const auto fitted = fit_combination(data.scores, data.truth, data.known, data.rows);
  ASSERT_TRUE(fitted.ok());
  EXPECT_GT(fitted->document[2], 0.3);
  EXPECT_LT(fitted->bias[2], fitted->bias[0]);
}

TEST(Combination, StaysFiniteWhereTheDataSayNothing) {
  HeldOut data(true, 1);
  std::fill(data.scores.sentence.begin(), data.scores.sentence.end(), 0.25);  // No spread at all.
  for (std::size_t d = 0; d < 400; ++d) data.truth[d] = data.scores.document[d] > 0 ? 1 : 0;  // Separable.
  auto fitted = fit_combination(data.scores, data.truth, data.known, data.rows);
  ASSERT_TRUE(fitted.ok());
  for (std::size_t d = 0; d < 400; ++d) ASSERT_TRUE(std::isfinite(fitted->score(data.scores, d, 0)));
  EXPECT_GT(fitted->document[0], 0);
  EXPECT_LT(std::abs(fitted->sentence[0]), 100);
  std::fill(data.truth.begin(), data.truth.end(), 0);
  fitted = fit_combination(data.scores, data.truth, data.known, data.rows);
  ASSERT_TRUE(fitted.ok());
  EXPECT_TRUE(std::isfinite(fitted->bias[0]));
  EXPECT_LT(sigmoid(fitted->score(data.scores, 0, 0)), 0.05);
}

}  // namespace
}  // namespace bearing
