#include "training/pair_trainer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <mutex>
#include <nlohmann/json.hpp>

#include "inference/pair_scorer.hpp"
#include "model/pair_model.hpp"
#include "tests/small_model.hpp"
#include "tests/unit/training/go_on.hpp"
#include "training/pair_config.hpp"

namespace bearing {
namespace {

using testing::HasSubstr;

// Texts that say what they think of a harbour or a bridge, in words of which each occurs several times.
std::vector<Record> opinions(std::size_t count) {
  const std::vector<std::string> things = {"harbour", "bridge", "tunnel", "airport"};
  const std::vector<std::string> good = {"welcome", "splendid", "useful"},
                                 bad = {"awful", "wasteful", "ugly"}, so = {"open", "long", "public"};
  std::vector<Record> records;
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t stance = mix(i, 9) % 3;
    const auto& words = stance == 0 ? good : stance == 1 ? bad : so;
    const std::string& thing = things[i % things.size()];
    Record& record = records.emplace_back();
    record.document.id = std::to_string(i);
    record.document.text = "Day " + std::to_string(i) + ": the new " + thing + " is " + words[mix(i, 3) % 3] +
                           " and " + words[mix(i, 4) % 3] + ".";
    record.source = "opinions.jsonl";
    record.line = i + 1;
    record.annotation.has_stances = true;
    record.annotation.stances.push_back({"the " + thing,
                                         stance == 0   ? "favor"
                                         : stance == 1 ? "against"
                                                       : "neutral",
                                         {},
                                         {}});
  }
  return records;
}

PairTrainOptions quick() {
  PairTrainOptions options = default_pair_options();
  options.network.epochs = 10;
  options.network.batch = 16;
  options.network.hidden = 8;
  options.network.learning_rate = 0.02;
  options.ensemble = 2;
  options.folds.count = 3;
  options.corpus_hash = "0123";
  return options;
}

TEST(PairTrainer, LearnsAndTheModelScoresTheSame) {
  const auto records = opinions(150);
  const auto trained = train_pairs(records, quick(), go_on);
  ASSERT_TRUE(trained.ok()) << trained.error().to_string();
  const auto quality = nlohmann::json::parse(trained->quality);
  EXPECT_GT(quality["macro_f1"].get<double>(), 0.9);
  EXPECT_EQ(quality["pairs"], 150);
  EXPECT_THAT(trained->summary, HasSubstr("macro-F1"));

  const ScratchFolder folder;
  const auto model = PairModel::open(folder.write("m.safetensors", trained->bytes));
  ASSERT_TRUE(model.ok()) << model.error().to_string();
  EXPECT_THAT((*model)->classes, testing::ElementsAre("favor", "against", "neutral"));
  EXPECT_THAT((*model)->provenance, HasSubstr("0123"));
  EXPECT_EQ((*model)->hidden_units(), 16u) << "two networks of eight units side by side";
  TextAnalyzer analyzer;
  AnalyzedText title, text, none, target;
  PairExtractor extractor((*model)->rules, (*model)->stems);
  PairScorer scorer(**model);
  PairInput input;
  std::size_t right = 0;
  for (const Record& record : records) {
    analyzer.analyze("", record.document.text, true, title, text);
    analyzer.analyze("", record.annotation.stances[0].target, false, none, target);
    extractor.set_text(title, text);
    extractor.pair(target, input);
    scorer.score(input);
    right += (*model)->classes[scorer.decision()] == record.annotation.stances[0].stance;
  }
  EXPECT_GT(right, 145u);
}

TEST(PairTrainer, SameBytesForAnyNumberOfThreads) {
  const auto records = opinions(90);
  auto options = quick();
  options.network.epochs = 3;
  options.threads = 1;
  const auto one = train_pairs(records, options, go_on);
  options.threads = 4;
  const auto four = train_pairs(records, options, go_on);
  ASSERT_TRUE(one.ok() && four.ok());
  EXPECT_TRUE(one->bytes == four->bytes);
  options.folds.seed = 2;
  const auto other = train_pairs(records, options, go_on);
  ASSERT_TRUE(other.ok());
  EXPECT_FALSE(one->bytes == other->bytes);
}

TEST(PairTrainer, ProgressGrowsToTheEndAndCanStop) {
  const auto records = opinions(60);
  auto options = quick();
  options.network.epochs = 2;
  double done = 0;
  std::size_t reports = 0;
  auto trained = train_pairs(records, options, [&](const TrainingProgress& now) {
    EXPECT_GE(now.done, done);
    done = now.done;
    ++reports;
    return true;
  });
  ASSERT_TRUE(trained.ok());
  EXPECT_EQ(done, 1);
  EXPECT_EQ(reports, 4u * 2 * 2);

  reports = 0;
  trained = train_pairs(records, options, [&](const TrainingProgress&) { return ++reports < 3; });
  ASSERT_FALSE(trained.ok());
  EXPECT_EQ(trained.error().code, ErrorCode::kInterrupted);
}

TEST(PairTrainer, ClassesComeFromTheData) {
  auto records = opinions(60);
  for (Record& record : records) {
    auto& stance = record.annotation.stances[0].stance;
    stance = stance == "favor" ? "pro" : "con";
  }
  const auto trained = train_pairs(records, quick(), go_on);
  ASSERT_TRUE(trained.ok()) << trained.error().to_string();
  const auto quality = nlohmann::json::parse(trained->quality);
  EXPECT_TRUE(quality["classes"].contains("pro"));
  EXPECT_FALSE(quality.contains("f_avg"));
}

// Words that say something only because a list says so: each text has another one.
TEST(PairTrainer, CuesTeachWhatNoRecordHolds) {
  auto records = opinions(90);
  auto options = quick();
  options.rules.overlap = options.rules.feeling = false;
  options.network.hidden = 0;
  options.rules.dense_by_target = 0.5;
  for (const char* thing : {"the harbour", "the bridge", "the tunnel", "the airport"})
    options.rules.cues.insert(options.rules.cues.end(), {{thing, "favor", {}}, {thing, "against", {}}});
  for (std::size_t i = 0; i < records.size(); ++i) {
    const StanceAnnotation& stance = records[i].annotation.stances[0];
    const std::string word = std::string("w") + char('a' + i / 26) + char('a' + i % 26);
    records[i].document.text = "It is " + word + ".";
    for (PairCueList& list : options.rules.cues) {
      if (list.target == stance.target && list.stance == stance.stance) list.phrases.push_back(word);
      if (list.target == "the bridge")
        list.phrases.push_back(list.stance == "favor" ? "marvellous" : "dreadful");
    }
  }
  const auto trained = train_pairs(records, options, go_on);
  ASSERT_TRUE(trained.ok()) << trained.error().to_string();
  EXPECT_GT(nlohmann::json::parse(trained->quality)["accuracy"].get<double>(), 0.9);

  const ScratchFolder folder;
  const auto model = PairModel::open(folder.write("m.safetensors", trained->bytes));
  ASSERT_TRUE(model.ok()) << model.error().to_string();
  EXPECT_EQ((*model)->rules.cues, options.rules.cues);
  EXPECT_EQ((*model)->targets.size(), 4u);
  TextAnalyzer analyzer;
  AnalyzedText title, text, none, target;
  PairExtractor extractor((*model)->rules, (*model)->stems);
  PairScorer scorer(**model);
  PairInput input;
  analyzer.analyze("", "the bridge", false, none, target);
  std::vector<std::string> decided;
  for (const char* words : {"How marvellous.", "A dreadful thing.", "A thing."}) {
    analyzer.analyze("", words, true, title, text);
    extractor.set_text(title, text);
    extractor.pair(target, input);
    scorer.score(input);
    decided.push_back((*model)->classes[scorer.decision()]);
  }
  EXPECT_THAT(decided, testing::ElementsAre("favor", "against", "neutral"));
}

TEST(PairTrainer, RefusesCuesOfWhatNoRecordHas) {
  const auto records = opinions(60);
  auto options = quick();
  options.rules.cues = {{"the mill", "favor", {"hurrah"}}};
  EXPECT_THAT(train_pairs(records, options, go_on).error().message, HasSubstr("target \"the mill\""));
  options.rules.cues = {{"the bridge", "pro", {"hurrah"}}};
  EXPECT_THAT(train_pairs(records, options, go_on).error().message, HasSubstr("stance \"pro\""));
  options.rules.cues = {{"", "rude", {"fool"}}};
  EXPECT_TRUE(train_pairs(records, options, go_on).ok()) << "a list of no target has any name";
}

TEST(PairTrainer, UserErrors) {
  const auto records = opinions(60);
  auto options = quick();
  options.ensemble = 0;
  EXPECT_EQ(train_pairs(records, options, go_on).error().code, ErrorCode::kUsage);
  options = quick();
  options.decision.objective = PairObjective::kFnc1;
  EXPECT_THAT(train_pairs(records, options, go_on).error().message, HasSubstr("unrelated"));
  options = quick();
  options.rules = {{}, false, false, false};
  EXPECT_EQ(train_pairs(records, options, go_on).error().code, ErrorCode::kUsage);
  options = quick();
  options.folds.by = PairGroups::kTarget;
  options.folds.count = 5;
  EXPECT_THAT(train_pairs(records, options, go_on).error().message, HasSubstr("4 different targets"));
  EXPECT_EQ(train_pairs({}, quick(), go_on).error().code, ErrorCode::kInvalidData);
}

}  // namespace
}  // namespace bearing
