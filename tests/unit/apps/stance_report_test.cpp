#include "apps/stance_report.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace bearing {
namespace {

using ::testing::HasSubstr;

const StanceNames kReportNames = {{"code-of-conduct", "free-trade"}, {"favor", "against", "neutral"}};

/// One document with both targets annotated; the first one is predicted, and right.
StanceCorpus one_document() {
  StanceCorpus corpus{2, 3, std::vector<StanceDocument>(1)};
  StanceDocument& document = corpus.documents[0];
  document.lang = "en";
  document.gold = {{0, 0, "manila", {0, 10}, false, 0}, {1, 1, "hanoi", {20, 30}, false, 0}};
  document.predicted = {{0, 0, "manila", {0, 10}, false, 0.75}};
  return corpus;
}

TEST(StanceReport, ShowsMeasuresWithTheirIntervals) {
  const std::string text = stance_report_text(measure_stance(one_document()), kReportNames);
  EXPECT_THAT(text, HasSubstr("code-of-conduct                  1  1.000  1.000  1.000"));
  EXPECT_THAT(text,
              HasSubstr("whole (target and stance): micro-F1 0.667  (95 % interval 0.667 to 0.667; precision "
                        "1.000, recall 0.500)"));
  EXPECT_THAT(text, HasSubstr("holder, exactly: 1.000  (95 % interval 1.000 to 1.000; 1 of 1)"));
  EXPECT_THAT(text, HasSubstr("entries: expected calibration error 0.2500, Brier score 0.0625"));
  EXPECT_THAT(text, HasSubstr("language en: "));
}

TEST(StanceReport, SaysWhatWasNotJudged) {
  const StanceMeasures measures = measure_stance(one_document());
  const std::string text = stance_report_text(measures, kReportNames);
  // Free trade wasn't found: no evidence and no holder to judge, and no probabilities were given.
  EXPECT_THAT(
      text, HasSubstr("free-trade                       1  0.000  0.000  0.000      -       -  0.000      -  "
                      "    -"));
  EXPECT_THAT(text, Not(HasSubstr("target touched")));
  const auto json = stance_report_json(measures, kReportNames);
  EXPECT_TRUE(json["targets"]["free-trade"]["evidence_top1"]["share"].is_null());
  EXPECT_EQ(json["targets"]["free-trade"]["evidence_top1"]["judged"], 0);
}

TEST(StanceReport, IsWholeForLongNamesAndWithoutDocuments) {
  StanceNames names = kReportNames;
  names.targets[1] = std::string(1000, 'x');
  const std::string text = stance_report_text(measure_stance({2, 3, {}}), names);
  EXPECT_THAT(text, HasSubstr(names.targets[1] + "         0  0.000"));
  EXPECT_THAT(text, HasSubstr("documents 0\n"));
  EXPECT_EQ(stance_report_json(measure_stance({}), {})["targets"].dump(), "{}");
}

TEST(StanceReport, GivesProgramsTheSameNumbers) {
  const auto json = stance_report_json(measure_stance(one_document()), kReportNames);
  EXPECT_EQ(json["documents"], 1);
  EXPECT_DOUBLE_EQ(json["end_to_end"]["micro_f1"], 2.0 / 3);
  EXPECT_DOUBLE_EQ(json["end_to_end"]["micro_f1_interval"][1], 2.0 / 3);
  EXPECT_EQ(json["holder_exact"]["right"], 1);
  EXPECT_EQ(json["targets"]["code-of-conduct"]["target_detection"]["support"], 1);
  EXPECT_DOUBLE_EQ(json["languages"]["en"]["target_detection"]["micro_recall"], 0.5);
  EXPECT_DOUBLE_EQ(json["calibration"]["entries"]["brier_score"], 0.0625);
}

TEST(PairReport, ShowsConfusionAndOfficialMeasures) {
  PairOptions options;
  options.unrelated = 2;
  const PairMeasures measures =
      measure_pairs({3, {0, 1, 2, 2}, {0, 0, 2, 2}, {}, {"seen", "unseen", "seen", "seen"}}, options);
  const std::vector<std::string> classes = {"agree", "disagree", "unrelated"};
  const std::string text = pair_report_text(measures, classes);
  EXPECT_THAT(text, HasSubstr("accuracy 0.750"));
  EXPECT_THAT(text, HasSubstr("weighted score (FNC-1) 0.7000"));  // (1 + 0.25 + 0.5) / 2.5
  EXPECT_THAT(text, HasSubstr("unseen: macro-F1 0.000, accuracy 0.000, 1 pairs"));
  EXPECT_THAT(text, Not(HasSubstr("SemEval")));
  const auto json = pair_report_json(measures, classes);
  EXPECT_EQ(json["stances"]["disagree"]["given_as"]["agree"], 1);
  EXPECT_DOUBLE_EQ(json["fnc1_score"], 0.7);
  EXPECT_FALSE(json.contains("semeval_f_avg"));
  EXPECT_EQ(json["groups"]["seen"]["pairs"], 3);
}

}  // namespace
}  // namespace bearing
