#include "apps/stance_evaluation.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bearing {
namespace {

using testing::ElementsAre;

const StanceNames kNames = {{"force", "trade"}, {"favor", "against"}};

// The model finds "force" touched and against, with evidence at the start of the text.
LabelledRecord labelled(std::vector<StanceAnnotation> stances) {
  LabelledRecord one;
  one.record.document.id = "a";
  one.record.document.title = "No to force";
  one.record.document.text = "We reject force. Nobody spoke of trade.";
  one.record.annotation.has_stances = true;
  one.record.annotation.stances = std::move(stances);
  one.labels.lang = "en";
  TargetLabel force{"force", false, 0.8, 0.5, true, {{"favor", 0.2, false, false, "none", {}, {}}, {}}};
  force.stances[1] = {"against", 0.6, true, true, "The  Minister", {}, {"We reject force.", {0, 16}, false}};
  TargetLabel trade{"trade", false, 0.0, 0.5, false, {{"favor", 0.0, true, false, "none", {}, {}}, {}}};
  trade.stances[1].stance = "against";
  one.labels.targets = {force, trade};
  return one;
}

TEST(StanceEvaluation, LocatesEvidenceAndFoldsHolders) {
  auto corpus = make_stance_corpus(kNames, {labelled({{"force", "against", "the minister", "reject force"},
                                                      {"force", "favor", "author", "No to force"},
                                                      {"trade", "favor", "none", "not there"}})});
  ASSERT_TRUE(corpus.ok());
  const StanceDocument& document = corpus->documents.at(0);
  ASSERT_EQ(document.gold.size(), 3u);
  EXPECT_EQ(document.gold[0].evidence, (ByteRange{3, 15}));
  EXPECT_FALSE(document.gold[0].in_title);
  EXPECT_EQ(document.gold[1].evidence, (ByteRange{0, 11}));
  EXPECT_TRUE(document.gold[1].in_title);
  EXPECT_EQ(document.gold[2].evidence, ByteRange{});
  ASSERT_EQ(document.predicted.size(), 1u);
  EXPECT_EQ(document.predicted[0].stance, 1u);
  EXPECT_EQ(document.predicted[0].holder, document.gold[0].holder);
  EXPECT_EQ(document.lang, "en");
}

TEST(StanceEvaluation, TellsTheStanceFromTheTarget) {
  auto corpus = make_stance_corpus(kNames, {labelled({})});
  ASSERT_TRUE(corpus.ok());
  const StanceDocument& document = corpus->documents.at(0);
  EXPECT_THAT(document.touched, ElementsAre(0.8, 0.0));
  EXPECT_THAT(document.given, ElementsAre(0, 1, 1, 0));
  EXPECT_THAT(document.stances, ElementsAre(0.25, testing::DoubleEq(0.75), 0.0, 0.0)) << "given the target";
}

TEST(StanceEvaluation, MeasuresAndListsWhatWentWrong) {
  auto evaluation = evaluate_stances(
      kNames, {labelled({{"force", "against", "", ""}}), labelled({{"trade", "favor", "", ""}})});
  ASSERT_TRUE(evaluation.ok());
  EXPECT_DOUBLE_EQ(evaluation->measures.all.end_to_end.micro_f1, 0.5);
  EXPECT_THAT(evaluation->errors, ElementsAre("a: -trade=favor(0.00) +force=against(0.60)"));
}

// A passage that was annotated for one target says nothing of the others.
TEST(StanceEvaluation, JudgesOnlyTheTargetsThatWereAsked) {
  LabelledRecord passage = labelled({});
  passage.asked = {"trade"};
  auto evaluation = evaluate_stances(kNames, {passage});
  ASSERT_TRUE(evaluation.ok());
  EXPECT_THAT(evaluation->errors, testing::IsEmpty());
  EXPECT_EQ(evaluation->measures.all.targets.labels[0].predicted, 0u);
  passage.asked = {"a claim in words"};
  evaluation = evaluate_stances(kNames, {passage});
  EXPECT_EQ(evaluation->errors.size(), 1u) << "free targets leave the scheme's as they are";
}

TEST(StanceEvaluation, LeavesOutWhatIsNotAnnotated) {
  LabelledRecord unannotated = labelled({});
  unannotated.record.annotation.has_stances = false;
  EXPECT_FALSE(judges_scheme_targets(unannotated, kNames.targets));
  EXPECT_FALSE(judges_scheme_targets(labelled({{"a claim", "favor", "", ""}}), kNames.targets));
  EXPECT_TRUE(judges_scheme_targets(labelled({}), kNames.targets));
  auto corpus = make_stance_corpus(kNames, {unannotated});
  ASSERT_TRUE(corpus.ok());
  EXPECT_TRUE(corpus->documents.empty());
}

TEST(StanceEvaluation, RefusesUnknownStances) {
  LabelledRecord one = labelled({{"force", "unrelated", "", ""}});
  one.record.source = "in.jsonl";
  one.record.line = 7;
  auto evaluation = evaluate_stances(kNames, {one});
  ASSERT_FALSE(evaluation.ok());
  EXPECT_EQ(evaluation.error().to_string(), "in.jsonl:7: the model knows no stance \"unrelated\"");
}

}  // namespace
}  // namespace bearing
