#include "apps/pair_evaluation.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bearing {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const std::vector<std::string> kStances = {"favor", "against"};

TargetLabel target_label(const std::string& target, double touched, double favor, double against) {
  TargetLabel label{target, true, touched, 0.5, touched >= 0.5, {}};
  label.stances = {{"favor", favor, favor >= against, false, "none", {}, {}},
                   {"against", against, against > favor, false, "none", {}, {}}};
  return label;
}

LabelledRecord labelled(const std::string& id, std::vector<StanceAnnotation> stances,
                        std::vector<TargetLabel> targets) {
  LabelledRecord one;
  one.record.document.id = id;
  one.record.document.lang = "en";
  one.record.annotation.has_stances = true;
  one.record.annotation.stances = std::move(stances);
  one.record.document.targets = annotated_free_targets(one.record.annotation, {});
  one.labels.targets = std::move(targets);
  return one;
}

TEST(PairEvaluation, AsksForEachFreeTargetOnce) {
  Annotation annotation;
  annotation.stances = {
      {"b", "favor", "", ""}, {"scheme", "favor", "", ""}, {"a", "favor", "", ""}, {"b", "against", "", ""}};
  EXPECT_THAT(annotated_free_targets(annotation, {"scheme"}), ElementsAre("b", "a"));
  EXPECT_THAT(annotated_free_targets({}, {"scheme"}), IsEmpty());
}

TEST(PairEvaluation, TakesTheMostProbableStanceGivenTheTarget) {
  auto evaluation = evaluate_pairs(
      kStances, {labelled("a", {{"x", "favor", "", ""}, {"y", "favor", "", ""}},
                          {target_label("x", 0.4, 0.3, 0.1), target_label("y", 1, 0.2, 0.8)})});
  ASSERT_TRUE(evaluation.ok());
  EXPECT_EQ(evaluation->classes, kStances);
  EXPECT_DOUBLE_EQ(evaluation->measures.all.accuracy, 0.5)
      << "x is not touched, but there is no class for that";
  EXPECT_THAT(evaluation->errors, ElementsAre("a: \"y\": favor, given as against(0.80)"));
  EXPECT_TRUE(evaluation->measures.f_avg.has_value());
  EXPECT_FALSE(evaluation->measures.fnc1.has_value());
  EXPECT_THAT(evaluation->measures.by_group, IsEmpty());
}

TEST(PairEvaluation, CallsUntouchedTargetsUnrelatedWhereTheCorpusDoes) {
  auto evaluation = evaluate_pairs(
      kStances, {labelled("a", {{"x", "unrelated", "", ""}, {"y", "favor", "", ""}},
                          {target_label("x", 0.4, 0.3, 0.1), target_label("y", 0.1, 0.1, 0)})});
  ASSERT_TRUE(evaluation.ok());
  EXPECT_THAT(evaluation->classes, ElementsAre("favor", "against", "unrelated"));
  EXPECT_THAT(evaluation->errors, ElementsAre("a: \"y\": favor, given as unrelated(0.90)"));
  EXPECT_TRUE(evaluation->measures.fnc1.has_value());
}

TEST(PairEvaluation, ReportsParts) {
  std::vector<LabelledRecord> records;
  for (int i = 0; i < 4; ++i) {
    const std::string target = i % 2 == 0 ? "x" : "y";
    records.push_back(
        labelled(std::to_string(i), {{target, "favor", "", ""}}, {target_label(target, 1, 1, 0)}));
    records.back().record.document.lang = i == 0 ? "vi" : "en";
    records.back().record.document.fields = {{"seen", i < 3 ? "\"1\"" : "0"}};
  }
  auto evaluation = evaluate_pairs(kStances, records);
  ASSERT_TRUE(evaluation.ok());
  std::vector<std::string> names;
  for (const auto& [name, scores] : evaluation->measures.by_group)
    names.push_back(name + ":" + std::to_string(scores.pairs));
  EXPECT_THAT(names, ElementsAre("language en:3", "language vi:1", "seen 0:1", "seen 1:3", "target x:2",
                                 "target y:2"));
}

TEST(PairEvaluation, RefusesUnknownStances) {
  LabelledRecord one = labelled("a", {{"x", "discuss", "", ""}}, {target_label("x", 1, 1, 0)});
  one.record.source = "in.jsonl";
  one.record.line = 3;
  auto evaluation = evaluate_pairs(kStances, {one});
  ASSERT_FALSE(evaluation.ok());
  EXPECT_EQ(evaluation.error().to_string(), "in.jsonl:3: the model knows no stance \"discuss\"");
}

}  // namespace
}  // namespace bearing
