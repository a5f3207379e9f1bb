#include "archive/drift_report.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace bearing {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// Texts whose familiarity and length vary.
struct Texts {
  std::string lang = "en";
  double familiarity = 0.95;  ///< At most 0.03 more or less.
  std::size_t words = 300;    ///< Half of it to twice.
  std::string source = {}, month = {};
};

void add(const Texts& texts, std::size_t count, RunCounts& counts) {
  std::mt19937_64 random(count);
  const auto uniform = [&] { return static_cast<double>(random() >> 11) * 0x1p-53; };
  for (std::size_t i = 0; i < count; ++i) {
    Labels labels;
    labels.lang = texts.lang;
    labels.familiarity = texts.familiarity + 0.06 * (uniform() - 0.5);
    labels.words = static_cast<std::size_t>(static_cast<double>(texts.words) * std::exp2(2 * uniform() - 1));
    counts.add(labels, 1000, {texts.source, texts.month});
  }
}

TrainingProfile trained_on(const std::vector<std::pair<Texts, std::size_t>>& parts) {
  TrainingProfile profile;
  for (const auto& [texts, count] : parts) {
    RunCounts counts;
    add(texts, count, counts);
    profile.languages[texts.lang] += counts.drift.texts;
  }
  profile.topics = {{"floods", 10}};
  return profile;
}

std::vector<std::string> warnings_of(const std::vector<std::pair<Texts, std::size_t>>& parts,
                                     const std::optional<TrainingProfile>& profile) {
  RunCounts counts;
  for (const auto& [texts, count] : parts) add(texts, count, counts);
  return drift_report(profile, counts).warnings;
}

const Texts kEnglish, kVietnamese = {.lang = "vi"};

TEST(DriftReport, IsSilentOnTextsLikeThoseOfTheTraining) {
  const auto profile = trained_on({{kEnglish, 600}, {kVietnamese, 600}});
  EXPECT_THAT(warnings_of({{kEnglish, 1001}, {kVietnamese, 999}}, profile), IsEmpty());
  EXPECT_THAT(warnings_of({{kEnglish, 5000}}, profile),
              IsEmpty());  // Only one of the languages does no harm.
  EXPECT_THAT(warnings_of({{{.familiarity = 0.97}, 5000}}, profile), IsEmpty());
}

TEST(DriftReport, SaysThatWordsAreNewAndWhatToDo) {
  const auto profile = trained_on({{kEnglish, 1000}});
  EXPECT_THAT(warnings_of({{{.familiarity = 0.71}, 1000}}, profile),
              ElementsAre(AllOf(HasSubstr("familiarity 0.71 in language en, trained on 0.95"),
                                HasSubstr("train again"))));
}

TEST(DriftReport, NamesLanguagesThatTheTrainingHadTooLittleOf) {
  const auto profile = trained_on({{kEnglish, 970}, {kVietnamese, 30}});
  EXPECT_THAT(warnings_of({{kEnglish, 600}, {kVietnamese, 400}}, profile),
              ElementsAre(HasSubstr("language vi: 40 % of the archive, 3 % of the training documents")));
  EXPECT_THAT(warnings_of({{kEnglish, 900}, {{.lang = "th"}, 100}}, profile),
              ElementsAre(HasSubstr("not in: th 10 % of the archive")));
  EXPECT_THAT(warnings_of({{kEnglish, 990}, {{.lang = "th"}, 10}}, profile), IsEmpty());
}

TEST(DriftReport, NamesSourcesAndMonthsThatAreUnlikeTheRest) {
  const auto profile = trained_on({{kEnglish, 1000}});
  const Texts good = {.source = "a.org", .month = "2024-01"},
              bad = {.familiarity = 0.8, .source = "b.org", .month = "2024-02"};
  EXPECT_THAT(warnings_of({{good, 2000}, {bad, 200}}, profile),
              ElementsAre(HasSubstr("by source: b.org [en] (familiarity 0.80), all others together 0.95"),
                          HasSubstr("by month: 2024-02 [en]")));
  EXPECT_THAT(warnings_of({{good, 2000}, {bad, 50}}, profile), IsEmpty());  // Too few to tell.
}

TEST(DriftReport, SaysThatTextsAreMuchShorter) {
  const auto profile = trained_on({{kEnglish, 1000}});
  EXPECT_THAT(warnings_of({{{.words = 30}, 1000}}, profile),
              ElementsAre(AllOf(HasSubstr("texts of 29 words, trained on 297"), HasSubstr("by hand"))));
  EXPECT_THAT(warnings_of({{{.words = 150}, 1000}}, profile), IsEmpty());
}

TEST(DriftReport, IsSilentOnFewDocuments) {
  const auto profile = trained_on({{kEnglish, 1000}});
  EXPECT_THAT(warnings_of({{{.lang = "th", .familiarity = 0.2, .words = 9}, 30}}, profile), IsEmpty());
  RunCounts counts;
  add(kEnglish, 30, counts);
  EXPECT_EQ(drift_report(profile, counts).figures["texts"]["familiarity_shift"], "none");
}

TEST(DriftReport, HoldsLanguagesAgainstTheirOwnTraining) {
  const Texts rare = {.lang = "vi", .familiarity = 0.8};
  const auto profile = trained_on({{kEnglish, 1000}, {rare, 1000}});
  RunCounts counts;
  add(rare, 500, counts);
  const auto figures = drift_report(profile, counts).figures;
  EXPECT_EQ(figures["languages"][0]["name"], "vi");
  EXPECT_NEAR(figures["languages"][0]["training_familiarity"].get<double>(), 0.8, 0.01);
  EXPECT_NEAR(figures["languages"][0]["training_share"].get<double>(), 0.5, 1e-9);
  EXPECT_EQ(figures["languages"][0]["familiarity_shift"], "none");
  EXPECT_EQ(figures["texts"]["familiarity_shift"], "large");
}

TEST(DriftReport, KnowsThatLanguagesDiffer) {
  const Texts vietnamese = {.lang = "vi", .familiarity = 0.965, .source = "b.vn"},
              english = {.familiarity = 0.88, .source = "a.org"};
  const auto profile = trained_on({{english, 1000}, {vietnamese, 1000}});
  EXPECT_THAT(warnings_of({{english, 1000}, {vietnamese, 2000}}, profile), IsEmpty());
  // Hardly a tenth of known words less, but three times as many unknown ones.
  EXPECT_THAT(warnings_of({{english, 1000}, {{.lang = "vi", .familiarity = 0.89}, 1000}}, profile),
              ElementsAre(HasSubstr("familiarity 0.89 in language vi, trained on 0.9")));
}

TEST(DriftReport, DoesWithoutAProfile) {
  RunCounts counts;
  add(kEnglish, 500, counts);
  const DriftReport report = drift_report({}, counts);
  EXPECT_THAT(report.warnings, IsEmpty());
  EXPECT_TRUE(report.figures["training_documents"].is_null());
  EXPECT_FALSE(report.figures["texts"].contains("familiarity_psi"));
  EXPECT_EQ(report.figures["texts"]["documents"], 500);
  EXPECT_THAT(drift_report(TrainingProfile(), counts).warnings, IsEmpty());
  EXPECT_THAT(drift_report(trained_on({{kEnglish, 10}}), RunCounts()).warnings, IsEmpty());
}

TEST(DriftReport, ShowsTheLargestSourcesAndTheRestTogether) {
  RunCounts counts;
  for (int i = 0; i < 150; ++i)
    add({.source = "site " + std::to_string(i)}, static_cast<std::size_t>(1 + i), counts);
  const auto sources = drift_report({}, counts).figures["sources"];
  ASSERT_EQ(sources.size(), 101u);
  EXPECT_EQ(sources[0]["name"], "site 149 [en]");
  EXPECT_TRUE(sources[100]["name"].is_null());
  EXPECT_EQ(sources[100]["documents"], 50 * 51 / 2);
}

}  // namespace
}  // namespace bearing
