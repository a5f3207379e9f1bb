#include "inference/document_scorer.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "model/bfloat16.hpp"
#include "tests/small_model.hpp"

namespace bearing {
namespace {

std::shared_ptr<const TopicModel> parsed(const std::string& bytes, bool verify = true) {
  auto file = TensorFile::parse(std::as_bytes(std::span(bytes)), "m", verify);
  if (!file) return nullptr;
  auto model = TopicModel::from_file(*file, "m");
  return model ? *model : nullptr;
}

// Keeps what DocumentTerms borrows.
struct Extracted {
  explicit Extracted(const std::string& body, const FeatureRules& rules, const std::string& headline = {}) {
    TextAnalyzer analyzer;
    TermExtractor extractor;
    analyzer.analyze(headline, body, true, title, text);
    extractor.extract(title, text, rules, terms);
  }
  AnalyzedText title, text;
  DocumentTerms terms;
};

// The document view by the formula in model/topic_model.hpp, without lexicon, in the plainest way.
std::vector<double> reference_document_view(const TopicModel& model, const DocumentTerms& terms) {
  std::vector<double> sums(model.layout.topics);
  double squared = 1e-9;
  std::vector<Feature> features;
  for (const Term& term : terms.terms) {
    for (const bool chars : {false, true}) {
      features.clear();
      chars ? append_char_features(term, model.rules, features)
            : append_features(term, model.rules, features);
      for (const Feature& f : features) {
        const std::uint32_t row = (chars ? model.chars : model.terms).find(f.hash);
        if (row == VocabularyView::kUnknown) continue;
        const double value = sublinear(term.count) * static_cast<double>(f.weight);
        const auto& weights = chars ? model.chars_document : model.terms_document;
        for (std::size_t t = 0; t < sums.size(); ++t) {
          sums[t] += value * static_cast<double>(from_bfloat16(weights[row * sums.size() + t]));
        }
        const double idf =
            static_cast<double>(from_bfloat16((chars ? model.chars_idf : model.terms_idf)[row]));
        squared += value * idf * value * idf;
      }
    }
  }
  for (std::size_t t = 0; t < sums.size(); ++t)
    sums[t] = sums[t] / std::sqrt(squared) + static_cast<double>(model.document_bias[t]);
  return sums;
}

TEST(DocumentScorer, FollowsTheFormulaOfTheDocumentView) {
  TopicModelData data = small_model_data({.sentences = false});
  std::fill(data.lexicon_document.begin(), data.lexicon_document.end(), 0.0F);
  const auto model = parsed(*serialise_topic_model(data));
  ASSERT_NE(model, nullptr);
  DocumentScorer scorer(*model);
  for (const std::string& text : familiar_texts()) {
    const Extracted document(text + " " + text.substr(0, 30) + " unknown words", model->rules,
                             text.substr(0, 12));
    scorer.score(document.terms);
    const auto expected = reference_document_view(*model, document.terms);
    for (std::size_t t = 0; t < 3; ++t) {
      EXPECT_NEAR(scorer.scores()[t], model->decision.document[t] * expected[t] + model->decision.bias[t],
                  1e-5);
    }
  }
}

TEST(DocumentScorer, AFlatModelMapsTheDocumentView) {
  for (const bool exclusive : {true, false}) {
    TopicModelData data = small_model_data({.flat = true, .exclusive = exclusive});
    std::fill(data.lexicon_document.begin(), data.lexicon_document.end(), 0.0F);
    const auto model = parsed(*serialise_topic_model(data));
    ASSERT_NE(model, nullptr);
    DocumentScorer scorer(*model);
    for (const std::string& text : familiar_texts()) {
      const Extracted document(text + " unknown words", model->rules, text.substr(0, 12));
      scorer.score(document.terms);
      const auto views = reference_document_view(*model, document.terms);
      std::vector<double> expected(views.size());
      data.map->confidences(views, expected);
      for (std::size_t t = 0; t < views.size(); ++t) {
        EXPECT_NEAR(scorer.scores()[t], data.map->logit(t, views[t]), 1e-4);
        EXPECT_NEAR(scorer.confidences()[t], expected[t], 1e-5);
      }
    }
  }
}

// The table of a flat model's features is there for speed alone.
TEST(DocumentScorer, ATableOfFeaturesChangesNoBit) {
  for (const std::uint64_t seed : {1, 2, 3}) {
    const auto model = parsed(small_model_bytes({.flat = true, .seed = seed}));
    auto without = std::make_shared<ModelTables>(*model);
    ASSERT_FALSE(without->features.empty());
    without->features = FeatureRows(*model, /*most_bytes=*/100);
    ASSERT_TRUE(without->features.empty());
    DocumentScorer fast(*model), plain(*model, without);
    std::vector<double> fast_weights, plain_weights;
    for (const std::string& first : familiar_texts()) {
      for (const std::string& second : familiar_texts()) {
        const Extracted document(first + " " + second + " tops unknown 1999", model->rules,
                                 "Flood " + second);
        fast.score(document.terms);
        plain.score(document.terms);
        EXPECT_EQ(fast.scores(), plain.scores());
        EXPECT_EQ(fast.confidences(), plain.confidences());
        EXPECT_EQ(fast.coverage(), plain.coverage());
        fast.explain(document.terms, 1, fast_weights);
        plain.explain(document.terms, 1, plain_weights);
        EXPECT_EQ(fast_weights, plain_weights);

        // The same when the extractor has found the rows already.
        DocumentTerms known;
        TermExtractor().extract_known(document.title, document.text, model->rules, fast.known_terms(), known);
        const std::vector<double> scores = fast.scores();
        fast.score(known);
        EXPECT_EQ(fast.scores(), scores);
      }
    }
  }
}

// Buckets with many tags among them.
TEST(FeatureRows, FindsWhatTheVocabularyFinds) {
  TopicModelData data = small_model_data({.flat = true});
  for (std::uint64_t crowd = 1; crowd <= 12; ++crowd) {
    // As many features in one bucket, whose tags differ.
    std::vector<std::uint64_t> hashes;
    for (std::uint64_t i = 0; i < crowd; ++i) hashes.push_back((i + 1) << 33 | 5);
    for (std::uint64_t i = 0; i < 40; ++i) hashes.push_back(mix(crowd, i));
    data.terms = build_vocabulary(hashes);
    const std::size_t rows = data.terms.tags.size();
    data.terms_idf.assign(rows, 0.0F);
    data.terms_document.assign(rows * 3, 0.0F);
    for (std::size_t row = 0; row < rows; ++row) data.terms_idf[row] = static_cast<float>(row + 1);
    const auto model = parsed(*serialise_topic_model(data));
    ASSERT_NE(model, nullptr);
    const FeatureRows table(*model);
    const VocabularyIndex index(model->terms);
    ASSERT_FALSE(table.empty());
    for (std::uint64_t i = 0; i < 500; ++i)
      hashes.push_back(mix(crowd + 100, i) << (i % 2 == 0 ? 33 : 0) | 5);
    for (const std::uint64_t hash : hashes) {
      const std::uint32_t expected = model->terms.find(hash);
      const float idf = from_bfloat16(table.find(hash, index.likely_row(hash)).idf);
      EXPECT_EQ(idf, expected == VocabularyView::kUnknown ? 0.0F : static_cast<float>(expected + 1));
    }
  }
}

TEST(DocumentScorer, CoverageIsTheShareOfKnownWordsWithoutNumbers) {
  const auto model = parsed(small_model_bytes());
  DocumentScorer scorer(*model);
  const auto coverage = [&](const std::string& text, const std::string& title = {}) {
    scorer.score(Extracted(text, model->rules, title).terms);
    return scorer.coverage();
  };
  EXPECT_EQ(coverage("flood rice zzgh qqwx"), 0.5);
  EXPECT_EQ(coverage("flood 1999 12 1,5 777"), 1.0);
  EXPECT_EQ(coverage("1999 12"), 0.0);
  EXPECT_EQ(coverage(""), 0.0);
  EXPECT_NEAR(coverage("zzgh", "flood"), 2.0 / 3, 1e-12) << "words of the title count twice";
}

// The cache of words is emptied when it is full; that may change nothing but speed.
TEST(DocumentScorer, AFullCacheChangesNothing) {
  const auto model = parsed(small_model_bytes());
  DocumentScorer scorer(*model);
  const Extracted document(familiar_texts()[0], model->rules);
  scorer.score(document.terms);
  const auto expected = scorer.scores();
  for (int part = 0; part < 4; ++part) {
    std::string text;
    for (int i = 0; i < 10000; ++i) text += "w" + std::to_string(part * 10000 + i) + "q ";
    scorer.score(Extracted(text, model->rules).terms);
    scorer.score(document.terms);
    ASSERT_EQ(scorer.scores(), expected);
  }
}

TEST(DocumentScorer, AnEmptyDocumentHasAFiniteScore) {
  for (const bool sentences : {true, false}) {
    const auto model = parsed(small_model_bytes({.sentences = sentences}));
    DocumentScorer scorer(*model);
    scorer.score(Extracted("", model->rules).terms);
    for (const double score : scorer.scores()) EXPECT_TRUE(std::isfinite(score));
  }
}

// A file with a right checksum may still lie. Whatever the reader accepts must be safe and give finite
// scores.
TEST(DocumentScorer, AcceptedFilesAreSafeWhateverBitsAreFlipped) {
  const std::string with_sentences = small_model_bytes(),
                    flat = small_model_bytes({.flat = true, .exclusive = true});
  std::uint64_t state = 7;
  int accepted = 0;
  for (int round = 0; round < 2000; ++round) {
    std::string flipped = round % 4 == 3 ? flat : with_sentences;
    for (int i = 0; i < 3; ++i) {
      state = mix(state, static_cast<std::uint64_t>(round));
      flipped[(state >> 3) % (round % 2 == 0 ? 6000 : flipped.size())] ^= static_cast<char>(1 << (state & 7));
    }
    const auto model = parsed(flipped, false);
    if (model == nullptr) continue;
    ++accepted;
    DocumentScorer scorer(*model);
    std::vector<double> weights;
    for (const std::string& text : {familiar_texts()[0], familiar_texts()[3]}) {
      const Extracted document(text, model->rules, "Trade talks");
      scorer.score(document.terms);
      for (const double score : scorer.scores()) ASSERT_TRUE(std::isfinite(score));
      for (const double confidence : scorer.confidences()) ASSERT_TRUE(confidence >= 0 && confidence <= 1);
      scorer.explain(document.terms, 0, weights);
    }
  }
  EXPECT_GT(accepted, 100);
}

}  // namespace
}  // namespace bearing
