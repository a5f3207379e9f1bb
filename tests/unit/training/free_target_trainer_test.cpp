#include "training/free_target_trainer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "base/hash.hpp"
#include "inference/free_target_scorer.hpp"
#include "model/pair_model.hpp"
#include "tests/small_model.hpp"
#include "training/free_target_touch.hpp"
#include "training/pair_config.hpp"

namespace bearing {
namespace {

using testing::HasSubstr;
using testing::SizeIs;

const std::vector<std::string>& things() {
  static const std::vector<std::string> things = {"harbour", "bridge", "tunnel", "airport", "stadium",
                                                  "library", "museum", "canal",  "tower",   "market"};
  return things;
}

Record record_of(const std::string& text, const std::string& target, const std::string& stance) {
  Record record;
  record.document.text = text;
  record.document.lang = "en";
  record.source = "free.jsonl";
  record.line = 1;
  record.annotation.has_stances = true;
  record.annotation.stances.push_back({target, stance, {}, {}});
  return record;
}

// Sentences that say what they think of a thing in the city, in words of which each occurs often.
Record passage(std::size_t i) {
  const std::vector<std::string> good = {"welcome", "splendid", "useful"},
                                 bad = {"awful", "wasteful", "ugly"};
  const std::string& thing = things()[i % things().size()];
  const std::string& word = (i % 2 == 0 ? good : bad)[mix(i, 3) % 3];
  return record_of("The mayor called the new " + thing + " " + word + ".", "the " + thing,
                   i % 2 == 0 ? "favor" : "against");
}

// The same within a longer text.
Record article(std::size_t i) {
  Record record = passage(mix(i, 8) % 1000);
  record.document.text = "It rained in the morning. Nobody went out on day " + std::to_string(i) + ". " +
                         record.document.text + " In the afternoon, the sun shone. Children played.";
  return record;
}

std::vector<Record> free_records() {
  std::vector<Record> records;
  for (std::size_t i = 0; i < 80; ++i) records.push_back(passage(i));
  for (std::size_t i = 0; i < 40; ++i) records.push_back(article(i));
  return records;
}

PairTrainOptions quick() {
  PairTrainOptions options = default_pair_options();
  options.network.epochs = 8;
  options.network.batch = 16;
  options.network.hidden = 0;
  options.network.learning_rate = 0.05;
  options.ensemble = 1;
  options.folds.count = 3;
  options.folds.by = PairGroups::kTarget;
  return options;
}

std::shared_ptr<const PairModel> trained_model(const ScratchFolder& folder) {
  const auto trained =
      train_free_targets({}, free_records(), {}, quick(), [](const TrainingProgress&) { return true; });
  EXPECT_TRUE(trained.ok()) << trained.error().to_string();
  auto model = PairModel::open(folder.write("free.safetensors", trained->bytes));
  EXPECT_TRUE(model.ok()) << model.error().to_string();
  return *model;
}

TargetLabel judge(const PairModel& model, const std::string& text, const std::string& target) {
  TextAnalyzer analyzer;
  AnalyzedText title, body;
  analyzer.analyze("", text, true, title, body);
  FreeTargetScorer scorer(model, true);
  scorer.start(title, body);
  return scorer.judge(target);
}

TEST(FreeTargets, RecordsHaveNoTopicsAndNoTargetOfTheScheme) {
  Scheme scheme;
  scheme.targets.push_back({});
  scheme.targets[0].id = "harbour";
  std::vector<Record> records = {record_of("A.", "the harbour", "favor"),
                                 record_of("B.", "harbour", "favor"),
                                 record_of("C.", "a park", "favor"),
                                 {}};
  records[2].annotation.has_topics = true;
  const auto free = free_target_records(records, scheme);
  ASSERT_THAT(free, SizeIs(1));
  EXPECT_EQ(free[0].document.text, "A.");
}

TEST(FreeTargets, ArticlesHaveMoreSentencesThanPassages) {
  EXPECT_FALSE(is_article(record_of("One. Two. Three.", "x", "favor")));
  EXPECT_TRUE(is_article(record_of("One came. Two went. Three saw it. Four slept.", "x", "favor")));
}

TEST(FreeTargets, LearntModelTellsTouchedFromNotAndTheStance) {
  const ScratchFolder folder;
  const auto model = trained_model(folder);
  ASSERT_FALSE(model->touch.empty());
  EXPECT_THAT(model->classes, testing::ElementsAre("favor", "against"));
  // Neither the thing nor the text has been seen.
  const std::string text =
      "The council met at noon. The mayor called the new opera awful. The meeting ended at four. It rained.";
  const TargetLabel opera = judge(*model, text, "the opera");
  EXPECT_TRUE(opera.touched) << opera.confidence;
  EXPECT_GT(opera.stances[1].confidence, opera.stances[0].confidence);
  EXPECT_TRUE(opera.stances[1].likely);
  const ByteRange evidence = opera.stances[1].evidence.range;
  EXPECT_EQ(text.substr(evidence.begin, evidence.size()), "The mayor called the new opera awful.");
  const TargetLabel hospital = judge(*model, text, "a larger hospital");
  EXPECT_FALSE(hospital.touched) << hospital.confidence;
  EXPECT_LT(hospital.confidence, 0.1);
  EXPECT_EQ(hospital.stances[0].evidence.range.size(), 0u) << "no sentence has to do with it";
}

TEST(FreeTargets, NothingAtAllIsNotTouched) {
  const ScratchFolder folder;
  const auto model = trained_model(folder);
  EXPECT_FALSE(judge(*model, "", "the opera").touched);
  EXPECT_FALSE(judge(*model, "It rained. It rained again.", "").touched);
}

TEST(FreeTargets, SameRecordsSameBytes) {
  const auto go_on = [](const TrainingProgress&) { return true; };
  PairTrainOptions options = quick();
  options.threads = 1;
  const auto one = train_free_targets({}, free_records(), {}, options, go_on);
  options.threads = 3;
  const auto three = train_free_targets({}, free_records(), {}, options, go_on);
  ASSERT_TRUE(one.ok() && three.ok());
  EXPECT_TRUE(one->bytes == three->bytes);
}

TEST(FreeTargetTouch, NeedsTargetsOfBothKinds) {
  const ScratchFolder folder;
  const auto model = trained_model(folder);
  // One target alone leaves no other to draw as a negative.
  const auto touch = fit_touch({article(1)}, *model, {});
  ASSERT_FALSE(touch.ok());
  EXPECT_EQ(touch.error().code, ErrorCode::kInvalidData);
  EXPECT_THAT(touch.error().message, HasSubstr("every target is touched"));
}

TEST(FreeTargetTouch, QualityIsThatOfTargetsHeldOut) {
  const ScratchFolder folder;
  const auto model = trained_model(folder);
  std::vector<Record> articles;
  for (std::size_t i = 0; i < 40; ++i) articles.push_back(article(i));
  const auto touch = fit_touch(articles, *model, {});
  ASSERT_TRUE(touch.ok()) << touch.error().to_string();
  const auto quality = nlohmann::json::parse(touch->quality);
  EXPECT_EQ(quality["articles"], 40);
  EXPECT_GT(quality["f1"].get<double>(), 0.9);
  EXPECT_LT(quality["expected_calibration_error"].get<double>(), 0.1);
  EXPECT_GT(touch->threshold, 0.1);
  EXPECT_LT(touch->threshold, 0.9);
}

}  // namespace
}  // namespace bearing
