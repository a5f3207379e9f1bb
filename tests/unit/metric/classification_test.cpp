#include "metric/classification.hpp"

#include <gtest/gtest.h>

namespace bearing {
namespace {

// Four documents, three labels.
//   truth      predicted
//   1 0 0      1 0 0      exact
//   1 1 0      0 1 1      label 0 missed, label 2 too many
//   0 1 0      0 1 0      exact
//   0 0 0      1 0 0      label 0 too many
Decisions four_documents() {
  Decisions decisions;
  decisions.labels = 3;
  decisions.truth = {1, 0, 0, 1, 1, 0, 0, 1, 0, 0, 0, 0};
  decisions.predicted = {1, 0, 0, 0, 1, 1, 0, 1, 0, 1, 0, 0};
  return decisions;
}

TEST(Score, MatchesCountsByHand) {
  const Scores scores = score(four_documents());
  ASSERT_EQ(scores.labels.size(), 3u);
  // Label 0: TP 1, FP 1, FN 1: everything is 1/2.
  EXPECT_EQ(scores.labels[0].support, 2u);
  EXPECT_EQ(scores.labels[0].predicted, 2u);
  EXPECT_EQ(scores.labels[0].correct, 1u);
  EXPECT_DOUBLE_EQ(scores.labels[0].f1, 0.5);
  // Label 1: TP 2, perfect.
  EXPECT_DOUBLE_EQ(scores.labels[1].f1, 1);
  // Label 2: FP 1 only: precision 0 / 1, recall undefined and so 0.
  EXPECT_DOUBLE_EQ(scores.labels[2].precision, 0);
  EXPECT_DOUBLE_EQ(scores.labels[2].recall, 0);
  EXPECT_DOUBLE_EQ(scores.labels[2].f1, 0);
  // Pooled: TP 3, predicted 5, support 4.
  EXPECT_DOUBLE_EQ(scores.micro_precision, 3.0 / 5);
  EXPECT_DOUBLE_EQ(scores.micro_recall, 3.0 / 4);
  EXPECT_DOUBLE_EQ(scores.micro_f1, 6.0 / 9);
  EXPECT_DOUBLE_EQ(scores.macro_f1, (0.5 + 1 + 0) / 3);
  EXPECT_DOUBLE_EQ(scores.subset_accuracy, 2.0 / 4);
}

TEST(Score, LeavesLabelsThatNeverOccurOutOfTheMacroMean) {
  const std::size_t first_and_third[] = {0, 2};
  const Scores scores = score(four_documents(), first_and_third);
  // Labels 0 and 1 are right once each; label 2 is neither there nor predicted.
  EXPECT_EQ(scores.labels[2].support + scores.labels[2].predicted, 0u);
  EXPECT_DOUBLE_EQ(scores.macro_f1, 1);
  EXPECT_DOUBLE_EQ(scores.subset_accuracy, 1);
}

TEST(Score, CountsADocumentAsOftenAsItIsNamed) {
  const std::size_t repeated[] = {1, 1, 0};
  const Scores scores = score(four_documents(), repeated);
  EXPECT_EQ(scores.labels[0].support, 3u);
  EXPECT_EQ(scores.labels[0].correct, 1u);
  EXPECT_EQ(scores.labels[2].predicted, 2u);
}

TEST(Score, IsZeroWithoutAnything) {
  const Scores none = score(Decisions{});
  EXPECT_DOUBLE_EQ(none.micro_f1, 0);
  EXPECT_DOUBLE_EQ(none.macro_f1, 0);
  EXPECT_DOUBLE_EQ(none.subset_accuracy, 0);
  Decisions silent = four_documents();
  silent.predicted.assign(12, 0);
  EXPECT_DOUBLE_EQ(score(silent).micro_f1, 0);
}

TEST(ScoreDeathTest, EndsTheProgramWhenArraysDisagree) {
  Decisions decisions = four_documents();
  decisions.predicted.pop_back();
  EXPECT_DEATH((void)score(decisions), "");
  const std::size_t outside[] = {4};
  EXPECT_DEATH((void)score(four_documents(), outside), "");
}

TEST(BootstrapScores, GivesTheSameIntervalsForTheSameSeed) {
  const auto first = bootstrap_scores(four_documents(), 200, 7),
             second = bootstrap_scores(four_documents(), 200, 7);
  EXPECT_EQ(first.micro_f1.low, second.micro_f1.low);
  EXPECT_EQ(first.micro_f1.high, second.micro_f1.high);
  EXPECT_EQ(first.macro_f1.low, second.macro_f1.low);
  EXPECT_EQ(first.macro_f1.high, second.macro_f1.high);
}

TEST(BootstrapScores, EncloseTheScoreAndNarrowWithMoreDocuments) {
  Decisions many;
  many.labels = 3;
  const Decisions few = four_documents();
  for (int i = 0; i < 100; ++i) {
    many.truth.insert(many.truth.end(), few.truth.begin(), few.truth.end());
    many.predicted.insert(many.predicted.end(), few.predicted.begin(), few.predicted.end());
  }
  const auto narrow = bootstrap_scores(many).micro_f1, wide = bootstrap_scores(few).micro_f1;
  const double exact = score(many).micro_f1;
  EXPECT_LT(narrow.low, exact);
  EXPECT_GT(narrow.high, exact);
  EXPECT_LT(narrow.high - narrow.low, 0.12);
  EXPECT_GT(wide.high - wide.low, 0.3);
}

TEST(BootstrapScores, HaveNoWidthWhereNothingCanVary) {
  Decisions one;
  one.labels = 2;
  one.truth = {1, 0};
  one.predicted = {1, 1};
  const auto intervals = bootstrap_scores(one, 50);
  EXPECT_DOUBLE_EQ(intervals.micro_f1.low, 2.0 / 3);
  EXPECT_DOUBLE_EQ(intervals.micro_f1.high, 2.0 / 3);
  EXPECT_DOUBLE_EQ(bootstrap_scores(Decisions{}).micro_f1.high, 0);
}

}  // namespace
}  // namespace bearing
