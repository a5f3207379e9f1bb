#include "feature/weighted_vocabulary.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace bearing {
namespace {

// Features 1, 2, 3 in 3, 2 and 1 of 3 documents.
DocumentFrequencies three_documents() {
  DocumentFrequencies frequencies;
  frequencies.add(std::vector<std::uint64_t>{1, 2, 3});
  frequencies.add(std::vector<std::uint64_t>{2, 1});
  frequencies.add(std::vector<std::uint64_t>{1});
  return frequencies;
}

TEST(DocumentFrequencies, WeighsRareFeaturesMore) {
  const WeightedVocabulary vocabulary = three_documents().build(1, 0);
  const WeightedVocabularyView view = vocabulary.view();
  EXPECT_EQ(view.index.size(), 3u);
  EXPECT_FLOAT_EQ(view.weight(1), 1.0F);
  EXPECT_FLOAT_EQ(view.weight(2), static_cast<float>(std::log(4.0 / 3) + 1));
  EXPECT_FLOAT_EQ(view.weight(3), static_cast<float>(std::log(4.0 / 2) + 1));
  EXPECT_FLOAT_EQ(view.weight(4), static_cast<float>(std::log(4.0) + 1)) << "unknown: as if in no document";
}

TEST(DocumentFrequencies, LeavesOutWhatIsTooRareOrTooMuch) {
  EXPECT_EQ(three_documents().build(2, 0).idf.size(), 2u);
  EXPECT_EQ(three_documents().build(4, 0).idf.size(), 0u);
  const WeightedVocabulary most = three_documents().build(1, 1);
  ASSERT_EQ(most.idf.size(), 1u);
  EXPECT_NE(most.index.view().find(1), VocabularyView::kUnknown) << "the most frequent one stays";
}

TEST(DocumentFrequencies, BreaksTiesByHash) {
  constexpr std::uint64_t kTag = std::uint64_t{1} << 32;
  DocumentFrequencies one, other;
  one.add(std::vector<std::uint64_t>{9 * kTag, 5 * kTag, 7 * kTag});
  other.add(std::vector<std::uint64_t>{7 * kTag, 9 * kTag, 5 * kTag});
  for (const DocumentFrequencies* frequencies : {&one, &other}) {
    const WeightedVocabulary vocabulary = frequencies->build(1, 2);
    EXPECT_NE(vocabulary.view().index.find(5 * kTag), VocabularyView::kUnknown);
    EXPECT_NE(vocabulary.view().index.find(7 * kTag), VocabularyView::kUnknown);
    EXPECT_EQ(vocabulary.idf.size(), 2u);
  }
}

TEST(WeightedVocabulary, KnowsNothingWhenEmpty) {
  const WeightedVocabularyView view{.unknown = 2.5F};
  EXPECT_TRUE(view.empty());
  EXPECT_EQ(view.weight(1), 2.5F);
  const WeightedVocabulary built = DocumentFrequencies().build(1, 0);
  EXPECT_EQ(built.view().weight(77), 1.0F);
}

}  // namespace
}  // namespace bearing
