#include "feature/vocabulary.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <utility>

namespace bearing {
namespace {

std::vector<std::uint64_t> random_hashes(std::size_t count, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::vector<std::uint64_t> hashes(count);
  for (std::uint64_t& hash : hashes) hash = random();
  return hashes;
}

TEST(Vocabulary, FindsWhatAMapFinds) {
  for (const std::size_t count : {0, 1, 2, 3, 7, 64, 65, 5000}) {
    const auto hashes = random_hashes(count, count + 1);
    const Vocabulary vocabulary = build_vocabulary(hashes);
    const VocabularyView view = vocabulary.view();
    ASSERT_TRUE(view.valid()) << count;
    ASSERT_EQ(view.size(), count);
    std::map<std::uint32_t, std::uint64_t> owner;  // Row -> hash: each row belongs to one feature.
    for (const std::uint64_t hash : hashes) {
      const std::uint32_t row = view.find(hash);
      ASSERT_LT(row, count);
      ASSERT_TRUE(owner.emplace(row, hash).second);
      view.prefetch(hash);
    }
    const std::map<std::uint64_t, int> known = [&] {
      std::map<std::uint64_t, int> set;
      for (const std::uint64_t hash : hashes) set.emplace(hash, 0);
      return set;
    }();
    for (const std::uint64_t hash : random_hashes(5000, 99)) {
      ASSERT_EQ(view.find(hash) != VocabularyView::kUnknown, known.contains(hash));
    }
  }
}

TEST(Vocabulary, DependsOnTheSetOnly) {
  auto hashes = random_hashes(1000, 5);
  const Vocabulary one = build_vocabulary(hashes);
  std::shuffle(hashes.begin(), hashes.end(), std::mt19937(6));
  const std::vector<std::uint64_t> some(hashes.begin(), hashes.begin() + 10);
  hashes.insert(hashes.end(), some.begin(), some.end());
  const Vocabulary other = build_vocabulary(hashes);
  EXPECT_EQ(one.tags, other.tags);
  EXPECT_EQ(one.buckets, other.buckets);
}

TEST(Vocabulary, FeaturesWithTheSameBucketAndTagShareARow) {
  const std::uint64_t hash = 0x1234567800000001;
  const Vocabulary vocabulary = build_vocabulary({hash, hash | 0x80000000U, 0x9999999900000001});
  ASSERT_EQ(vocabulary.tags.size(), 2u);
  EXPECT_EQ(vocabulary.view().find(hash), vocabulary.view().find(hash | 0x80000000U));
  EXPECT_NE(vocabulary.view().find(hash), vocabulary.view().find(0x9999999900000001));
}

TEST(VocabularyFilter, KnowsAllThatIsThereAndLittleElse) {
  for (const std::size_t size : {1U, 20U, 5000U}) {
    const auto hashes = random_hashes(size, 3);
    const Vocabulary vocabulary = build_vocabulary(hashes);
    const VocabularyFilter filter(vocabulary.view());
    for (const std::uint64_t hash : hashes) EXPECT_TRUE(filter.may_know(hash));
    std::size_t wrong = 0;
    for (const std::uint64_t hash : random_hashes(16000, 99)) wrong += filter.may_know(hash) ? 1 : 0;
    EXPECT_LT(wrong, 1100u) << size;
  }
}

TEST(VocabularyIndex, HasTheRowOfAllThatIsThereAndOfLittleElse) {
  for (const std::size_t size : {1U, 7U, 100U, 5000U}) {
    auto hashes = random_hashes(size, 3);
    // A bucket of many, and tags that differ by little.
    for (std::uint64_t i = 0; i < size / 5; ++i) hashes.push_back((i + 1) << 33 | 5);
    const Vocabulary vocabulary = build_vocabulary(hashes);
    const VocabularyIndex index(vocabulary.view());
    for (const std::uint64_t hash : hashes) EXPECT_EQ(index.likely_row(hash), vocabulary.view().find(hash));
    std::size_t strangers = 0;
    for (const std::uint64_t hash : random_hashes(16000, 99)) {
      const std::uint32_t row = index.likely_row(hash);
      if (row == VocabularyView::kUnknown) continue;
      ++strangers;
      ASSERT_LT(row, vocabulary.tags.size());
      EXPECT_NE(vocabulary.tags[row], hash >> 32);
    }
    EXPECT_LT(strangers, 600u) << size;
  }
}

TEST(VocabularyIndex, OfNothingKnowsNothing) {
  const VocabularyIndex index;
  const std::uint32_t none = VocabularyView::kUnknown;
  for (const std::uint64_t hash : random_hashes(1000, 5)) EXPECT_EQ(index.likely_row(hash), none);
}

TEST(VocabularyFilter, OfNothingKnowsNothing) {
  const VocabularyFilter filter;
  for (const std::uint64_t hash : random_hashes(1000, 5)) EXPECT_FALSE(filter.may_know(hash));
}

TEST(Vocabulary, RefusesArraysThatDontFitTogether) {
  const Vocabulary good = build_vocabulary(random_hashes(20, 7));
  ASSERT_TRUE(good.view().valid());
  ASSERT_EQ(good.buckets.size(), 33u);
  const auto refused = [&](const char* what, auto damage) {
    Vocabulary bad = good;
    damage(bad);
    EXPECT_FALSE(bad.view().valid()) << what;
  };
  refused("no buckets", [](Vocabulary& v) { v.buckets.clear(); });
  refused("one boundary", [](Vocabulary& v) { v.buckets = {20}; });
  refused("no power of two", [](Vocabulary& v) { v.buckets.push_back(v.buckets.back()); });
  refused("a tag too few", [](Vocabulary& v) { v.tags.pop_back(); });
  refused("a tag too many", [](Vocabulary& v) { v.tags.push_back(1); });
  refused("first bucket not at 0", [](Vocabulary& v) { v.buckets.front() = 1; });
  refused("falling", [](Vocabulary& v) { std::swap(*(v.buckets.begin() + 5), *(v.buckets.end() - 5)); });
  refused("beyond the end", [](Vocabulary& v) { v.buckets[16] = 1000; });
  refused("last beyond the end", [](Vocabulary& v) { v.buckets.back() = 1000; });
  EXPECT_FALSE(VocabularyView().valid());
}

}  // namespace
}  // namespace bearing
