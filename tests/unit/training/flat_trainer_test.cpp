#include "training/flat_trainer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "bearing/labeler.hpp"
#include "tests/small_model.hpp"
#include "tests/tiny_corpus.hpp"
#include "tests/unit/training/go_on.hpp"
#include "text/fold.hpp"

namespace bearing {
namespace {

using testing::HasSubstr;

TrainOptions quick_flat_options() {
  TrainOptions options;
  options.folds = 3;
  options.threshold_smoothing = 5;
  return options;
}

std::vector<Record> several() { return tiny_corpus({.evidence = false}); }

// The same with exactly one topic each.
std::vector<Record> exclusive() {
  auto records = several();
  std::erase_if(records, [](const Record& record) { return record.annotation.topics.empty(); });
  for (Record& record : records) record.annotation.topics.resize(1);
  return records;
}

Result<TrainedModel> learn(const std::vector<Record>& records,
                           const TrainOptions& options = quick_flat_options(),
                           const std::optional<Scheme>& scheme = {}) {
  FlatTrainer trainer(scheme, "mine", options, go_on);
  for (std::size_t at = 0; at < records.size(); at += 7) {
    const auto batch = std::span(records).subspan(at, std::min<std::size_t>(7, records.size() - at));
    if (auto added = trainer.add(batch, 0.5); !added) return added.error();
  }
  return trainer.finish();
}

std::shared_ptr<const TopicModel> opened(const TrainedModel& model) {
  return *TopicModel::from_file(*TensorFile::parse(std::as_bytes(std::span(model.bytes)), "m"), "m");
}

std::shared_ptr<const Labeler> labeler_of(const ScratchFolder& folder, const TrainedModel& model) {
  return *Labeler::open(folder.write("model.safetensors", model.bytes));
}

std::vector<std::string> assigned(const Labels& labels) {
  std::vector<std::string> out;
  for (const TopicLabel& topic : labels.topics) {
    if (topic.assigned) out.push_back(topic.label);
  }
  return out;
}

TEST(FlatTrainer, KeepsAProfileOfItsDocuments) {
  const auto records = several();
  const auto profile = opened(*learn(several()))->profile;
  ASSERT_TRUE(profile.has_value());
  EXPECT_EQ(profile->texts().documents, records.size());
  EXPECT_EQ(profile->languages.at("en").documents, records.size() / 2);
  EXPECT_EQ(profile->languages.at("vi").documents, records.size() / 2);
  EXPECT_EQ(profile->topics.at("floods"), 21u);
  EXPECT_GT(profile->texts().mean_familiarity(), 0.7);
  EXPECT_LE(profile->texts().mean_familiarity(), 1);
  EXPECT_GT(profile->texts().median_words(), 4);
}

TEST(FlatTrainer, LearnsSeveralTopics) {
  const auto records = several();
  const auto model = learn(records);
  ASSERT_TRUE(model.ok()) << model.error().to_string();
  EXPECT_FALSE(opened(*model)->exclusive());
  EXPECT_FALSE(opened(*model)->has_sentences());
  const ScratchFolder folder;
  const auto labeler = labeler_of(folder, *model);
  Workspace workspace;
  int wrong = 0;
  for (const Record& record : records)
    wrong += assigned(labeler->label(record.document, workspace)) == record.annotation.topics ? 0 : 1;
  EXPECT_LE(wrong, 3);
  EXPECT_GT(nlohmann::json::parse(model->quality)["micro_f1"].get<double>(), 0.8) << model->summary;
  EXPECT_THAT(model->summary, HasSubstr("threshold"));
}

TEST(FlatTrainer, SeesThatTopicsExcludeEachOther) {
  const auto records = exclusive();
  const auto model = learn(records);
  ASSERT_TRUE(model.ok()) << model.error().to_string();
  EXPECT_TRUE(opened(*model)->exclusive());
  EXPECT_EQ(opened(*model)->scheme.name, "mine");
  EXPECT_THAT(model->summary, testing::Not(HasSubstr("threshold")));
  const ScratchFolder folder;
  const auto labeler = labeler_of(folder, *model);
  Workspace workspace;
  for (const Record& record : records) {
    const Labels labels = labeler->label(record.document, workspace);
    EXPECT_EQ(assigned(labels), record.annotation.topics) << record.document.text;
    double sum = 0;
    for (const TopicLabel& topic : labels.topics) sum += topic.confidence;
    EXPECT_NEAR(sum, 1, 1e-9);
  }
}

TEST(FlatTrainer, TheSchemeSaysWhetherTheyDo) {
  Scheme scheme = scheme_of_labels(exclusive(), "other");
  EXPECT_TRUE(scheme.exclusive);
  EXPECT_FALSE(scheme_of_labels(several(), "other").exclusive);
  scheme.exclusive = false;
  EXPECT_FALSE(opened(*learn(exclusive(), quick_flat_options(), scheme))->exclusive());
  scheme.exclusive = true;
  const auto refused = learn(several(), quick_flat_options(), scheme);
  ASSERT_FALSE(refused.ok());
  EXPECT_THAT(refused.error().message, HasSubstr("exactly one"));
  scheme.topics.pop_back();
  EXPECT_THAT(learn(exclusive(), quick_flat_options(), scheme).error().message, HasSubstr("unknown topic"));
}

TEST(FlatTrainer, GivesTheSameBytesForAnyNumberOfThreads) {
  for (const auto& records : {several(), exclusive()}) {
    TrainOptions options = quick_flat_options();
    options.threads = 1;
    const std::string expected = learn(records, options)->bytes;
    for (const std::size_t threads : {2, 3, 7}) {
      options.threads = threads;
      EXPECT_TRUE(learn(records, options)->bytes == expected) << threads << " threads";
    }
    options.seed = 2;
    EXPECT_FALSE(learn(records, options)->bytes == expected) << "the seed decides order and folds";
  }
}

TEST(FlatTrainer, TrainUsesItWhereLabelsAreAllThereIs) {
  const auto model = train(several(), tiny_scheme(), quick_flat_options(), go_on);
  ASSERT_TRUE(model.ok());
  EXPECT_TRUE(opened(*model)->map.has_value());
  EXPECT_FALSE(opened(*train(tiny_corpus(), tiny_scheme(), quick_flat_options(), go_on))->map.has_value());
}

TEST(FlatTrainer, ReportsProgressAndStops) {
  const auto records = several();
  double last = 0;
  int reports = 0;
  std::vector<std::string> steps;
  const auto watch = [&](const TrainingProgress& now) {
    EXPECT_GE(now.done, last);
    EXPECT_LE(now.done, 1);
    last = now.done;
    ++reports;
    steps.push_back(now.step);
    return true;
  };
  ASSERT_TRUE(train(records, tiny_scheme(), quick_flat_options(), watch).ok());
  for (const char* step : {"documents 60", "learning", "calibration"})
    EXPECT_THAT(steps, testing::Contains(step));
  for (int stop = 1; stop <= reports; ++stop) {
    int seen = 0;
    const auto stopped = train(records, tiny_scheme(), quick_flat_options(),
                               [&](const TrainingProgress&) { return ++seen < stop; });
    ASSERT_FALSE(stopped.ok()) << stop;
    EXPECT_EQ(stopped.error().code, ErrorCode::kInterrupted);
  }
}

TEST(FlatTrainer, RefusesWhatCantBeLearntFrom) {
  EXPECT_THAT(learn({}).error().message, HasSubstr("nothing to learn"));
  auto records = several();
  for (Record& record : records) record.annotation.topics.clear();
  EXPECT_THAT(learn(records).error().message, HasSubstr("nothing to learn"));
  records = several();
  records.resize(2);
  EXPECT_THAT(learn(records).error().message, HasSubstr("2 documents"));
  records = several();
  records[9].error = Error{ErrorCode::kInvalidData, "torn", "c", 9, {}};
  EXPECT_EQ(learn(records).error().to_string(), "c:9: torn");
}

TEST(FlatTrainer, PassesOverRecordsWithoutTopics) {
  auto records = several();
  const std::string expected = learn(records)->bytes;
  Record other;
  other.document.text = "Nobody has said what this is about.";
  records.insert(records.begin() + 20, other);
  EXPECT_TRUE(learn(records)->bytes == expected);
}

TEST(FlatTrainer, KeepsThePrecisionFloorOrAssignsNothing) {
  auto records = several();
  for (std::size_t d = 0; d < records.size(); d += 5) records[d].annotation.topics = {"schools"};  // Noise.
  TrainOptions options = quick_flat_options();
  const auto free = opened(*learn(records, options));
  options.precision_floor = 0.8;
  const auto strict = opened(*learn(records, options));
  for (std::size_t t = 0; t < 3; ++t)
    EXPECT_GE(strict->decision.threshold[t], free->decision.threshold[t]) << t;
  EXPECT_GT(strict->decision.threshold[1], free->decision.threshold[1]);
}

TEST(FlatTrainer, UnaccentedTextGetsNearlyTheSameLabels) {
  const auto records = exclusive();
  const ScratchFolder folder;
  const auto labeler = labeler_of(folder, *learn(records));
  Workspace workspace;
  int vietnamese = 0, changed = 0;
  for (const Record& record : records) {
    if (record.document.lang != "vi") continue;
    ++vietnamese;
    Document plain;
    std::string folded;
    append_folded(record.document.text, folded);
    append_shadow(folded, plain.text);
    ASSERT_NE(plain.text, record.document.text);
    changed += assigned(labeler->label(plain, workspace)) == record.annotation.topics ? 0 : 1;
  }
  EXPECT_GT(vietnamese, 15);
  EXPECT_LE(changed, 2);
}

TEST(FlatTrainer, TheTermsOfASchemeHelp) {
  // Topics that differ in one word only, which every document words anew; the scheme knows the words.
  Scheme scheme;
  scheme.name = "colours";
  std::vector<Record> records;
  for (const char* topic : {"reds", "blues"}) {
    SchemeEntry& entry = scheme.topics.emplace_back();
    entry.id = topic;
    for (int i = 0; i < 40; ++i) {
      const std::string word = std::string(topic) + "xy" + std::string(1, static_cast<char>('a' + i % 26)) +
                               std::string(1, static_cast<char>('a' + i / 26)) + "q";
      entry.terms["en"].push_back(word);
      Record& record = records.emplace_back();
      record.document.id = word;
      record.document.text =
          "A painter mixed " + std::string(word.rbegin(), word.rend()) + " and " + word + ".";
      record.annotation.has_topics = true;
      record.annotation.topics = {topic};
    }
  }
  scheme.exclusive = true;
  const auto with_terms = opened(*learn(records, quick_flat_options(), scheme));
  ASSERT_EQ(with_terms->lexicon_document.size(), 4U);
  EXPECT_GT(with_terms->lexicon_document[0], 0) << "terms of reds speak for reds";
  EXPECT_LT(with_terms->lexicon_document[1], 0);
}

}  // namespace
}  // namespace bearing
