#include "training/pair_matrix.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "text/analyze.hpp"

namespace bearing {
namespace {

PairBlock block(PairFamily family, std::uint32_t smallest, std::uint32_t largest, double weight = 1,
                double by_target = 0) {
  PairBlock out;
  out.family = family;
  out.smallest = smallest;
  out.largest = largest;
  out.weight = weight;
  out.by_target = by_target;
  out.min_documents = 1;
  return out;
}

std::vector<Record> some_records() {
  const std::vector<std::vector<std::string>> rows = {
      {"The ferry was found. All are safe, officials said.", "Ferry found", "favor"},
      {"The ferry was found. All are safe, officials said.", "Ferry lost at sea", "against"},
      {"Rain is expected in the north. The FERRY LOST time.", "Ferry lost", "neutral"},
      {"Rain is expected in the north. The FERRY LOST time.", "ferry found", "against"},
      {"Nobody knows whether the bridge will hold!", "The bridge", "neutral"}};
  std::vector<Record> records;
  for (const auto& row : rows) {
    Record& record = records.emplace_back();
    record.document.text = row[0];
    record.annotation.stances.push_back({row[1], row[2], {}, {}});
  }
  records[2].document.title = "Weather";
  return records;
}

PairRules every_family() {
  PairRules rules;
  rules.near_feeling = true;
  rules.blocks = {block(PairFamily::kTextWords, 1, 2, 0.5, 2),
                  block(PairFamily::kTextChars, 3, 4),
                  block(PairFamily::kTargetWords, 1, 2),
                  block(PairFamily::kTargetChars, 2, 3, 0, 0.25),
                  block(PairFamily::kNear, 1, 1, 1, 1),
                  block(PairFamily::kNearMasked, 1, 2),
                  block(PairFamily::kSides, 1, 1),
                  block(PairFamily::kKnownTarget, 1, 1, 3)};
  return rules;
}

// What a model with these vocabularies makes of each pair, by the way that inference goes.
TEST(PairMatrix, GivesTheRowsThatTheModelGives) {
  const auto records = some_records();
  const auto corpus = collect_pairs(records);
  ASSERT_TRUE(corpus.ok());
  const PairRules rules = every_family();
  ASSERT_TRUE(rules.validate().ok());
  const PairMatrix matrix = build_pair_matrix(*corpus, rules, 2);
  EXPECT_EQ(matrix.targets.size(), 4u) << "\"ferry found\" is \"Ferry found\"";

  std::vector<WeightedVocabularyView> views;
  std::vector<std::uint64_t> keys;
  for (const auto& vocabulary : matrix.vocabularies) views.push_back(vocabulary.view());
  for (const auto& target : matrix.targets) keys.push_back(target.key);
  const PairRowMap map(rules, views, keys);
  EXPECT_EQ(matrix.wide.columns, map.size());
  TextAnalyzer analyzer;
  AnalyzedText title, text, none, target;
  PairExtractor extractor(rules, matrix.stems.view());
  PairInput input;
  for (std::uint32_t p = 0; p < corpus->pairs.size(); ++p) {
    const LabelledPair& pair = corpus->pairs[p];
    analyzer.analyze(*corpus->texts[pair.text].title, *corpus->texts[pair.text].text, true, title, text);
    analyzer.analyze("", *corpus->targets[pair.target], false, none, target);
    extractor.set_text(title, text);
    extractor.pair(target, input);
    std::vector<PairRow> rows;
    map.append_rows(input, rows);
    std::map<std::size_t, float> expected, found;
    for (const PairRow& row : rows) expected[row.row] += row.value;
    matrix.wide.for_each(p, [&](std::size_t column, float value) { found[column] += value; });
    ASSERT_FALSE(expected.empty());
    ASSERT_EQ(found.size(), expected.size()) << p;
    for (const auto& [row, value] : expected) EXPECT_NEAR(found[row], value, 1e-6F) << p << " " << row;
    const std::size_t size = rules.dense_size();
    for (std::size_t c = 0; c < size; ++c) EXPECT_EQ(matrix.dense[p * size + c], input.dense[c]);
  }
}

TEST(PairMatrix, DoesNotDependOnThreads) {
  const auto records = some_records();
  const auto corpus = collect_pairs(records);
  const PairMatrix one = build_pair_matrix(*corpus, every_family(), 1),
                   many = build_pair_matrix(*corpus, every_family(), 4);
  EXPECT_EQ(one.dense, many.dense);
  ASSERT_EQ(one.matrices.size(), many.matrices.size());
  for (std::size_t b = 0; b < one.matrices.size(); ++b) {
    EXPECT_EQ(one.matrices[b]->starts, many.matrices[b]->starts);
    EXPECT_EQ(one.matrices[b]->column, many.matrices[b]->column);
    EXPECT_EQ(one.matrices[b]->value, many.matrices[b]->value);
  }
}

TEST(PairMatrix, DenseOrSparseAlone) {
  const auto records = some_records();
  const auto corpus = collect_pairs(records);
  PairRules rules;
  const PairMatrix dense = build_pair_matrix(*corpus, rules, 1);
  EXPECT_EQ(dense.wide.columns, 0u);
  EXPECT_EQ(dense.dense.size(), corpus->pairs.size() * rules.dense_size());
  EXPECT_TRUE(dense.targets.empty());
  rules = {{block(PairFamily::kTextWords, 1, 1)}, false, false, false};
  const PairMatrix sparse = build_pair_matrix(*corpus, rules, 1);
  EXPECT_TRUE(sparse.dense.empty());
  EXPECT_TRUE(sparse.stems.idf.empty());
  EXPECT_GT(sparse.wide.columns, 10u);
}

}  // namespace
}  // namespace bearing
