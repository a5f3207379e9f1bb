#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "bearing/labeler.hpp"
#include "tests/small_model.hpp"

namespace bearing {
namespace {

struct Opened {
  explicit Opened(const SmallModelOptions& options)
      : labeler(*Labeler::open(folder.write("m", small_model_bytes(options)))) {}
  ScratchFolder folder;
  std::shared_ptr<const Labeler> labeler;
  Workspace workspace;
};

TEST(Stances, StandBesideTopics) {
  Opened with({.stance = true});
  EXPECT_EQ(with.labeler->targets().size(), 2u);
  EXPECT_EQ(with.labeler->stances(), (std::vector<std::string>{"favor", "against"}));
  EXPECT_FALSE(with.labeler->judges_free_targets());
  for (const std::string& text : familiar_texts()) {
    const Labels labels = with.labeler->label(document_of(text), with.workspace, {.all_stances = true});
    ASSERT_EQ(labels.targets.size(), 2u);
    for (const TargetLabel& target : labels.targets) {
      std::size_t likely = 0;
      for (const StanceLabel& stance : target.stances) {
        likely += stance.likely ? 1 : 0;
        EXPECT_LE(stance.confidence, target.confidence);
        EXPECT_TRUE(!stance.assigned || (target.touched && stance.likely));
        if (!stance.assigned) continue;
        const ByteRange range = stance.evidence.range;
        ASSERT_LE(range.end, text.size());
        EXPECT_EQ(text.substr(range.begin, range.size()), stance.evidence.text);
        EXPECT_GT(range.size(), 0u);
      }
      EXPECT_GE(likely, 1u);
    }
  }
}

TEST(Stances, TakeNoTimeWhereNobodyAsksForThem) {
  Opened with({.stance = true});
  std::size_t touched = 0, untouched = 0;
  for (const std::string& text : familiar_texts()) {
    const Labels brief = with.labeler->label(document_of(text), with.workspace);
    const Labels full = with.labeler->label(document_of(text), with.workspace, {.all_stances = true});
    for (std::size_t t = 0; t < brief.targets.size(); ++t) {
      EXPECT_EQ(brief.targets[t].confidence, full.targets[t].confidence);
      EXPECT_EQ(full.targets[t].stances.size(), 2u);
      EXPECT_EQ(brief.targets[t].stances.size(), brief.targets[t].touched ? 2u : 0u);
      ++(brief.targets[t].touched ? touched : untouched);
      for (std::size_t c = 0; c < brief.targets[t].stances.size(); ++c)
        EXPECT_EQ(brief.targets[t].stances[c].confidence, full.targets[t].stances[c].confidence);
    }
  }
  EXPECT_GT(touched, 0u);
  EXPECT_GT(untouched, 0u);
}

TEST(Stances, ExplanationsAddUp) {
  Opened with({.stance = true});
  std::size_t explained = 0;
  for (const std::string& text : familiar_texts()) {
    for (const Explanation& explanation : with.labeler->explain(document_of(text), with.workspace)) {
      double sum = explanation.bias;
      for (const Contribution& contribution : explanation.contributions) sum += contribution.weight;
      EXPECT_NEAR(sum, explanation.score, 1e-9);
      if (explanation.stance.empty()) continue;
      ++explained;
      EXPECT_FALSE(explanation.contributions.empty());
    }
  }
  EXPECT_GT(explained, 0u);
}

TEST(Stances, TextThatCantBeJudgedTakesNone) {
  Opened with({.stance = true});
  for (const char* text : {"", "xqzv wrtk pplm zzgh bvnx qqwe", "\xFF\xFE", "Наводнение затопило город."}) {
    for (const TargetLabel& target : with.labeler->label(document_of(text), with.workspace).targets) {
      EXPECT_FALSE(target.touched);
      EXPECT_DOUBLE_EQ(target.confidence, 0.2) << "the base rate";
      for (const StanceLabel& stance : target.stances) EXPECT_FALSE(stance.assigned);
    }
  }
}

TEST(Stances, FreeTargetsThatCantBeJudgedAreSaidSo) {
  Opened with({.stance = true});
  Document document = document_of(familiar_texts()[0]);
  document.targets = {"closing the old bridge"};
  const Labels labels = with.labeler->label(document, with.workspace);
  EXPECT_EQ(labels.targets.size(), 2u);
  EXPECT_EQ(labels.warnings, std::vector<std::string>{"free-targets-not-judged"});
}

}  // namespace
}  // namespace bearing
