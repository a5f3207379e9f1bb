#include "training/pair_folds.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "base/hash.hpp"

namespace bearing {
namespace {

using testing::HasSubstr;

const std::string& filler() {
  static const std::string text = "text";
  return text;
}

PairCorpus corpus_of(std::size_t texts, std::size_t targets, std::vector<LabelledPair> pairs) {
  PairCorpus corpus;
  corpus.texts.assign(texts, {&filler(), &filler()});
  corpus.targets.assign(targets, &filler());
  corpus.classes = {"favor", "against", "unrelated"};
  corpus.pairs = std::move(pairs);
  return corpus;
}

PairCorpus drawn_corpus() {
  std::vector<LabelledPair> pairs;
  for (std::uint32_t i = 0; i < 600; ++i) {
    pairs.push_back({static_cast<std::uint32_t>(mix(i, 1) % 90), static_cast<std::uint32_t>(mix(i, 2) % 40),
                     static_cast<std::uint32_t>(mix(i, 3) % 6 / 2)});
  }
  return corpus_of(90, 40, std::move(pairs));
}

TEST(PairFolds, KeepTextsOrTargetsTogether) {
  const PairCorpus corpus = drawn_corpus();
  for (const PairGroups by : {PairGroups::kText, PairGroups::kTarget}) {
    PairFoldOptions options;
    options.by = by;
    const auto folds = make_pair_folds(corpus, options);
    ASSERT_TRUE(folds.ok());
    std::map<std::uint32_t, std::set<std::uint32_t>> folds_of;
    std::vector<std::size_t> sizes(options.count);
    for (std::size_t p = 0; p < corpus.pairs.size(); ++p) {
      const auto& pair = corpus.pairs[p];
      folds_of[by == PairGroups::kText ? pair.text : pair.target].insert(folds->held_out[p]);
      ++sizes[folds->held_out[p]];
    }
    for (const auto& [group, own] : folds_of) EXPECT_EQ(own.size(), 1u);
    for (const std::size_t size : sizes) EXPECT_NEAR(static_cast<double>(size), 120, 12);
    EXPECT_EQ(folds->rows_to_learn(2).size() + folds->rows_held_out(2).size(), corpus.pairs.size());
  }
}

TEST(PairFolds, SpreadClassesEvenly) {
  std::vector<LabelledPair> pairs;
  for (std::uint32_t i = 0; i < 100; ++i) pairs.push_back({i, 0, i < 10 ? 1U : 0U});
  const auto folds = make_pair_folds(corpus_of(100, 1, pairs), {});
  ASSERT_TRUE(folds.ok());
  for (std::uint32_t fold = 0; fold < 5; ++fold) {
    std::size_t rare = 0;
    for (const std::uint32_t row : folds->rows_held_out(fold)) rare += pairs[row].label;
    EXPECT_EQ(rare, 2u);
    EXPECT_EQ(folds->rows_held_out(fold).size(), 20u);
  }
}

// Texts 0, 1 share target 0; texts 2, 3 share target 1; unrelated pairs cross over.
TEST(PairFolds, ConnectedPairsShareNothingWithWhatIsLearnt) {
  const PairCorpus corpus = corpus_of(
      4, 2, {{0, 0, 0}, {1, 0, 1}, {2, 1, 0}, {3, 1, 1}, {0, 1, 2}, {2, 0, 2}, {1, 1, 2}, {3, 0, 2}});
  PairFoldOptions options;
  options.count = 2;
  options.by = PairGroups::kConnected;
  options.loose = "unrelated";
  const auto folds = make_pair_folds(corpus, options);
  ASSERT_TRUE(folds.ok()) << folds.error().to_string();
  for (std::uint32_t fold = 0; fold < 2; ++fold) {
    EXPECT_EQ(folds->rows_held_out(fold).size(), 4u);
    EXPECT_EQ(folds->rows_to_learn(fold).size(), 2u) << "pairs across folds teach nothing";
    for (const std::uint32_t learnt : folds->rows_to_learn(fold)) {
      for (const std::uint32_t judged : folds->rows_held_out(fold)) {
        EXPECT_NE(corpus.pairs[learnt].text, corpus.pairs[judged].text);
        if (corpus.pairs[judged].label == 2) continue;
        EXPECT_NE(corpus.pairs[learnt].target, corpus.pairs[judged].target);
      }
    }
  }
  options.loose.clear();  // Now the unrelated pairs connect everything.
  const auto all_one = make_pair_folds(corpus, options);
  ASSERT_FALSE(all_one.ok());
  EXPECT_THAT(all_one.error().message, HasSubstr("1 texts and targets unconnected"));
}

TEST(PairFolds, RefuseMoreFoldsThanGroups) {
  const auto folds = make_pair_folds(corpus_of(3, 1, {{0, 0, 0}, {1, 0, 1}, {2, 0, 0}}), {});
  ASSERT_FALSE(folds.ok());
  EXPECT_EQ(folds.error().code, ErrorCode::kInvalidData);
  EXPECT_THAT(folds.error().message, HasSubstr("3 different texts, fewer than the 5 folds"));
}

TEST(PairFolds, SeedDecides) {
  const PairCorpus corpus = drawn_corpus();
  PairFoldOptions options;
  const auto first = make_pair_folds(corpus, options), again = make_pair_folds(corpus, options);
  options.seed = 2;
  const auto other = make_pair_folds(corpus, options);
  EXPECT_EQ(first->held_out, again->held_out);
  EXPECT_NE(first->held_out, other->held_out);
}

}  // namespace
}  // namespace bearing
