#include "metric/pairs.hpp"

#include <gtest/gtest.h>

#include "tests/unit/metric/stance_classes.hpp"

namespace bearing {
namespace {

/// Ten pairs: rows are the truth, columns the prediction.
///              favor against neutral unrelated
///   favor        2      1       0        0
///   against      0      1       1        0
///   neutral      0      0       1        1
///   unrelated    0      0       1        2
PairDecisions ten_pairs() {
  PairDecisions decisions;
  decisions.classes = 4;
  decisions.truth = {kFavor,   kFavor,   kFavor,     kAgainst,   kAgainst,
                     kNeutral, kNeutral, kUnrelated, kUnrelated, kUnrelated};
  decisions.predicted = {kFavor,   kFavor,     kAgainst, kAgainst,   kNeutral,
                         kNeutral, kUnrelated, kNeutral, kUnrelated, kUnrelated};
  return decisions;
}

TEST(ScorePairs, MatchesCountsByHand) {
  const PairScores scores = score_pairs(ten_pairs());
  EXPECT_EQ(scores.pairs, 10u);
  EXPECT_EQ(scores.confusion, (std::vector<std::size_t>{2, 1, 0, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 1, 2}));
  EXPECT_DOUBLE_EQ(scores.accuracy, 0.6);
  // F1 = 2 right / (predicted + support).
  EXPECT_DOUBLE_EQ(scores.classes[kFavor].f1, 4.0 / 5);
  EXPECT_DOUBLE_EQ(scores.classes[kAgainst].f1, 2.0 / 4);
  EXPECT_DOUBLE_EQ(scores.classes[kNeutral].f1, 2.0 / 5);
  EXPECT_DOUBLE_EQ(scores.classes[kUnrelated].f1, 4.0 / 6);
  EXPECT_DOUBLE_EQ(scores.classes[kFavor].precision, 1);
  EXPECT_DOUBLE_EQ(scores.classes[kFavor].recall, 2.0 / 3);
  EXPECT_NEAR(scores.macro_f1, (0.8 + 0.5 + 0.4 + 2.0 / 3) / 4, 1e-12);
  EXPECT_EQ(scores.calibration.decisions, 0u);
}

TEST(ScorePairs, LeavesClassesThatNeverOccurOutOfTheMacroMean) {
  const std::size_t first_two[] = {0, 1}, first_and_third[] = {0, 2};
  EXPECT_DOUBLE_EQ(score_pairs(ten_pairs(), first_two).macro_f1, 1);
  // Favor: 2 / 3; against: predicted in vain, 0.
  EXPECT_DOUBLE_EQ(score_pairs(ten_pairs(), first_and_third).macro_f1, (2.0 / 3 + 0) / 2);
}

TEST(ScorePairs, JudgesTheConfidenceOfThePredictedClass) {
  PairDecisions decisions{2, {0, 1, 1}, {0, 1, 0}, {0.9, 0.7, 0.6}, {}};
  const CalibrationScore calibration = score_pairs(decisions).calibration;
  EXPECT_EQ(calibration.decisions, 3u);
  // Each in a bin of its own: |0.9 - 1|, |0.7 - 1|, |0.6 - 0|.
  EXPECT_NEAR(calibration.expected_error, 1.0 / 3, 1e-12);
  EXPECT_NEAR(calibration.brier, (0.01 + 0.09 + 0.36) / 3, 1e-12);
}

TEST(ScorePairs, IsZeroWithoutAnything) {
  const PairScores none = score_pairs(PairDecisions{});
  EXPECT_DOUBLE_EQ(none.accuracy, 0);
  EXPECT_DOUBLE_EQ(none.macro_f1, 0);
  PairDecisions no_pairs;
  no_pairs.classes = 4;
  EXPECT_DOUBLE_EQ(fnc1_score(score_pairs(no_pairs), kUnrelated), 0);
  EXPECT_DOUBLE_EQ(semeval_f_avg(score_pairs(no_pairs), kFavor, kAgainst), 0);
}

TEST(ScorePairsDeathTest, EndsTheProgramWhenArraysDisagree) {
  PairDecisions decisions = ten_pairs();
  decisions.predicted[3] = 4;
  EXPECT_DEATH((void)score_pairs(decisions), "");
  decisions = ten_pairs();
  decisions.predicted.pop_back();
  EXPECT_DEATH((void)score_pairs(decisions), "");
  decisions = ten_pairs();
  decisions.confidence = {0.5};
  EXPECT_DEATH((void)score_pairs(decisions), "");
  const std::size_t outside[] = {10};
  EXPECT_DEATH((void)score_pairs(ten_pairs(), outside), "");
}

TEST(SemevalFAvg, IsTheMeanOfFavorAndAgainst) {
  EXPECT_DOUBLE_EQ(semeval_f_avg(score_pairs(ten_pairs()), kFavor, kAgainst), (0.8 + 0.5) / 2);
}

TEST(SemevalFAvg, KnowsNeutralOnlyByItsErrors) {
  // Neutral is never right; favor has TP 1, FP 1: F1 2/3; against TP 1: F1 1.
  const PairDecisions decisions{3, {kFavor, kNeutral, kAgainst}, {kFavor, kFavor, kAgainst}, {}, {}};
  EXPECT_DOUBLE_EQ(semeval_f_avg(score_pairs(decisions), kFavor, kAgainst), (2.0 / 3 + 1) / 2);
}

TEST(Fnc1Score, MatchesPointsByHand) {
  // Related and exact: 4 pairs, 1 point each. Related, wrong class: 2 pairs, 0.25 each. Unrelated, right: 2
  // pairs, 0.25 each. Related or unrelated wrong: 2 pairs, 0. Best possible: 7 related pairs and 3 unrelated.
  EXPECT_DOUBLE_EQ(fnc1_score(score_pairs(ten_pairs()), kUnrelated), (4 + 0.5 + 0.5) / (7 + 0.75));
}

TEST(Fnc1Score, IsOneWhenAllIsRightAndZeroWhenAllIsWrong) {
  const PairDecisions right{4, {kFavor, kUnrelated}, {kFavor, kUnrelated}, {}, {}};
  EXPECT_DOUBLE_EQ(fnc1_score(score_pairs(right), kUnrelated), 1);
  const PairDecisions wrong{4, {kFavor, kUnrelated}, {kUnrelated, kFavor}, {}, {}};
  EXPECT_DOUBLE_EQ(fnc1_score(score_pairs(wrong), kUnrelated), 0);
}

TEST(MeasurePairs, ReportsOfficialMeasuresWhereTheirClassesAreNamed) {
  const PairMeasures plain = measure_pairs(ten_pairs());
  EXPECT_FALSE(plain.f_avg);
  EXPECT_FALSE(plain.fnc1);
  PairOptions options;
  options.favor = kFavor;
  options.against = kAgainst;
  options.unrelated = kUnrelated;
  const PairMeasures official = measure_pairs(ten_pairs(), options);
  EXPECT_DOUBLE_EQ(official.f_avg.value(), 0.65);
  EXPECT_DOUBLE_EQ(official.fnc1.value(), 5.0 / 7.75);
  for (const auto& [interval, value] :
       {std::pair(official.accuracy, 0.6), std::pair(official.macro_f1, official.all.macro_f1),
        std::pair(official.f_avg_interval, 0.65), std::pair(official.fnc1_interval, 5.0 / 7.75)}) {
    EXPECT_LT(interval.low, value);
    EXPECT_GT(interval.high, value);
  }
}

TEST(MeasurePairs, SplitsByGroup) {
  PairDecisions decisions = ten_pairs();
  decisions.group = {"a", "a", "a", "a", "a", "a", "a", "b", "b", "b"};
  const PairMeasures measures = measure_pairs(decisions);
  ASSERT_EQ(measures.by_group.size(), 2u);
  EXPECT_EQ(measures.by_group.at("a").pairs, 7u);
  EXPECT_DOUBLE_EQ(measures.by_group.at("a").accuracy, 4.0 / 7);
  EXPECT_DOUBLE_EQ(measures.by_group.at("b").accuracy, 2.0 / 3);
}

TEST(MeasurePairs, TakesOnePairAndNone) {
  const PairMeasures one = measure_pairs({2, {1}, {1}, {0.8}, {"x"}});
  EXPECT_DOUBLE_EQ(one.accuracy.low, 1);
  EXPECT_DOUBLE_EQ(one.macro_f1.high, 1);
  const PairMeasures none = measure_pairs({});
  EXPECT_DOUBLE_EQ(none.accuracy.high, 0);
  EXPECT_TRUE(none.by_group.empty());
}

}  // namespace
}  // namespace bearing
