#include "feature/stance_features.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace bearing {
namespace {

TEST(StancePool, SharesOutWhatSentencesSay) {
  StancePool pool(2);
  const std::vector<double> one = {std::log(0.6), std::log(0.2), std::log(0.2)};
  const std::vector<double> two = {std::log(0.1), std::log(0.7), std::log(0.2)};
  const double weight = std::log(2.0);  // log(1 + exp(0))
  pool.add({0, 0, one});
  pool.add({0, 0, two});
  const double favor = 0.7 * weight + 1e-6, against = 0.9 * weight + 1e-6;
  const auto features = pool.features(0);
  EXPECT_NEAR(features[0], std::log(0.6 * weight), 1e-9) << "best sentence";
  EXPECT_NEAR(features[1], std::log(favor / (favor + against)), 1e-9) << "share";
  EXPECT_NEAR(features[2], std::log(favor / against), 1e-9) << "lead";
  EXPECT_NEAR(features[3], std::log(0.6 / 0.7), 1e-9) << "lead of the best sentence";
  pool.clear();
  EXPECT_NEAR(pool.features(1)[1], std::log(0.5), 1e-9) << "nothing said: even shares";
}

TEST(StancePool, StaysFiniteWhateverTheScores) {
  for (const double touch : {-1e6, -50.0, 0.0, 50.0, 1e6}) {
    StancePool pool(3);
    const std::vector<double> logs = {0, -1e3, -1e3, -1e3};
    pool.add({touch, 0, logs});
    for (std::size_t c = 0; c < 3; ++c) {
      for (const double value : pool.features(c)) EXPECT_TRUE(std::isfinite(value)) << touch;
    }
    for (const double value : evidence_features({touch, 1, logs}, {}, 1)) EXPECT_TRUE(std::isfinite(value));
  }
}

TEST(LikelyStances, AreThoseAboveTheThresholdAndAlwaysTheFirst) {
  std::vector<std::uint32_t> likely;
  const std::vector<double> probabilities = {0.3, 0.6, 0.3};
  find_likely_stances(probabilities, 0.5, likely);
  EXPECT_EQ(likely, (std::vector<std::uint32_t>{1}));
  find_likely_stances(probabilities, 0.3, likely);
  EXPECT_EQ(likely, (std::vector<std::uint32_t>{1, 0, 2})) << "the first among equals";
  find_likely_stances(probabilities, 0.9, likely);
  EXPECT_EQ(likely, (std::vector<std::uint32_t>{1}));
  find_likely_stances({}, 0.5, likely);
  EXPECT_TRUE(likely.empty());
}

TEST(DescribeSentence, ReadsTraits) {
  TextAnalyzer analyzer;
  TermExtractor extractor;
  AnalyzedText title, text;
  DocumentTerms terms;
  analyzer.analyze("A headline", "First it rained. \"Will it stop?\" Nobody knew.", true, title, text);
  extractor.extract(title, text, {}, terms);
  ASSERT_EQ(terms.sentences.size(), 4u);
  SentenceTraits traits;
  describe_sentence(title, text, terms, 0, traits);
  EXPECT_TRUE(traits.in_title);
  const ByteRange range = describe_sentence(title, text, terms, 2, traits);
  EXPECT_FALSE(traits.in_title);
  EXPECT_TRUE(traits.quoted);
  EXPECT_TRUE(traits.question);
  EXPECT_EQ(traits.words, 3u);
  EXPECT_EQ(traits.position, 1u);
  EXPECT_EQ(traits.sentences, 3u);
  EXPECT_EQ(text.text.substr(range.begin, range.size()), "\"Will it stop?\"");
}

}  // namespace
}  // namespace bearing
