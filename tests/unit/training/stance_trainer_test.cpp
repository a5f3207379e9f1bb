#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "bearing/labeler.hpp"
#include "corpus/validate.hpp"
#include "tests/small_model.hpp"
#include "tests/tiny_stances.hpp"
#include "tests/unit/training/go_on.hpp"
#include "training/trainer.hpp"

namespace bearing {
namespace {

TrainOptions quick_stance_options() {
  TrainOptions options;
  options.folds = 3;
  options.max_epochs = 15;
  options.threads = 2;
  return options;
}

TrainedModel trained_stances(const std::vector<Record>& records,
                             const TrainOptions& options = quick_stance_options()) {
  auto model = train(records, tiny_stance_scheme(), options, go_on);
  EXPECT_TRUE(model.ok()) << model.error().to_string();
  return *model;
}

struct Opened {
  explicit Opened(const std::string& bytes) : labeler(*Labeler::open(folder.write("m", bytes))) {}
  Labels label(const std::string& text) {
    Document document;
    document.text = text;
    return labeler->label(document, workspace);
  }
  ScratchFolder folder;
  std::shared_ptr<const Labeler> labeler;
  Workspace workspace;
};

// "target stance holder: evidence" of every assigned stance.
std::vector<std::string> entries(const Labels& labels) {
  std::vector<std::string> out;
  for (const TargetLabel& target : labels.targets) {
    for (const StanceLabel& stance : target.stances) {
      if (stance.assigned)
        out.push_back(target.target + " " + stance.stance + " " + stance.holder + ": " +
                      stance.evidence.text);
    }
  }
  return out;
}

TEST(StanceTrainer, LearnsWhoStandsWhere) {
  Opened opened(trained_stances(tiny_stance_corpus()).bytes);
  EXPECT_THAT(opened.labeler->targets(), testing::ElementsAre("new-dam", "bigger-classes"));
  EXPECT_THAT(opened.labeler->stances(), testing::ElementsAre("favor", "against"));
  const std::string text =
      "The river burst its banks before dawn. Farmers warned that the new dam would drown the valley. Nobody "
      "wanted to "
      "say more about the matter.";
  const auto found = entries(opened.label(text));
  ASSERT_EQ(found.size(), 1u) << testing::PrintToString(found);
  EXPECT_THAT(found[0], testing::HasSubstr("new-dam against"));
  EXPECT_THAT(found[0], testing::HasSubstr(": Farmers warned that the new dam would drown the valley."));
  EXPECT_THAT(entries(opened.label("Local people followed the news with interest. Exports grew.")),
              testing::IsEmpty());
}

TEST(StanceTrainer, OffsetsAreThoseOfTheInput) {
  Opened opened(trained_stances(tiny_stance_corpus()).bytes);
  const std::string text =
      "Flooded  roads cut two districts off. \r\n\r\n Phụ huynh phản đối  lớp học đông hơn vì hại trẻ nhỏ. ";
  for (const TargetLabel& target : opened.label(text).targets) {
    for (const StanceLabel& stance : target.stances) {
      if (!stance.assigned) continue;
      const std::string words = text.substr(stance.evidence.range.begin, stance.evidence.range.size());
      EXPECT_EQ(words, "Phụ huynh phản đối  lớp học đông hơn vì hại trẻ nhỏ.");
      EXPECT_EQ(stance.evidence.text, words) << "an exact part of the input, odd spaces and all";
    }
  }
}

TEST(StanceTrainer, GivesTheSameBytesForAnyNumberOfThreads) {
  const auto records = tiny_stance_corpus();
  TrainOptions options = quick_stance_options();
  options.threads = 1;
  const std::string expected = trained_stances(records, options).bytes;
  for (const std::size_t threads : {2, 5}) {
    options.threads = threads;
    EXPECT_TRUE(trained_stances(records, options).bytes == expected) << threads;
  }
}

TEST(StanceTrainer, ResumesAfterAnInterruptWithTheSameBytes) {
  const auto records = tiny_stance_corpus();
  const std::string expected = trained_stances(records).bytes;
  const ScratchFolder folder;
  TrainOptions options = quick_stance_options();
  options.checkpoint = folder.path("state");
  const auto stopped = train(records, tiny_stance_scheme(), options,
                             [](const TrainingProgress& now) { return !now.step.starts_with("stances"); });
  ASSERT_FALSE(stopped.ok());
  EXPECT_EQ(stopped.error().code, ErrorCode::kInterrupted);
  EXPECT_TRUE(trained_stances(records, options).bytes == expected);
}

TEST(StanceTrainer, PassagesTeachAndAreNotMeasured) {
  auto records = tiny_stance_corpus();
  const auto quality = nlohmann::json::parse(trained_stances(records).quality);
  EXPECT_GT(quality.at("stance").at("target_micro_f1").get<double>(), 0.8) << quality.dump();
  // What a passage says of others than its own target, nobody knows.
  records.back().annotation.stances.clear();
  EXPECT_NE(trained_stances(records).bytes, trained_stances(tiny_stance_corpus()).bytes);
}

TEST(StanceTrainer, LearnsWithoutTopics) {
  auto records = tiny_stance_corpus();
  for (Record& record : records) {
    record.annotation.has_topics = false;
    record.annotation.topics.clear();
    record.document.fields.clear();
  }
  Scheme scheme = tiny_stance_scheme();
  scheme.topics.clear();
  const auto model = train(records, scheme, quick_stance_options(), go_on);
  ASSERT_TRUE(model.ok()) << model.error().to_string();
  Opened opened(model->bytes);
  const auto labels = opened.label("Parents rejected bigger classes as harmful to their children.");
  EXPECT_TRUE(labels.topics.empty());
  EXPECT_EQ(entries(labels).size(), 1u);
}

TEST(StanceTrainer, RefusesEvidenceThatIsNotInTheText) {
  auto records = tiny_stance_corpus();
  records[1].document.fields.emplace_back(
      "stance_evidence", R"([{"target":"new-dam","stance":"favor","sentences":["no such words"]}])");
  const auto model = train(records, tiny_stance_scheme(), quick_stance_options(), go_on);
  ASSERT_FALSE(model.ok());
  EXPECT_EQ(model.error().code, ErrorCode::kInvalidData);
  EXPECT_EQ(model.error().line, 2u);
}

}  // namespace
}  // namespace bearing
