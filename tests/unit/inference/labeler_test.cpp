#include "bearing/labeler.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "tests/small_model.hpp"
#include "tests/text_variants.hpp"

namespace bearing {
namespace {

using testing::Contains;
using testing::Each;
using testing::ElementsAre;
using testing::Field;
using testing::IsEmpty;
using testing::Not;

std::vector<double> confidences(const Labels& labels) {
  std::vector<double> out;
  for (const TopicLabel& topic : labels.topics) out.push_back(topic.confidence);
  return out;
}

class LabelerTest : public testing::Test {
 protected:
  std::shared_ptr<const Labeler> open_small(const SmallModelOptions& options = {}) {
    auto opened = Labeler::open(folder_.write("m" + std::to_string(files_++), small_model_bytes(options)));
    EXPECT_TRUE(opened.ok());
    return *opened;
  }
  Labels label(const std::string& text, const std::string& title = {}) {
    return labeler_->label(document_of(text, title), workspace_);
  }

  ScratchFolder folder_;
  int files_ = 0;
  std::shared_ptr<const Labeler> labeler_ = open_small();
  Workspace workspace_;
};

const std::string kArticle =
    "Rivers rose overnight and the flood reached the lower town; boats carried families to the hill.\n"
    "Nước lũ dâng cao trong đêm, nhiều hộ dân phải sơ tán. Chính quyền xã đã chuẩn bị thuyền.\n\n"
    "Both sides want lower tariffs on rice and steel. Thuế quan với gạo và cà phê sẽ giảm dần.";

TEST_F(LabelerTest, SaysEveryTopicInSchemeOrder) {
  const Labels labels = label(kArticle, "Flood");
  EXPECT_THAT(labels.topics,
              ElementsAre(Field(&TopicLabel::label, "floods"), Field(&TopicLabel::label, "trade"),
                          Field(&TopicLabel::label, "health")));
  EXPECT_THAT(labels.warnings, IsEmpty());
  EXPECT_EQ(labels.topics[1].threshold, 0.4);
  for (const TopicLabel& topic : labels.topics) {
    EXPECT_GT(topic.confidence, 0);
    EXPECT_LT(topic.confidence, 1);
    EXPECT_EQ(topic.assigned, topic.confidence >= topic.threshold);
  }
  EXPECT_THAT(labeler_->topics(), ElementsAre("floods", "trade", "health"));
  EXPECT_THAT(labeler_->model_id(), testing::StartsWith("small@"));
}

// The model must be able to tell documents apart, or the tests for sameness would show nothing.
TEST_F(LabelerTest, EveryWordCounts) {
  const auto whole = confidences(label(kArticle));
  EXPECT_NE(confidences(label(replaced(kArticle, "steel", ""))), whole);
  EXPECT_NE(confidences(label(replaced(kArticle, "Thuế", "Thue"))), whole);
  EXPECT_NE(confidences(label(kArticle, "Tariffs")), whole);
  EXPECT_NE(confidences(label(replaced(kArticle, "town; boats", "town. Boats"))), whole);
}

TEST_F(LabelerTest, InvisibleDifferencesChangeNothingToTheLastBit) {
  const auto expected = confidences(label(kArticle, "Lũ ở vùng thấp and the flood"));
  for (const auto& [name, variant] : invisible_variants(kArticle)) {
    ASSERT_NE(variant, kArticle) << name;
    const Labels labels = label(variant, "Lũ ở vùng thấp and the flood");
    EXPECT_EQ(confidences(labels), expected) << name;
    EXPECT_THAT(labels.warnings, IsEmpty()) << name;
  }
  for (const auto& [name, title] : invisible_variants("Lũ ở vùng thấp and the flood")) {
    EXPECT_EQ(confidences(label(kArticle, title)), expected) << "title: " << name;
  }
}

TEST_F(LabelerTest, EitherTonePlacementIsTheSameWord) {
  EXPECT_EQ(confidences(label(kArticle + " hòa thủy")), confidences(label(kArticle + " hoà thuỷ")));
}

TEST_F(LabelerTest, TextWithoutWordsIsEmpty) {
  for (const char* text : {"", " \n\t\r\n", "... --- ?!", "\u200B\u00AD"}) {
    const Labels labels = label(text);
    EXPECT_THAT(labels.warnings, ElementsAre("empty-text")) << text;
    EXPECT_THAT(confidences(labels), ElementsAre(0.3, 0.2, 0.1));
    EXPECT_THAT(labels.topics, Each(Field(&TopicLabel::assigned, false)));
    EXPECT_EQ(labels.lang, "und");
  }
  EXPECT_THAT(label("", "Flood in the lower town").warnings, IsEmpty()) << "a title is text, too";
}

TEST_F(LabelerTest, TextUnlikeAnythingSeenIsNotJudged) {
  for (const char* text :
       {"xqzv wrtk pplm zzgh bvnx qqwe lkjh mnbv", "Наводнение затопило нижнюю часть города этой ночью.",
        "น้ำท่วมเมืองเมื่อคืนนี้", "洪水淹没了城市的低洼地区", "1999 2024 12 7 1000", "\xFF\xFE\x80 \xC3( zzzz",
        "\u3164 \u115F\u1160"}) {
    const Labels labels = label(text);
    EXPECT_THAT(labels.warnings, testing::AnyOf(Contains("unfamiliar-text"), Contains("empty-text"))) << text;
    EXPECT_THAT(labels.topics, Each(Field(&TopicLabel::assigned, false))) << text;
    EXPECT_THAT(confidences(labels), ElementsAre(0.3, 0.2, 0.1)) << text;
  }
}

TEST_F(LabelerTest, TextOfWhichTheModelKnowsNoWordIsNeverJudged) {
  TopicModelData data = small_model_data();
  data.least_coverage = 0;
  labeler_ = *Labeler::open(folder_.write("careless", *serialise_topic_model(data)));
  EXPECT_THAT(label("xqzv wrtk pplm").warnings, Contains("unfamiliar-text"));
  EXPECT_THAT(label("xqzv wrtk pplm flood").warnings, Not(Contains("unfamiliar-text")));
}

TEST_F(LabelerTest, SaysHowFamiliarTheWordsAre) {
  // A number is a word, but nothing to know; a word of the title counts twice.
  const Labels some = label("flood qqxz zzgh", "boats 77");
  EXPECT_NEAR(some.familiarity, 3.0 / 5, 1e-9);
  EXPECT_EQ(some.words, 5u);
  EXPECT_NEAR(label(familiar_texts()[0]).familiarity, 1, 1e-9);
  EXPECT_EQ(label("").familiarity, 0);
  EXPECT_EQ(label("").words, 0u);
  EXPECT_TRUE(labeler_->training_profile().empty());
}

TEST_F(LabelerTest, ReportsReplacedBytes) {
  EXPECT_THAT(label(kArticle + " \xFF").warnings, ElementsAre("bad-bytes-replaced"));
  EXPECT_THAT(label(kArticle, "Flood \xC3").warnings, ElementsAre("bad-bytes-replaced"));
}

TEST_F(LabelerTest, AnyBytesAreSafe) {
  std::uint64_t state = 1;
  for (int round = 0; round < 300; ++round) {
    std::string text = round % 2 == 0 ? std::string() : kArticle;
    for (int i = 0; i < 60; ++i) {
      state = mix(state, static_cast<std::uint64_t>(i));
      const std::size_t at = text.empty() ? 0 : (state >> 8) % text.size();
      text.insert(at, 1, static_cast<char>(state));
    }
    const Labels labels = label(text, text.substr(0, 20));
    ASSERT_EQ(labels.topics.size(), 3u);
    for (const TopicLabel& topic : labels.topics) ASSERT_TRUE(topic.confidence >= 0 && topic.confidence <= 1);
    ASSERT_EQ(labeler_->explain(document_of(text), workspace_).size(), 3u);
  }
}

TEST_F(LabelerTest, ManyThreadsGiveTheSameResults) {
  std::vector<Document> documents;
  for (std::size_t i = 0; i < 60; ++i) {
    const auto& texts = familiar_texts();
    documents.push_back(
        document_of(texts[i % 5] + " " + texts[i * 7 % 4].substr(0, 10 + i), i % 3 == 0 ? texts[i % 4] : ""));
  }
  std::vector<std::vector<double>> expected;
  for (const Document& document : documents)
    expected.push_back(confidences(labeler_->label(document, workspace_)));
  std::vector<int> wrong(4, 0);
  std::vector<std::thread> threads;
  for (std::size_t t = 0; t < wrong.size(); ++t) {
    threads.emplace_back([&, t] {
      Workspace own;
      for (std::size_t i = 0; i < 4 * documents.size(); ++i) {
        const std::size_t d = (i * (t + 1) + t) % documents.size();
        if (confidences(labeler_->label(documents[d], own)) != expected[d]) ++wrong[t];
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_THAT(wrong, Each(0));
}

TEST_F(LabelerTest, OneWorkspaceServesSeveralModels) {
  auto other = open_small({.sentences = false, .seed = 2});
  const Document document = document_of(kArticle, "Flood");
  Workspace fresh;
  const auto by_one = confidences(labeler_->label(document, fresh));
  const auto by_other = confidences(other->label(document, fresh));
  EXPECT_NE(by_one, by_other);
  for (int round = 0; round < 3; ++round) {
    EXPECT_EQ(confidences(labeler_->label(document, workspace_)), by_one);
    EXPECT_EQ(confidences(other->label(document, workspace_)), by_other);
  }
  // A labeler that takes the place of one that is gone is still another.
  for (std::uint64_t seed = 3; seed < 8; ++seed) {
    labeler_.reset();
    labeler_ = open_small({.seed = seed});
    Workspace own;
    EXPECT_EQ(confidences(labeler_->label(document, workspace_)),
              confidences(labeler_->label(document, own)));
  }
}

TEST_F(LabelerTest, ExclusiveTopicsAreOneADocument) {
  labeler_ = open_small({.flat = true, .exclusive = true});
  EXPECT_TRUE(labeler_->exclusive());
  std::vector<int> winners(labeler_->topics().size());
  for (const std::string& text : familiar_texts()) {
    const Labels labels = label(text);
    double sum = 0;
    int assigned = 0;
    for (std::size_t t = 0; t < labels.topics.size(); ++t) {
      const TopicLabel& topic = labels.topics[t];
      sum += topic.confidence;
      assigned += topic.assigned ? 1 : 0;
      winners[t] += topic.assigned ? 1 : 0;
      EXPECT_EQ(topic.assigned, topic.confidence >= topic.threshold);
      EXPECT_EQ(topic.threshold, labels.topics[0].threshold);
    }
    EXPECT_EQ(assigned, 1) << text;
    EXPECT_NEAR(sum, 1, 1e-12);
  }
  EXPECT_GT(std::count_if(winners.begin(), winners.end(), [](int n) { return n > 0; }), 1);
}

TEST_F(LabelerTest, ExclusiveTopicsOfTextThatCantBeJudgedAreNone) {
  labeler_ = open_small({.flat = true, .exclusive = true});
  for (const char* text : {"", "xqzv wrtk pplm"}) {
    const Labels labels = label(text);
    EXPECT_THAT(labels.topics, Each(Field(&TopicLabel::assigned, false)));
    EXPECT_THAT(confidences(labels), ElementsAre(0.3, 0.2, 0.1)) << "base rates";
  }
}

TEST_F(LabelerTest, OfEqualExclusiveTopicsTheFirstIsAssigned) {
  TopicModelData data = small_model_data({.flat = true, .exclusive = true});
  data.map->slopes = {0, 0, 0, 0};
  data.map->bias = {1, 2, 2};
  labeler_ = *Labeler::open(folder_.write("equal", *serialise_topic_model(data)));
  const Labels labels = label(familiar_texts()[0]);
  EXPECT_THAT(labels.topics,
              ElementsAre(Field(&TopicLabel::assigned, false), Field(&TopicLabel::assigned, true),
                          Field(&TopicLabel::assigned, false)));
}

TEST_F(LabelerTest, FlatTopicsHaveThresholdsOfTheirOwn) {
  labeler_ = open_small({.flat = true});
  EXPECT_FALSE(labeler_->exclusive());
  for (const std::string& text : familiar_texts()) {
    const Labels labels = label(text);
    const std::vector<double> thresholds = {0.5, 0.4, 0.6};
    for (std::size_t t = 0; t < 3; ++t) {
      EXPECT_EQ(labels.topics[t].threshold, thresholds[t]);
      EXPECT_EQ(labels.topics[t].assigned, labels.topics[t].confidence >= thresholds[t]);
    }
  }
}

// Labels alone go another way through a flat model than explanations do.
TEST_F(LabelerTest, FlatLabelsAreThoseThatAreExplained) {
  TopicModelData data = small_model_data({.boundary = 1, .flat = true});
  for (SchemeEntry& topic : data.scheme.topics) topic.terms.clear();
  data.lexicon = build_lexicon(data.scheme, data.layout);
  labeler_ = *Labeler::open(folder_.write("flat", *serialise_topic_model(data)));
  for (const std::string& text : familiar_texts()) {
    const Document document = document_of(text + "\n" + kArticle, text.substr(0, 20));
    const Labels labels = labeler_->label(document, workspace_);
    Document targeted = document;
    targeted.targets = {"the flood was foreseen"};
    const Labels with_target = labeler_->label(targeted, workspace_);
    EXPECT_EQ(confidences(with_target), confidences(labels));
    EXPECT_EQ(with_target.lang, labels.lang);
    EXPECT_THAT(with_target.warnings, Contains("free-targets-not-judged"));
    const auto explanations = labeler_->explain(document, workspace_);
    for (std::size_t t = 0; t < 3; ++t) {
      EXPECT_EQ(explanations[t].confidence, labels.topics[t].confidence);
      EXPECT_EQ(explanations[t].assigned, labels.topics[t].assigned);
    }
  }
}

TEST_F(LabelerTest, FlatLabelsSayWhatIsWrongWithTheText) {
  TopicModelData data = small_model_data({.flat = true, .exclusive = true});
  for (SchemeEntry& topic : data.scheme.topics) topic.terms.clear();
  data.lexicon = build_lexicon(data.scheme, data.layout);
  labeler_ = *Labeler::open(folder_.write("flat", *serialise_topic_model(data)));
  EXPECT_THAT(label("").warnings, ElementsAre("empty-text"));
  EXPECT_THAT(label("xqzv wrtk pplm").warnings, ElementsAre("unfamiliar-text"));
  EXPECT_THAT(label(kArticle + " \xFF").warnings, ElementsAre("bad-bytes-replaced"));
  EXPECT_THAT(label(kArticle).warnings, IsEmpty());
}

TEST_F(LabelerTest, WorkspacesCanBeMoved) {
  const auto expected = confidences(label(kArticle));
  Workspace moved = std::move(workspace_);
  EXPECT_EQ(confidences(labeler_->label(document_of(kArticle), moved)), expected);
  workspace_ = std::move(moved);
  EXPECT_EQ(confidences(label(kArticle)), expected);
}

TEST(Labeler, RefusesWhatIsNoModel) {
  const ScratchFolder folder;
  EXPECT_EQ(Labeler::open(folder.path("none")).error().code, ErrorCode::kIo);
  EXPECT_EQ(Labeler::open(folder.write("empty", "")).error().code, ErrorCode::kInvalidModel);
  std::string bytes = small_model_bytes();
  bytes[bytes.size() / 2] ^= 1;
  EXPECT_EQ(Labeler::open(folder.write("flipped", bytes)).error().code, ErrorCode::kInvalidModel);
}

}  // namespace
}  // namespace bearing
