#include "metric/stance.hpp"

#include <gtest/gtest.h>

#include "metric/stance_tables.hpp"
#include "tests/unit/metric/stance_classes.hpp"

namespace bearing {
namespace {

constexpr std::uint32_t kSea = 0, kTrade = 1;

StanceEntry entry(std::uint32_t target, std::uint32_t stance, std::string holder, ByteRange evidence,
                  double confidence = 0) {
  return {target, stance, std::move(holder), evidence, false, confidence};
}

/// Three documents, two targets, three stances.
///   0 en  gold: sea favor (vietnam; manila), sea against (author)   predicted: sea favor 0.9, trade neutral
///   0.6 1 en  gold: sea against (none), trade favor (the bank)          predicted: sea favor 0.8, trade
///   favor 0.7 2 vi  gold: nothing                                             predicted: sea against 0.5
StanceCorpus three_documents() {
  StanceCorpus corpus{2, 3, std::vector<StanceDocument>(3)};
  StanceDocument& both = corpus.documents[0];
  both.lang = "en";
  both.gold = {entry(kSea, kFavor, "vietnam", {0, 100}), entry(kSea, kFavor, "manila", {200, 300}),
               entry(kSea, kAgainst, "author", {400, 500})};
  both.predicted = {entry(kSea, kFavor, "the vietnamese side of manila", {240, 280}, 0.9),
                    entry(kTrade, kNeutral, "author", {0, 100}, 0.6)};
  both.touched = {0.9, 0.6};
  both.given = {1, 0, 0, 0, 0, 1};
  both.stances = {0.9, 0.1, 0.0, 0.2, 0.2, 0.6};
  StanceDocument& one_each = corpus.documents[1];
  one_each.lang = "en";
  one_each.gold = {entry(kSea, kAgainst, "none", {0, 100}), entry(kTrade, kFavor, "the bank", {100, 200})};
  one_each.predicted = {entry(kSea, kFavor, "author", {20, 60}, 0.8),
                        entry(kTrade, kFavor, "the bank", {300, 400}, 0.7)};
  one_each.touched = {0.8, 0.7};
  one_each.given = {1, 0, 0, 1, 0, 0};
  one_each.stances = {0.6, 0.4, 0.0, 1.0, 0.0, 0.0};
  StanceDocument& silent = corpus.documents[2];
  silent.lang = "vi";
  silent.predicted = {entry(kSea, kAgainst, "author", {0, 50}, 0.5)};
  silent.touched = {0.5, 0.1};
  silent.given = {0, 1, 0, 0, 0, 1};
  silent.stances = {0.0, 1.0, 0.0, 0.0, 0.0, 1.0};
  return corpus;
}

TEST(MeasureStance, FindsTargetsByHand) {
  const Scores targets = measure_stance(three_documents()).all.targets;
  // Sea: annotated twice, predicted three times, right twice. Trade: once, twice, once.
  EXPECT_EQ(targets.labels[kSea].support, 2u);
  EXPECT_DOUBLE_EQ(targets.labels[kSea].precision, 2.0 / 3);
  EXPECT_DOUBLE_EQ(targets.labels[kSea].recall, 1);
  EXPECT_DOUBLE_EQ(targets.labels[kSea].f1, 4.0 / 5);
  EXPECT_DOUBLE_EQ(targets.labels[kTrade].f1, 2.0 / 3);
  EXPECT_DOUBLE_EQ(targets.micro_f1, 6.0 / 8);
  EXPECT_DOUBLE_EQ(targets.macro_f1, (0.8 + 2.0 / 3) / 2);
}

TEST(MeasureStance, JudgesStancesOfGoldPairsByHand) {
  // Pairs: (0, sea) favor + against, given favor. (1, sea) against, given favor. (1, trade) favor, given
  // favor.
  const Scores given = measure_stance(three_documents()).all.given;
  EXPECT_DOUBLE_EQ(given.labels[kFavor].f1, 4.0 / 5);  // Right 2, given 3, annotated 2.
  EXPECT_DOUBLE_EQ(given.labels[kAgainst].f1, 0);      // Annotated twice, never given.
  EXPECT_EQ(given.labels[kNeutral].support + given.labels[kNeutral].predicted, 0u);
  EXPECT_DOUBLE_EQ(given.macro_f1, (0.8 + 0) / 2);
  EXPECT_DOUBLE_EQ(given.subset_accuracy, 1.0 / 3);
}

TEST(MeasureStance, CountsWholeEntriesByHand) {
  const StanceScores all = measure_stance(three_documents()).all;
  // Annotated: 0 sea favor, 0 sea against, 1 sea against, 1 trade favor. Predicted: five. Right: two.
  EXPECT_DOUBLE_EQ(all.end_to_end.micro_precision, 2.0 / 5);
  EXPECT_DOUBLE_EQ(all.end_to_end.micro_recall, 2.0 / 4);
  EXPECT_DOUBLE_EQ(all.end_to_end.micro_f1, 4.0 / 9);
  EXPECT_EQ(all.documents, 3u);
}

TEST(MeasureStance, JudgesEvidenceOfWhatWasFound) {
  const EvidenceAndHolders found = measure_stance(three_documents()).all.found;
  // Found: (0, sea) within 200-300; (1, sea) within 0-100, though the stance is wrong; (1, trade) elsewhere.
  EXPECT_EQ(found.evidence.judged, 3u);
  EXPECT_EQ(found.evidence.right, 2u);
  // With the stance: (0, sea, favor) right, (1, trade, favor) wrong.
  EXPECT_EQ(found.evidence_of_stance.judged, 2u);
  EXPECT_EQ(found.evidence_of_stance.right, 1u);
}

TEST(MeasureStance, JudgesHoldersOfRightEntries) {
  const EvidenceAndHolders found = measure_stance(three_documents()).all.found;
  // (0, sea, favor): "manila" is the better of two, in part. (1, trade, favor): exact.
  EXPECT_EQ(found.holder_exact.judged, 2u);
  EXPECT_EQ(found.holder_exact.right, 1u);
  EXPECT_EQ(found.holder_partial.right, 2u);
}

TEST(MeasureStance, MeasuresCalibration) {
  const StanceScores all = measure_stance(three_documents()).all;
  EXPECT_EQ(all.touched.decisions, 6u);
  // 0.9 yes, 0.6 no, 0.8 yes, 0.7 yes, 0.5 no, 0.1 no.
  EXPECT_NEAR(all.touched.brier, (0.01 + 0.36 + 0.04 + 0.09 + 0.25 + 0.01) / 6, 1e-12);
  EXPECT_NEAR(all.touched.expected_error, (0.1 + 0.6 + 0.2 + 0.3 + 0.5 + 0.1) / 6, 1e-12);
  // Three gold pairs, three stances each: (0, sea) 1 1 0, (1, sea) 0 1 0, (1, trade) 1 0 0.
  EXPECT_EQ(all.given_stances.decisions, 9u);
  EXPECT_NEAR(all.given_stances.brier, (0.01 + 0.81 + 0.36 + 0.36) / 9, 1e-12);
  // Entries: 0.9 yes, 0.6 no, 0.8 no, 0.7 yes, 0.5 no.
  EXPECT_EQ(all.entries.decisions, 5u);
  EXPECT_NEAR(all.entries.brier, (0.01 + 0.36 + 0.64 + 0.09 + 0.25) / 5, 1e-12);
}

TEST(MeasureStance, SplitsByTargetAndLanguage) {
  const StanceMeasures measures = measure_stance(three_documents());
  ASSERT_EQ(measures.by_target.size(), 2u);
  const StanceScores& trade = measures.by_target[kTrade];
  EXPECT_EQ(trade.documents, 3u);
  ASSERT_EQ(trade.targets.labels.size(), 1u);
  EXPECT_DOUBLE_EQ(trade.targets.micro_f1, 2.0 / 3);
  EXPECT_DOUBLE_EQ(trade.given.macro_f1, 1);
  EXPECT_DOUBLE_EQ(trade.end_to_end.micro_f1, 2.0 / 3);
  EXPECT_EQ(trade.found.evidence.judged, 1u);
  EXPECT_EQ(trade.found.evidence.right, 0u);
  EXPECT_NEAR(trade.touched.brier, (0.36 + 0.09 + 0.01) / 3, 1e-12);
  EXPECT_NEAR(trade.given_stances.brier, 0, 1e-12);
  ASSERT_EQ(measures.by_language.size(), 2u);
  EXPECT_EQ(measures.by_language.at("en").documents, 2u);
  EXPECT_DOUBLE_EQ(measures.by_language.at("en").end_to_end.micro_f1, 4.0 / 8);
  EXPECT_DOUBLE_EQ(measures.by_language.at("vi").end_to_end.micro_f1, 0);
}

TEST(MeasureStance, TakesTheMostConfidentEntryAndTheFirstOfEquals) {
  StanceCorpus corpus{1, 3, std::vector<StanceDocument>(1)};
  StanceDocument& document = corpus.documents[0];
  document.gold = {entry(0, kFavor, "x", {0, 10})};
  document.predicted = {entry(0, kFavor, "y", {50, 60}, 0.7), entry(0, kFavor, "x", {0, 10}, 0.7)};
  EXPECT_EQ(measure_stance(corpus).all.found.evidence.right, 0u);
  document.predicted[1].confidence = 0.8;
  const StanceScores all = measure_stance(corpus).all;
  EXPECT_EQ(all.found.evidence.right, 1u);
  EXPECT_EQ(all.found.evidence.judged, 1u);
  // Two holders are two entries, but one decision on (target, stance), with the higher confidence.
  EXPECT_EQ(all.found.holder_exact.judged, 2u);
  EXPECT_EQ(all.found.holder_exact.right, 1u);
  EXPECT_EQ(all.end_to_end.labels[kFavor].predicted, 1u);
  EXPECT_EQ(all.entries.decisions, 1u);
  EXPECT_NEAR(all.entries.brier, 0.04, 1e-12);
}

TEST(MeasureStance, LeavesWhatIsNotAnnotatedUnjudged) {
  StanceCorpus corpus{1, 3, std::vector<StanceDocument>(1)};
  corpus.documents[0].gold = {entry(0, kFavor, "", {})};
  corpus.documents[0].predicted = {entry(0, kFavor, "author", {0, 10}, 0.9)};
  const StanceScores all = measure_stance(corpus).all;
  EXPECT_DOUBLE_EQ(all.end_to_end.micro_f1, 1);
  EXPECT_EQ(all.found.evidence.judged, 0u);
  EXPECT_EQ(all.found.holder_partial.judged, 0u);
  EXPECT_DOUBLE_EQ(all.found.evidence.value(), 0);
  EXPECT_DOUBLE_EQ(all.given.macro_f1, 0);  // Without `given`, no pair is judged.
  EXPECT_EQ(all.touched.decisions + all.given_stances.decisions, 0u);
}

TEST(MeasureStance, IsOneWhenAllIsRight) {
  StanceCorpus corpus = three_documents();
  for (StanceDocument& document : corpus.documents) {
    document.predicted = document.gold;
    document.given.assign(6, 0);
    for (StanceEntry& gold : document.predicted) {
      gold.confidence = 1;
      document.given[gold.target * 3 + gold.stance] = 1;
    }
  }
  const StanceMeasures measures = measure_stance(corpus);
  EXPECT_DOUBLE_EQ(measures.all.targets.macro_f1, 1);
  EXPECT_DOUBLE_EQ(measures.all.given.macro_f1, 1);
  EXPECT_DOUBLE_EQ(measures.all.end_to_end.micro_f1, 1);
  EXPECT_DOUBLE_EQ(measures.all.found.evidence_of_stance.value(), 1);
  EXPECT_DOUBLE_EQ(measures.all.found.holder_exact.value(), 1);
  EXPECT_DOUBLE_EQ(measures.all.entries.brier, 0);
  // Where nothing was judged in a sample (three times document 2), the share is not counted as 0.
  EXPECT_DOUBLE_EQ(measures.intervals.evidence.low, 1);
  EXPECT_DOUBLE_EQ(measures.intervals.holder_exact.low, 1);
}

TEST(MeasureStance, IsZeroWithoutGoldOrWithoutPredictions) {
  StanceCorpus no_gold = three_documents(), silent = three_documents();
  for (StanceDocument& document : no_gold.documents) document.gold.clear();
  for (StanceDocument& document : silent.documents) document.predicted.clear();
  const StanceMeasures without = measure_stance(no_gold), quiet = measure_stance(silent);
  EXPECT_DOUBLE_EQ(without.all.targets.micro_f1, 0);
  EXPECT_DOUBLE_EQ(without.all.given.macro_f1, 0);
  EXPECT_EQ(without.all.given_stances.decisions, 0u);
  EXPECT_EQ(without.all.found.evidence.judged, 0u);
  EXPECT_EQ(without.all.entries.decisions, 5u);
  EXPECT_DOUBLE_EQ(quiet.all.end_to_end.micro_f1, 0);
  EXPECT_DOUBLE_EQ(quiet.all.given.macro_f1, 0.4);  // Doesn't depend on what was found.
  EXPECT_EQ(quiet.all.found.holder_exact.judged, 0u);
  EXPECT_DOUBLE_EQ(quiet.intervals.evidence.high, 0);
}

TEST(MeasureStance, TakesNoDocumentAtAll) {
  const StanceMeasures none = measure_stance({});
  EXPECT_DOUBLE_EQ(none.all.targets.micro_f1, 0);
  EXPECT_TRUE(none.by_target.empty());
  const StanceMeasures no_documents = measure_stance({2, 3, {}});
  EXPECT_EQ(no_documents.by_target.size(), 2u);
  EXPECT_DOUBLE_EQ(no_documents.intervals.end_to_end_micro_f1.high, 0);
}

TEST(MeasureStance, HasNoWidthForOneDocument) {
  StanceCorpus corpus = three_documents();
  corpus.documents.resize(1);
  const StanceMeasures measures = measure_stance(corpus);
  EXPECT_DOUBLE_EQ(measures.intervals.end_to_end_micro_f1.low, measures.all.end_to_end.micro_f1);
  EXPECT_DOUBLE_EQ(measures.intervals.end_to_end_micro_f1.high, measures.all.end_to_end.micro_f1);
  EXPECT_DOUBLE_EQ(measures.intervals.given_macro_f1.low, measures.all.given.macro_f1);
  EXPECT_DOUBLE_EQ(measures.intervals.holder_partial.low, measures.all.found.holder_partial.value());
}

TEST(MeasureStance, DrawsWholeDocumentsForTheStanceOfPairs) {
  // Document 0: two pairs, both right; document 1: two pairs, both wrong. Pairs of one document go together,
  // so that a sample has all right (F1 1), all wrong (0), or half of each.
  StanceCorpus corpus{2, 2, std::vector<StanceDocument>(2)};
  for (StanceDocument& document : corpus.documents) {
    document.gold = {entry(0, 0, "", {}), entry(1, 0, "", {})};
  }
  corpus.documents[0].given = {1, 0, 1, 0};
  corpus.documents[1].given = {0, 0, 0, 0};
  const StanceMeasures measures = measure_stance(corpus);
  EXPECT_DOUBLE_EQ(measures.all.given.macro_f1, 2.0 * 2 / (2 + 4));
  EXPECT_DOUBLE_EQ(measures.intervals.given_macro_f1.low, 0);
  EXPECT_DOUBLE_EQ(measures.intervals.given_macro_f1.high, 1);
}

TEST(MeasureStance, GivesTheSameIntervalsForTheSameSeed) {
  const auto first = measure_stance(three_documents(), {200, 7}).intervals,
             second = measure_stance(three_documents(), {200, 7}).intervals;
  EXPECT_EQ(first.end_to_end_micro_f1.low, second.end_to_end_micro_f1.low);
  EXPECT_EQ(first.evidence.high, second.evidence.high);
}

TEST(EvidenceAgrees, AsksForHalfOfTheShorterRange) {
  const auto agree = [](ByteRange first, ByteRange second) {
    const bool agrees = evidence_agrees(entry(0, 0, "", first), entry(0, 0, "", second));
    EXPECT_EQ(agrees, evidence_agrees(entry(0, 0, "", second), entry(0, 0, "", first)));
    return agrees;
  };
  EXPECT_TRUE(agree({0, 100}, {0, 100}));
  EXPECT_TRUE(agree({0, 100}, {40, 45}));    // Within.
  EXPECT_TRUE(agree({0, 100}, {90, 110}));   // 10 of 20.
  EXPECT_FALSE(agree({0, 100}, {91, 111}));  // 9 of 20.
  EXPECT_TRUE(agree({0, 3}, {1, 4}));        // 2 of 3.
  EXPECT_FALSE(agree({0, 3}, {2, 5}));       // 1 of 3.
  EXPECT_FALSE(agree({0, 100}, {100, 200}));
  EXPECT_FALSE(agree({0, 100}, {50, 50}));  // Nothing agrees with nothing.
  EXPECT_FALSE(agree({5, 5}, {5, 5}));
  StanceEntry in_title = entry(0, 0, "", {0, 100});
  in_title.in_title = true;
  EXPECT_FALSE(evidence_agrees(in_title, entry(0, 0, "", {0, 100})));
  EXPECT_TRUE(evidence_agrees(in_title, in_title));
}

TEST(MeasureStanceDeathTest, EndsTheProgramWhenNumbersDisagree) {
  const auto broken = [](auto breaks) {
    StanceCorpus corpus = three_documents();
    breaks(corpus.documents[1]);
    (void)measure_stance(corpus);
  };
  EXPECT_DEATH(broken([](StanceDocument& d) { d.gold[0].target = 2; }), "");
  EXPECT_DEATH(broken([](StanceDocument& d) { d.predicted[0].stance = 3; }), "");
  EXPECT_DEATH(broken([](StanceDocument& d) { d.predicted[0].confidence = 1.1; }), "");
  EXPECT_DEATH(broken([](StanceDocument& d) { d.touched.pop_back(); }), "");
  EXPECT_DEATH(broken([](StanceDocument& d) { d.given.push_back(0); }), "");
  EXPECT_DEATH(broken([](StanceDocument& d) { d.stances = {0.5}; }), "");
  EXPECT_DEATH(broken([](StanceDocument& d) { d.gold[0].evidence = {5, 4}; }), "");
}

}  // namespace
}  // namespace bearing
