// The C interface, called through the shared library, beside the labeler that it wraps.
#include <bearing.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <limits>
#include <memory>
#include <thread>

#include "bearing/labeler.hpp"
#include "inference/explanation_json.hpp"
#include "inference/label_writer.hpp"
#include "tests/small_model.hpp"
#include "tests/unit/interface/c99_caller.h"

namespace bearing {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

bearing_string c_string(std::string_view text) { return {text.data(), text.size()}; }
std::string text_of(const bearing_string& text) { return std::string(text.data, text.size); }

using ModelHandle = std::unique_ptr<bearing_model, void (*)(bearing_model*)>;
using LabelsHandle = std::unique_ptr<bearing_labels, void (*)(bearing_labels*)>;
using WhyHandle = std::unique_ptr<bearing_explanations, void (*)(bearing_explanations*)>;

// Code and message of an error, which is freed.
struct Failure {
  bearing_code code = BEARING_OK;
  std::string message;
};

Failure take(bearing_error* error) {
  Failure failure{bearing_error_code(error), bearing_error_message(error)};
  bearing_error_free(error);
  return failure;
}

std::string take_json(char* json) {
  EXPECT_NE(json, nullptr);
  std::string text = json == nullptr ? "" : json;
  bearing_free(json);
  return text;
}

class CInterface : public testing::Test {
 protected:
  CInterface() : model_(open()) {
    writer_.model = labeler_->model_id();
    writer_.topics = labeler_->topics();
    writer_.targets = labeler_->targets();
    writer_.stances = labeler_->stances();
  }

  ModelHandle open() {
    const std::string path = folder_.write("m", small_model_bytes({.stance = true}));
    labeler_ = *Labeler::open(path);
    return {bearing_open(path.c_str(), nullptr), bearing_close};
  }

  bearing_document document(std::string_view text) const {
    bearing_document made = BEARING_DOCUMENT_INIT;
    made.text = c_string(text);
    return made;
  }

  LabelsHandle label(const bearing_document& document, const bearing_options* options = nullptr) {
    bearing_error* error = nullptr;
    LabelsHandle labels(bearing_label(model_.get(), &document, options, &error), bearing_labels_free);
    EXPECT_EQ(take(error).message, "");
    return labels;
  }

  Failure refusal(const bearing_document* document, const bearing_options* options = nullptr) {
    bearing_error* error = nullptr;
    EXPECT_EQ(bearing_label(model_.get(), document, options, &error), nullptr);
    EXPECT_EQ(bearing_explain(model_.get(), document, options, nullptr), nullptr);
    return take(error);
  }

  ScratchFolder folder_;
  std::shared_ptr<const Labeler> labeler_;
  LabelWriterOptions writer_;
  ModelHandle model_;
  Workspace workspace_;
  const std::string text_ = familiar_texts()[0] + " " + familiar_texts()[1];
};

TEST_F(CInterface, HasTheVersionOfTheProject) { EXPECT_STREQ(bearing_version(), BEARING_VERSION); }

TEST_F(CInterface, OpeningSaysWhatIsWrong) {
  bearing_error* error = nullptr;
  EXPECT_EQ(bearing_open(nullptr, &error), nullptr);
  EXPECT_EQ(take(error).code, BEARING_ERROR_USAGE);
  EXPECT_EQ(bearing_open("/no/such/model", &error), nullptr);
  const Failure missing = take(error);
  EXPECT_EQ(missing.code, BEARING_ERROR_IO);
  EXPECT_THAT(missing.message, HasSubstr("/no/such/model"));
  std::string damaged = small_model_bytes({.stance = true});
  damaged[damaged.size() / 2] ^= 1;
  EXPECT_EQ(bearing_open(folder_.write("damaged", damaged).c_str(), &error), nullptr);
  EXPECT_EQ(take(error).code, BEARING_ERROR_INVALID_MODEL);
  EXPECT_EQ(bearing_open("/no/such/model", nullptr), nullptr);
}

TEST_F(CInterface, NoErrorIsAnEmptyMessage) {
  EXPECT_EQ(bearing_error_code(nullptr), BEARING_OK);
  EXPECT_STREQ(bearing_error_message(nullptr), "");
  bearing_error_free(nullptr);
  bearing_close(nullptr);
  bearing_labels_free(nullptr);
  bearing_explanations_free(nullptr);
  bearing_free(nullptr);
}

TEST_F(CInterface, ModelsSayWhatTheyKnow) {
  EXPECT_EQ(bearing_model_id(model_.get()), labeler_->model_id());
  ASSERT_EQ(bearing_model_topic_count(model_.get()), 3U);
  EXPECT_STREQ(bearing_model_topic(model_.get(), 1), "trade");
  EXPECT_EQ(bearing_model_topic(model_.get(), 3), nullptr);
  ASSERT_EQ(bearing_model_target_count(model_.get()), 2U);
  EXPECT_STREQ(bearing_model_target(model_.get(), 0), "dikes");
  EXPECT_EQ(bearing_model_target(model_.get(), 2), nullptr);
  ASSERT_EQ(bearing_model_stance_count(model_.get()), 2U);
  EXPECT_STREQ(bearing_model_stance(model_.get(), 1), "against");
  EXPECT_EQ(bearing_model_stance(model_.get(), 2), nullptr);
  EXPECT_FALSE(bearing_model_exclusive(model_.get()));
  EXPECT_FALSE(bearing_model_judges_free_targets(model_.get()));
}

TEST_F(CInterface, LabelsAreThoseOfTheLabeler) {
  const Labels expected = labeler_->label(document_of(text_), workspace_);
  const LabelsHandle labels = label(document(text_));
  ASSERT_EQ(bearing_labels_topic_count(labels.get()), expected.topics.size());
  for (std::size_t i = 0; i < expected.topics.size(); ++i) {
    const bearing_topic* topic = bearing_labels_topic(labels.get(), i);
    EXPECT_EQ(topic->id.data, expected.topics[i].label);
    EXPECT_EQ(topic->confidence, expected.topics[i].confidence);
    EXPECT_EQ(topic->threshold, expected.topics[i].threshold);
    EXPECT_EQ(topic->assigned != 0, expected.topics[i].assigned);
  }
  ASSERT_EQ(bearing_labels_target_count(labels.get()), expected.targets.size());
  std::size_t stances = 0;
  for (std::size_t i = 0; i < expected.targets.size(); ++i) {
    const bearing_target* target = bearing_labels_target(labels.get(), i);
    EXPECT_EQ(target->id.data, expected.targets[i].target);
    EXPECT_EQ(target->confidence, expected.targets[i].confidence);
    EXPECT_EQ(target->touched != 0, expected.targets[i].touched);
    EXPECT_FALSE(target->free_target);
    stances += expected.targets[i].stances.size();
  }
  EXPECT_EQ(bearing_labels_stance_count(labels.get()), stances);
  EXPECT_EQ(bearing_labels_lang(labels.get()), expected.lang);
  EXPECT_EQ(bearing_labels_topic(labels.get(), 3), nullptr);
  EXPECT_EQ(bearing_labels_warning(labels.get(), 0), nullptr);
}

TEST_F(CInterface, StancesHoldTheirEvidence) {
  const LabelsHandle labels = label(document(text_));
  const std::string given = text_of(bearing_labels_text(labels.get()));
  EXPECT_EQ(given, text_);
  std::size_t assigned = 0;
  for (std::size_t i = 0; const bearing_stance* stance = bearing_labels_stance(labels.get(), i); ++i) {
    if (!stance->assigned) continue;
    ++assigned;
    EXPECT_THAT(text_of(stance->stance), testing::AnyOf("favor", "against"));
    EXPECT_FALSE(text_of(stance->holder).empty());
    const bearing_words& evidence = stance->evidence;
    ASSERT_GT(evidence.text.size, 0U);
    EXPECT_FALSE(evidence.in_title);
    EXPECT_EQ(given.substr(evidence.begin, evidence.end - evidence.begin), evidence.text.data);
  }
  EXPECT_GT(assigned, 0U);
}

TEST_F(CInterface, JsonIsThatOfTheCommand) {
  Document expected = document_of(text_);
  const Labels labels = labeler_->label(expected, workspace_);
  bearing_document given = document(text_);
  std::string json;
  append_label_object(writer_, expected, labels, json);
  EXPECT_EQ(take_json(bearing_labels_json(label(given).get(), 0, nullptr)), json);

  expected.id = "a1";
  given.id = c_string("a1 and more");
  given.id.size = 2;
  LabelWriterOptions all = writer_;
  all.all = true;
  json.clear();
  append_labels(all, expected, labels, json);
  EXPECT_EQ(take_json(bearing_labels_json(label(given).get(), 1, nullptr)) + "\n", json);
}

TEST_F(CInterface, OptionsRaiseThresholdsAndJudgeEveryTarget) {
  bearing_options options = BEARING_OPTIONS_INIT;
  options.min_confidence = 1;
  options.all_stances = 1;
  const LabelsHandle labels = label(document("Xyzzy plugh frobnicates."), &options);
  EXPECT_EQ(bearing_labels_topic(labels.get(), 0)->threshold, 1);
  EXPECT_FALSE(bearing_labels_topic(labels.get(), 0)->assigned);
  EXPECT_EQ(bearing_labels_stance_count(labels.get()), 4U);
}

TEST_F(CInterface, PagesBecomeText) {
  const std::string page = "<html><title>Flood</title><body><p>" + familiar_texts()[0] + "</p></body></html>";
  const LabelsHandle labels = label(document(page));
  EXPECT_EQ(text_of(bearing_labels_title(labels.get())), "Flood");
  EXPECT_EQ(text_of(bearing_labels_text(labels.get())), familiar_texts()[0]);
  bearing_document part = document("<b>Rivers</b> rose");
  EXPECT_EQ(text_of(bearing_labels_text(label(part).get())), "<b>Rivers</b> rose");
  part.html = 1;
  EXPECT_EQ(text_of(bearing_labels_text(label(part).get())), "Rivers rose");
}

TEST_F(CInterface, WholeFilesAreDecoded) {
  bearing_document file = document(std::string_view("\xFF\xFEh\0\xF4\0", 6));
  file.whole_file = 1;
  EXPECT_EQ(text_of(bearing_labels_text(label(file).get())), "hô");
}

TEST_F(CInterface, AnyBytesAreSafe) {
  std::string bytes;
  for (int i = 0; i < 512; ++i) bytes += static_cast<char>(i * 37);
  bearing_document strange = document(bytes);
  strange.title = strange.lang = strange.id = c_string(bytes);
  const LabelsHandle labels = label(strange);
  EXPECT_STREQ(bearing_labels_warning(labels.get(), 0), "bad-bytes-replaced");
  take_json(bearing_labels_json(labels.get(), 1, nullptr));
  EXPECT_STREQ(bearing_labels_warning(label(document("")).get(), 0), "empty-text");
}

TEST_F(CInterface, CallsThatMakeNoSenseAreRefused) {
  const bearing_document good = document(text_);
  EXPECT_EQ(refusal(nullptr).code, BEARING_ERROR_USAGE);
  EXPECT_EQ(bearing_label(nullptr, &good, nullptr, nullptr), nullptr);
  bearing_document bad = good;
  bad.size = 0;
  EXPECT_THAT(refusal(&bad).message, HasSubstr("INIT"));
  bad = good;
  bad.title = {nullptr, 1};
  EXPECT_THAT(refusal(&bad).message, HasSubstr("title"));
  bad = good;
  bad.target_count = 1;
  EXPECT_THAT(refusal(&bad).message, HasSubstr("targets"));
  const bearing_string blank = c_string(" ");
  bad.targets = &blank;
  EXPECT_EQ(refusal(&bad).code, BEARING_ERROR_USAGE);
  bearing_options options = BEARING_OPTIONS_INIT;
  for (const double confidence : {-0.1, 1.1, std::numeric_limits<double>::quiet_NaN()}) {
    options.min_confidence = confidence;
    EXPECT_EQ(refusal(&good, &options).code, BEARING_ERROR_USAGE);
  }
  EXPECT_EQ(bearing_labels_json(nullptr, 0, nullptr), nullptr);
  EXPECT_EQ(bearing_explanations_json(nullptr, nullptr), nullptr);
}

// A caller compiled against a later header, whose documents have one more member.
TEST_F(CInterface, StructsMayGrow) {
  struct Later {
    bearing_document document;
    std::size_t more;
  } later = {document(text_), 0};
  later.document.size = sizeof later;
  EXPECT_NE(label(later.document), nullptr);
  later.more = 1;
  EXPECT_THAT(refusal(&later.document).message, HasSubstr(BEARING_VERSION));
  // And one compiled against an earlier one, which ended after the text.
  bearing_document earlier = document(text_);
  earlier.size = offsetof(bearing_document, id);
  earlier.id = {nullptr, 99};
  EXPECT_NE(label(earlier), nullptr);
}

TEST_F(CInterface, ResultsOutliveTheModel) {
  const LabelsHandle labels = label(document(text_));
  const std::string before = take_json(bearing_labels_json(labels.get(), 1, nullptr));
  model_.reset();
  EXPECT_EQ(take_json(bearing_labels_json(labels.get(), 1, nullptr)), before);
}

TEST_F(CInterface, ThreadsShareAModel) {
  std::vector<std::string> expected;
  for (const std::string& text : familiar_texts())
    expected.push_back(take_json(bearing_labels_json(label(document(text)).get(), 1, nullptr)));
  std::vector<std::thread> threads;
  std::vector<std::size_t> different(4, 0);
  for (std::size_t t = 0; t < different.size(); ++t) {
    threads.emplace_back([&, t] {
      for (std::size_t i = 0; i < 200; ++i) {
        const std::size_t at = (i + t) % expected.size();
        const LabelsHandle labels = label(document(familiar_texts()[at]));
        different[t] += take_json(bearing_labels_json(labels.get(), 1, nullptr)) != expected[at];
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_THAT(different, ElementsAre(0, 0, 0, 0));
}

TEST_F(CInterface, ExplanationsAddUpAndPointIntoTheText) {
  bearing_document given = document(text_);
  given.title = c_string("Flood");
  const WhyHandle why(bearing_explain(model_.get(), &given, nullptr, nullptr), bearing_explanations_free);
  ASSERT_NE(why, nullptr);
  ASSERT_GT(bearing_explanations_count(why.get()), 3U);
  const std::string title = text_of(bearing_explanations_title(why.get()));
  const std::string text = text_of(bearing_explanations_text(why.get()));
  for (std::size_t i = 0; const bearing_explanation* e = bearing_explanations_at(why.get(), i); ++i) {
    double sum = e->bias;
    for (std::size_t k = 0; k < e->word_count; ++k) {
      const bearing_word* word = bearing_explanations_word(why.get(), i, k);
      sum += word->weight;
      const std::string& field = word->words.in_title ? title : text;
      EXPECT_EQ(text_of(word->words.text), field.substr(word->words.begin, word->words.text.size));
    }
    EXPECT_NEAR(sum, e->score, 1e-6) << text_of(e->label);
    EXPECT_EQ(bearing_explanations_word(why.get(), i, e->word_count), nullptr);
  }
}

TEST_F(CInterface, ExplanationsAsJsonAreThoseOfTheCommand) {
  const Document expected = document_of(text_);
  std::string json;
  append_explanation_object(
      expected, shown_explanations(*labeler_, labeler_->explain(expected, workspace_), {}, 0), json);
  const bearing_document given = document(text_);
  const WhyHandle why(bearing_explain(model_.get(), &given, nullptr, nullptr), bearing_explanations_free);
  EXPECT_EQ(take_json(bearing_explanations_json(why.get(), nullptr)), json);
  EXPECT_THAT(json, testing::StartsWith("{\"topics\":["));
}

TEST_F(CInterface, LeastConfidenceHoldsForExplanations) {
  bearing_options options = BEARING_OPTIONS_INIT;
  options.min_confidence = 1;
  const bearing_document given = document(text_);
  const WhyHandle why(bearing_explain(model_.get(), &given, &options, nullptr), bearing_explanations_free);
  for (std::size_t i = 0; const bearing_explanation* e = bearing_explanations_at(why.get(), i); ++i)
    EXPECT_EQ(e->assigned != 0, i >= 3 && e->stance.size == 0) << text_of(e->label);
}

TEST_F(CInterface, IsPlainC) {
  const std::string path = folder_.path("m");
  EXPECT_EQ(count_labels_in_c(path.c_str(), text_.c_str()), 3 + 2 + 4);
  EXPECT_EQ(count_labels_in_c(path.c_str(), ""), 3 + 2 + 4 + 1);
  EXPECT_EQ(count_labels_in_c("/no/such/model", ""), -1);
}

}  // namespace
}  // namespace bearing
