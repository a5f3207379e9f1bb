#include "feature/pair_rows.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "tests/small_pair_model.hpp"

namespace bearing {
namespace {

// Hashes in different buckets: rows in the order of their numbers.
constexpr std::uint64_t kOne = 0, kTwo = 1, kStranger = 2 + (std::uint64_t{5} << 32);

struct SmallMap {
  explicit SmallMap(PairBlock block) {
    rules.blocks = {block};
    vocabulary.index = build_vocabulary({kOne, kTwo});
    vocabulary.idf = {1, 2};
    map = PairRowMap(
        rules, {block.family == PairFamily::kKnownTarget ? WeightedVocabularyView{} : vocabulary.view()},
        keys);
  }
  std::vector<PairRow> rows(std::vector<PairTerm> terms, std::uint64_t target) const {
    PairInput input;
    input.blocks = {terms};
    input.target_key = target;
    std::vector<PairRow> out;
    map.append_rows(input, out);
    return out;
  }
  PairRules rules;
  WeightedVocabulary vocabulary;
  std::vector<std::uint64_t> keys = {900, 100, 500};
  PairRowMap map;
};

TEST(PairRowMap, NormalisesEachBlockAfterLookingUp) {
  const SmallMap small({.weight = 0.5});
  EXPECT_EQ(small.map.size(), 2u);
  const auto rows = small.rows({{kStranger, 9}, {kTwo, 2}, {kOne, 1}}, 0);
  ASSERT_EQ(rows.size(), 2u) << "unknown features are as if they weren't there";
  const double two = (1 + std::log(2)) * 2, length = std::hypot(two, 1);
  EXPECT_EQ(rows[0].row, 1u);
  EXPECT_FLOAT_EQ(rows[0].value, static_cast<float>(0.5 * two / length));
  EXPECT_EQ(rows[1].row, 0u);
  EXPECT_FLOAT_EQ(rows[1].value, static_cast<float>(0.5 / length));
  EXPECT_TRUE(small.rows({{kStranger, 1}}, 0).empty());
  EXPECT_TRUE(small.rows({}, 0).empty());
}

TEST(PairRowMap, KnownTargetsHaveCopies) {
  const SmallMap small({.weight = 1, .by_target = 0.25});
  EXPECT_EQ(small.map.size(), 2u + 3 * 2);
  EXPECT_EQ(small.map.target(900), 0u);
  EXPECT_EQ(small.map.target(100), 1u);
  EXPECT_EQ(small.map.target(500), 2u);
  EXPECT_EQ(small.map.target(501), PairRowMap::kUnknownTarget);
  EXPECT_EQ(small.rows({{kTwo, 1}}, 500), (std::vector<PairRow>{{1, 1}, {2 + 2 * 2 + 1, 0.25}}));
  EXPECT_EQ(small.rows({{kTwo, 1}}, 7), (std::vector<PairRow>{{1, 1}})) << "unknown target";
}

TEST(PairRowMap, CopiesCanStandAlone) {
  const SmallMap small({.weight = 0, .by_target = 2});
  EXPECT_EQ(small.map.size(), 6u);
  EXPECT_EQ(small.rows({{kTwo, 1}}, 100), (std::vector<PairRow>{{3, 2}}));
  EXPECT_TRUE(small.rows({{kTwo, 1}}, 7).empty());
}

TEST(PairRowMap, KnownTargetsHaveARowEach) {
  const SmallMap small({.family = PairFamily::kKnownTarget, .weight = 0.5});
  EXPECT_EQ(small.map.size(), 3u);
  EXPECT_EQ(small.rows({}, 100), (std::vector<PairRow>{{1, 0.5}}));
  EXPECT_TRUE(small.rows({}, 7).empty());
}

TEST(PairRowMap, BlocksDontShareRows) {
  const PairModelData data = small_pair_data();
  const PairRowMap map = data.row_map();
  EXPECT_EQ(map.range(0).shared, 0u);
  EXPECT_EQ(map.range(0).by_target, data.vocabularies[0].idf.size());
  EXPECT_EQ(map.range(1).shared, 3 * data.vocabularies[0].idf.size());
  EXPECT_EQ(map.size(), map.range(7).shared + 2);
  PairExtractor extractor(data.rules, data.stems.view());
  PairInput input;
  const AnalyzedText none, text = analyzed(familiar_pairs()[0].first), target = analyzed("coal plants");
  extractor.set_text(none, text);
  extractor.pair(target, input);
  std::vector<PairRow> rows;
  map.append_rows(input, rows);
  std::set<std::uint32_t> distinct;
  for (const PairRow& row : rows) {
    EXPECT_LT(row.row, map.size());
    EXPECT_TRUE(distinct.insert(row.row).second);
    EXPECT_TRUE(row.value > 0 && row.value <= 2);
  }
  EXPECT_GT(rows.size(), 50u);
}

}  // namespace
}  // namespace bearing
