#include "training/trainer.hpp"
#include "tests/unit/training/go_on.hpp"
#include "training/fit_jobs.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <mutex>
#include <nlohmann/json.hpp>

#include "bearing/labeler.hpp"
#include "corpus/validate.hpp"
#include "model/topic_model.hpp"
#include "tests/small_model.hpp"
#include "tests/tiny_corpus.hpp"
#include "text/fold.hpp"

namespace bearing {
namespace {

using testing::Contains;
using testing::HasSubstr;

TrainOptions quick_options() {
  TrainOptions options;
  options.folds = 3;
  options.max_epochs = 12;
  options.threshold_smoothing = 5;
  return options;
}

TrainedModel trained(const std::vector<Record>& records, const TrainOptions& options = quick_options()) {
  auto model = train(records, tiny_scheme(), options, go_on);
  EXPECT_TRUE(model.ok()) << model.error().to_string();
  return model.ok() ? std::move(*model) : TrainedModel{};
}

std::shared_ptr<const Labeler> labeler_of(const ScratchFolder& folder, const TrainedModel& model) {
  auto opened = Labeler::open(folder.write("model.safetensors", model.bytes));
  EXPECT_TRUE(opened.ok());
  return *opened;
}

std::shared_ptr<const TopicModel> opened(const TrainedModel& model) {
  return *TopicModel::from_file(*TensorFile::parse(std::as_bytes(std::span(model.bytes)), "m"), "m");
}

std::vector<std::string> assigned(const Labels& labels) {
  std::vector<std::string> out;
  for (const TopicLabel& topic : labels.topics) {
    if (topic.assigned) out.push_back(topic.label);
  }
  return out;
}

TEST(Trainer, KeepsAProfileOfItsDocuments) {
  const auto records = tiny_corpus();
  const auto profile = opened(trained(records))->profile;
  ASSERT_TRUE(profile.has_value());
  EXPECT_EQ(profile->texts().documents, records.size());
  EXPECT_EQ(profile->languages.at("en").documents, records.size() / 2);
  EXPECT_EQ(profile->languages.at("vi").documents, records.size() / 2);
  EXPECT_EQ(profile->topics.at("floods"), 21u);
  EXPECT_GT(profile->texts().mean_familiarity(), 0.7);
  EXPECT_LE(profile->texts().mean_familiarity(), 1);
  EXPECT_GT(profile->texts().median_words(), 4);
}

TEST(Trainer, LearnsTheTinyCorpus) {
  const auto records = tiny_corpus();
  const TrainedModel model = trained(records);
  const ScratchFolder folder;
  const auto labeler = labeler_of(folder, model);
  Workspace workspace;
  int wrong = 0;
  for (const Record& record : records) {
    const Labels labels = labeler->label(record.document, workspace);
    EXPECT_THAT(labels.warnings, testing::IsEmpty()) << record.document.text;
    wrong += assigned(labels) == record.annotation.topics ? 0 : 1;
  }
  EXPECT_LE(wrong, 3);
  const auto quality = nlohmann::json::parse(model.quality);
  EXPECT_GT(quality["micro_f1"].get<double>(), 0.85) << model.summary;
  EXPECT_EQ(quality["languages"].size(), 2u);
  EXPECT_TRUE(opened(model)->has_sentences());
  EXPECT_THAT(opened(model)->languages, testing::ElementsAre("en", "vi"));
  EXPECT_THAT(model.summary, HasSubstr("floods"));
}

TEST(Trainer, TextUnlikeAnythingLearntIsNotJudged) {
  auto records = tiny_corpus();
  records[5].document.text = "Qwx zzrt plmk.";  // A document without any known word lowers no bar.
  records[6].document.text.clear();
  for (const std::size_t d : {5, 6}) records[d].document.fields.clear();
  const ScratchFolder folder;
  const auto labeler = labeler_of(folder, trained(records));
  Workspace workspace;
  for (const char* text :
       {"xqzv wrtk pplm zzgh bvnx qqwe lkjh mnbv", "Наводнение затопило нижнюю часть города.", ""}) {
    Document document;
    document.text = text;
    const Labels labels = labeler->label(document, workspace);
    EXPECT_THAT(assigned(labels), testing::IsEmpty()) << text;
    EXPECT_EQ(labels.warnings.size(), 1u) << text;
  }
}

TEST(Trainer, GivesTheSameBytesForAnyNumberOfThreads) {
  const auto records = tiny_corpus();
  TrainOptions options = quick_options();
  options.threads = 1;
  const std::string expected = trained(records, options).bytes;
  for (const std::size_t threads : {2, 3, 7}) {
    options.threads = threads;
    EXPECT_TRUE(trained(records, options).bytes == expected) << threads << " threads";
  }
}

TEST(Trainer, TheSeedDecidesTheFolds) {
  const auto records = tiny_corpus();
  TrainOptions options = quick_options();
  const TrainedModel one = trained(records, options);
  EXPECT_TRUE(trained(records, options).bytes == one.bytes);
  options.seed = 2;
  const TrainedModel other = trained(records, options);
  EXPECT_NE(opened(one)->decision.document, opened(other)->decision.document);
}

TEST(FitProgress, NeverGoesBack) {
  // Two long fits side by side, then short ones: what was expected of the first is wrong both ways.
  FitProgress progress(6, 10);
  double last = 0;
  const auto epochs = [&](int count) {
    for (int i = 0; i < count; ++i) {
      const double done = progress.epoch();
      EXPECT_GE(done, last);
      EXPECT_LT(done, 1);
      last = done;
    }
  };
  epochs(20);
  progress.finished();
  progress.finished();
  for (int fit = 0; fit < 4; ++fit) {
    epochs(2);
    progress.finished();
  }
  EXPECT_GT(last, 0.9);
}

TEST(Trainer, ReportsProgress) {
  std::mutex mutex;
  double last = 0;
  std::vector<std::string> steps;
  const auto model = train(tiny_corpus(), tiny_scheme(), quick_options(), [&](const TrainingProgress& now) {
    const std::lock_guard lock(mutex);
    EXPECT_GE(now.done, last) << "progress never goes back";
    EXPECT_LE(now.done, 1);
    EXPECT_GE(now.seconds_left, 0);
    EXPECT_TRUE(std::isfinite(now.loss));
    last = now.done;
    steps.push_back(now.step);
    return true;
  });
  ASSERT_TRUE(model.ok());
  for (const char* step : {"documents 1/3", "documents all", "sentences 3/3", "sentences all"})
    EXPECT_THAT(steps, Contains(step));
}

TEST(Trainer, ResumesAfterAnInterruptWithTheSameBytes) {
  const auto records = tiny_corpus();
  const std::string expected = trained(records).bytes;
  for (const int stop : {1, 4, 23}) {
    const ScratchFolder folder;
    TrainOptions options = quick_options();
    options.checkpoint = folder.path("state");
    int reports = 0;
    const auto stopped =
        train(records, tiny_scheme(), options, [&](const TrainingProgress&) { return ++reports < stop; });
    ASSERT_FALSE(stopped.ok());
    EXPECT_EQ(stopped.error().code, ErrorCode::kInterrupted);
    EXPECT_TRUE(std::filesystem::exists(options.checkpoint));
    const auto resumed = train(records, tiny_scheme(), options, go_on);
    ASSERT_TRUE(resumed.ok()) << resumed.error().to_string();
    EXPECT_TRUE(resumed->bytes == expected) << "stopped after " << stop;
    EXPECT_FALSE(std::filesystem::exists(options.checkpoint)) << "no longer needed";
  }
}

TEST(Trainer, RefusesTheCheckpointOfAnotherTraining) {
  const ScratchFolder folder;
  TrainOptions options = quick_options();
  options.checkpoint = folder.path("state");
  const auto stop = [](const TrainingProgress&) { return false; };
  ASSERT_FALSE(train(tiny_corpus(), tiny_scheme(), options, stop).ok());
  const auto refused = [&](const char* what, const std::vector<Record>& records, const TrainOptions& other) {
    const auto model = train(records, tiny_scheme(), other, go_on);
    ASSERT_FALSE(model.ok()) << what;
    EXPECT_EQ(model.error().code, ErrorCode::kUsage) << what;
    EXPECT_THAT(model.error().message, HasSubstr("remove it")) << what;
  };
  auto records = tiny_corpus();
  records[3].annotation.topics = {"trade"};
  refused("another label", records, options);
  records = tiny_corpus();
  std::swap(records[3].document.text, records[5].document.text);
  std::swap(records[3].document.fields, records[5].document.fields);
  refused("other texts", records, options);
  TrainOptions other = options;
  other.seed = 9;
  refused("another seed", tiny_corpus(), other);
  other = options;
  other.features.rules.title = 3;
  refused("other rules", tiny_corpus(), other);
  other = options;
  other.threads = 1;
  EXPECT_TRUE(train(tiny_corpus(), tiny_scheme(), other, go_on).ok()) << "threads don't matter";
}

// The folder may hold what isn't ours.
TEST(Trainer, TakesAwayNothingButItsOwnCheckpoint) {
  const ScratchFolder folder;
  TrainOptions options = quick_options();
  options.checkpoint = folder.path("state");
  std::filesystem::create_directories(options.checkpoint);
  folder.write("state/thesis.txt", "three years of work");
  ASSERT_TRUE(train(tiny_corpus(), tiny_scheme(), options, go_on).ok());
  EXPECT_TRUE(std::filesystem::exists(folder.path("state/thesis.txt")));
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(options.checkpoint), {}), 1);
}

TEST(Trainer, ARareTopicGetsAUsableThreshold) {
  const auto records = tiny_corpus({.schools = 3});
  const TrainedModel model = trained(records);
  const auto topics = opened(model);
  EXPECT_GT(topics->decision.threshold[2], 0.02);
  EXPECT_LT(topics->decision.threshold[2], 0.9);
  EXPECT_NEAR(topics->decision.base_rate[2], 0.05, 1e-12);
  const ScratchFolder folder;
  const auto labeler = labeler_of(folder, model);
  Workspace workspace;
  int found = 0, wrong = 0;
  for (const Record& record : records) {
    const bool said =
        assigned(labeler->label(record.document, workspace)) == std::vector<std::string>{"schools"};
    const bool is = record.annotation.topics == std::vector<std::string>{"schools"};
    found += said && is ? 1 : 0;
    wrong += said && !is ? 1 : 0;
  }
  EXPECT_GE(found, 2);
  EXPECT_LE(wrong, 1);
}

// With evidence in one document only, some folds have next to no sentence to learn from.
TEST(Trainer, TrainsWithHardlyAnyEvidence) {
  auto records = tiny_corpus();
  for (std::size_t d = 1; d < records.size(); ++d) {
    records[d].document.fields.clear();
    if (records[d].annotation.topics.empty()) records[d].annotation.topics = {"trade"};
  }
  const TrainedModel model = trained(records);
  EXPECT_TRUE(opened(model)->has_sentences());
  for (const float weight : opened(model)->sentence_bias) EXPECT_TRUE(std::isfinite(weight));
}

TEST(Trainer, UnaccentedTextGetsNearlyTheSameLabels) {
  const auto records = tiny_corpus();
  const ScratchFolder folder;
  const auto labeler = labeler_of(folder, trained(records));
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
  EXPECT_EQ(vietnamese, 30);
  EXPECT_LE(changed, 3);
}

TEST(Trainer, RefusesWhatCantBeLearntFrom) {
  const auto refused = [](const char* what, const std::vector<Record>& records, const std::string& message) {
    const auto model = train(records, tiny_scheme(), quick_options(), go_on);
    ASSERT_FALSE(model.ok()) << what;
    EXPECT_EQ(model.error().code, ErrorCode::kInvalidData) << what;
    EXPECT_THAT(model.error().message, HasSubstr(message)) << what;
  };
  refused("nothing", {}, "0 documents");
  auto records = tiny_corpus();
  records.resize(2);
  refused("two", records, "2 documents");
  records = tiny_corpus();
  records[7].annotation.topics.push_back("weather");
  refused("unknown topic", records, "weather");
  records = tiny_corpus();
  records[7].annotation.has_topics = false;
  refused("no topics", records, "topics");
  records = tiny_corpus();
  records[4].document.fields[0].second = R"({"floods":["never written"]})";
  refused("evidence", records, "never written");
  EXPECT_EQ(train(tiny_corpus(), Scheme{}, quick_options(), go_on).error().code, ErrorCode::kInvalidData);
}

TEST(Trainer, TopicsWithoutPositivesOrNegativesAreFoundBeforehand) {
  const auto fatal = [](const std::vector<Record>& records) {
    std::string out;
    for (const Finding& finding : check_corpus(records, tiny_scheme())) {
      if (finding.fatal) out += finding.to_string();
    }
    return out;
  };
  auto records = tiny_corpus();
  EXPECT_EQ(fatal(records), "");
  for (Record& record : records) std::erase(record.annotation.topics, "schools");
  EXPECT_THAT(fatal(records), HasSubstr("no document has topic \"schools\""));
  for (Record& record : records) record.annotation.topics.push_back("schools");
  EXPECT_THAT(fatal(records), HasSubstr("every document has topic \"schools\""));
}

TEST(Trainer, NamesOfAnyBytesDontBreakTheReport) {
  auto records = tiny_corpus({.evidence = false});
  const std::string name(300, 'x');
  for (Record& record : records) {
    record.document.lang = "e\xFF";
    for (std::string& topic : record.annotation.topics) topic = topic == "trade" ? name : topic;
  }
  const auto model = train(records, scheme_of_labels(records, "any"), quick_options(), go_on);
  ASSERT_TRUE(model.ok()) << model.error().to_string();
  EXPECT_THAT(model->summary, HasSubstr(name));
  const auto lines = std::count(model->summary.begin(), model->summary.end(), '\n');
  EXPECT_EQ(lines, 5) << model->summary;
}

TEST(TrainOptions, RefuseNonsense) {
  const auto refused = [](auto change) {
    TrainOptions options;
    change(options);
    const auto valid = options.validate();
    EXPECT_FALSE(valid.ok());
    EXPECT_EQ(valid.error().code, ErrorCode::kUsage);
  };
  EXPECT_TRUE(TrainOptions{}.validate().ok());
  refused([](TrainOptions& o) { o.folds = 1; });
  refused([](TrainOptions& o) { o.max_epochs = 0; });
  refused([](TrainOptions& o) { o.document_strength = 0; });
  refused([](TrainOptions& o) { o.sentence_strength = std::nan(""); });
  refused([](TrainOptions& o) { o.precision_floor = 1; });
  refused([](TrainOptions& o) { o.threshold_smoothing = -1; });
  refused([](TrainOptions& o) { o.features.least_documents = 0; });
  refused([](TrainOptions& o) { o.features.stripped_weight = 1; });
}

TEST(SchemeOfLabels, IsTheSortedSetOfLabels) {
  const Scheme scheme = scheme_of_labels(tiny_corpus(), "mine");
  EXPECT_EQ(scheme.name, "mine");
  ASSERT_EQ(scheme.topics.size(), 3u);
  EXPECT_EQ(scheme.topics[0].id, "floods");
  EXPECT_EQ(scheme.topics[1].id, "schools");
  EXPECT_EQ(scheme.topics[2].id, "trade");
}

}  // namespace
}  // namespace bearing
