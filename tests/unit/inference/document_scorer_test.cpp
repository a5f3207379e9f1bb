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
  const std::string bytes = small_model_bytes();
  std::uint64_t state = 7;
  int accepted = 0;
  for (int round = 0; round < 1500; ++round) {
    std::string flipped = bytes;
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
      scorer.explain(document.terms, 0, weights);
    }
  }
  EXPECT_GT(accepted, 100);
}

}  // namespace
}  // namespace bearing
