#include "inference/flat_scorer.hpp"

#include <gtest/gtest.h>

#include <cstring>
#include <string>
#include <vector>

#include "inference/document_scorer.hpp"
#include "model/bfloat16.hpp"
#include "tests/small_model.hpp"
#include "unit/text/random_text.hpp"

namespace bearing {
namespace {

struct FlatOptions {
  bool exclusive = true, chars = true, furniture = true;
  double boundary = 0.7, title = 2.0, shadow_pair = 1.0;
};

// Flat models are made without a lexicon.
std::shared_ptr<const TopicModel> flat_model(const FlatOptions& options) {
  TopicModelData data = small_model_data(
      {.chars = options.chars, .boundary = options.boundary, .flat = true, .exclusive = options.exclusive});
  for (SchemeEntry& topic : data.scheme.topics) topic.terms.clear();
  data.lexicon = build_lexicon(data.scheme, data.layout);
  data.rules.furniture = options.furniture;
  data.rules.title = options.title;
  data.rules.shadow_pair = options.shadow_pair;
  const auto bytes = serialise_topic_model(data);
  EXPECT_TRUE(bytes.ok());
  auto file = TensorFile::parse(std::as_bytes(std::span(*bytes)), "m", true);
  auto model = TopicModel::from_file(*file, "m");
  EXPECT_TRUE(model.ok());
  return *model;
}

// Words of the small model, other words, and what texts are otherwise made of.
std::string random_article(RandomText& random) {
  static const std::vector<std::string> kRest = {"\n",
                                                 "\n\n",
                                                 ". ",
                                                 "Photo: The port. - VNA\n",
                                                 "xqzv",
                                                 "2024",
                                                 "19",
                                                 "COVID-19",
                                                 "FLOOD",
                                                 "Flood's",
                                                 "hoà",
                                                 "洪水淹没了城市",
                                                 "น้ำท่วมเมือง",
                                                 "an-incomprehensibly-long-hyphenated-word",
                                                 "internationalisation",
                                                 "\xFF",
                                                 "Read more:\n",
                                                 "e\u0301",
                                                 "1,000.5",
                                                 "(Theo TTXVN)\n",
                                                 "\u00A0",
                                                 "!"};
  std::string text;
  const std::size_t pieces = random.below(60);
  for (std::size_t i = 0; i < pieces; ++i) {
    const std::string& familiar = familiar_texts()[random.below(familiar_texts().size())];
    if (random.below(4) == 0) {
      text += kRest[random.below(kRest.size())];
    } else {
      const std::size_t begin = familiar.find(' ', random.below(familiar.size()));
      text += familiar.substr(std::min(begin, familiar.size()), random.below(50));
    }
    if (random.below(2) == 0) text += ' ';
  }
  return text;
}

class FlatScorerTest : public testing::Test {
 protected:
  // Holds the scorer against the one that knows everything.
  void expect_alike(const TopicModel& model, FlatScorer& flat, DocumentScorer& full, const std::string& title,
                    const std::string& text) {
    AnalyzedText analyzed_title, analyzed_text;
    SegmentedText segmented_title, segmented_text;
    TermExtractor extractor;
    DocumentTerms terms;
    analyzer_.analyze(title, text, true, analyzed_title, analyzed_text);
    analyzer_.segment(title, text, !model.rules.furniture, segmented_title, segmented_text);
    extractor.extract_known(analyzed_title, analyzed_text, model.rules, full.known_terms(), terms);
    full.score(terms);
    flat.score(segmented_title, segmented_text);
    ASSERT_EQ(flat.words(), terms.words) << text;
    ASSERT_EQ(flat.coverage(), full.coverage()) << text;
    ASSERT_EQ(flat.confidences(), full.confidences()) << text;
  }

  TextAnalyzer analyzer_;
};

TEST_F(FlatScorerTest, ScoresAsDocumentScorerDoesToTheLastBit) {
  RandomText random(3);
  for (const FlatOptions& options :
       {FlatOptions{}, FlatOptions{.exclusive = false}, FlatOptions{.chars = false},
        FlatOptions{.furniture = false}, FlatOptions{.boundary = 0}, FlatOptions{.title = 1.3},
        FlatOptions{.shadow_pair = 0}}) {
    const auto model = flat_model(options);
    const auto tables = std::make_shared<const ModelTables>(*model);
    ASSERT_TRUE(FlatScorer::serves(*model, *tables));
    FlatScorer flat(*model, tables);
    DocumentScorer full(*model, tables);
    for (const std::string& text : familiar_texts())
      expect_alike(*model, flat, full, text.substr(0, 30), text);
    for (int round = 0; round < 200; ++round) {
      const std::string title = round % 3 == 0 ? random_article(random).substr(0, 80) : "";
      expect_alike(*model, flat, full, title, random_article(random));
      if (HasFatalFailure()) return;
    }
    for (const char* text : {"", " ", "...", "flood", "Flood flood", "\xFF", "a. b. c."}) {
      expect_alike(*model, flat, full, "", text);
      expect_alike(*model, flat, full, text, "");
    }
  }
}

// Sentences far longer than what is read at a time, and more words than are remembered.
TEST_F(FlatScorerTest, ScoresLongTexts) {
  const auto model = flat_model({});
  const auto tables = std::make_shared<const ModelTables>(*model);
  FlatScorer flat(*model, tables);
  DocumentScorer full(*model, tables);
  RandomText random(4);
  for (const std::size_t words : {255, 256, 257, 3000, 90000}) {
    for (const char* gap : {" ", ". "}) {
      std::string text;
      for (std::size_t i = 0; i < words; ++i) {
        text += random.of(U"abdeghiknotuxăâđêôơư", 1 + random.below(5));
        text += i % 7 == 0 ? gap : " ";
      }
      expect_alike(*model, flat, full, text.substr(0, 200), text);
      expect_alike(*model, flat, full, "", familiar_texts()[2]);
    }
  }
}

TEST_F(FlatScorerTest, ServesFlatModelsWithoutLexiconAlone) {
  const auto serves = [](const TopicModelData& data) {
    const std::string bytes = *serialise_topic_model(data);
    const auto model =
        *TopicModel::from_file(*TensorFile::parse(std::as_bytes(std::span(bytes)), "m", true), "m");
    return FlatScorer::serves(*model, ModelTables(*model));
  };
  EXPECT_FALSE(serves(small_model_data()));
  EXPECT_FALSE(serves(small_model_data({.sentences = false})));
  EXPECT_FALSE(serves(small_model_data({.flat = true}))) << "its scheme has terms";
}

// Rows of features by hand: idf, and weights behind it.
class Features {
 public:
  Features(std::size_t count, std::size_t columns, RandomText& random)
      : stride_(sizeof(FeatureRows::Row) + whole_lanes(columns) * sizeof(std::uint16_t)),
        bytes_(count * stride_) {
    for (std::size_t i = 0; i < count; ++i) {
      const FeatureRows::Row row{0, to_bfloat16(1 + static_cast<float>(random.below(100)) / 16), 0};
      std::memcpy(&bytes_[i * stride_], &row, sizeof row);
      for (std::size_t t = 0; t < columns; ++t) {
        const std::uint16_t weight = to_bfloat16(static_cast<float>(random.below(2000)) / 512 - 2);
        std::memcpy(&bytes_[i * stride_ + sizeof row + t * sizeof weight], &weight, sizeof weight);
      }
    }
  }
  const FeatureRows::Row* row(std::size_t i) const {
    return reinterpret_cast<const FeatureRows::Row*>(&bytes_[i * stride_]);
  }

 private:
  std::size_t stride_;
  std::vector<char> bytes_;
};

TEST(FlatSums, AddsEveryColumnByItselfInTheOrderOfTheTerms) {
  RandomText random(6);
  for (std::size_t columns = kLanes; columns <= 100; columns += kLanes) {
    const std::size_t stride = columns + 3, words = 20, features = 20;
    std::vector<float> rows(words * stride);
    for (float& value : rows) value = static_cast<float>(random.below(4000)) / 1024 - 2;
    for (std::size_t i = 0; i < words; ++i)
      rows[i * stride + columns + 2] = static_cast<float>(random.below(3));
    const Features table(features, columns, random);
    std::vector<FlatTerm> terms;
    std::vector<float> expected(columns, 0.25F);
    double norm = 0.5, all = 0, known = 0;
    for (int t = 0; t < 200; ++t) {
      const double count = random.below(5) == 0 ? 1.5 : 1.0 + static_cast<double>(random.below(80));
      const double weight = sublinear(count);
      const auto scale = static_cast<float>(weight);
      if (random.below(2) == 0) {
        const auto number = static_cast<std::uint32_t>(random.below(words));
        const float* row = &rows[number * stride];
        terms.push_back({count, nullptr, nullptr, 0, 0, number, 0});
        for (std::size_t i = 0; i < columns; ++i) expected[i] += scale * row[i];
        norm += weight * weight * static_cast<double>(row[columns]);
        all += row[columns + 2] > 0 ? count : 0;
        known += row[columns + 2] > 1 ? count : 0;
      } else {
        const auto *a = table.row(random.below(features)), *b = table.row(random.below(features));
        const float x = 0.75F, y = 1.25F, a_idf = from_bfloat16(a->idf), b_idf = from_bfloat16(b->idf);
        terms.push_back({count, a, b, x, y, 0, 0});
        for (std::size_t i = 0; i < columns; ++i)
          expected[i] += scale * (x * from_bfloat16(a->weights()[i]) + y * from_bfloat16(b->weights()[i]));
        norm += weight * weight * static_cast<double>(x * a_idf * x * a_idf + y * b_idf * y * b_idf);
      }
    }
    std::vector<float> scores(columns, 0.25F);
    TermScorer::DocumentSums sums{scores, 0.5, 0, 0};
    add_up(terms, {rows.data(), stride, columns, columns + 2}, sums);
    EXPECT_EQ(scores, expected) << columns;
    EXPECT_EQ(sums.squared_norm, norm) << columns;
    EXPECT_EQ(sums.words, all) << columns;
    EXPECT_EQ(sums.known_words, known) << columns;
  }
}

}  // namespace
}  // namespace bearing
