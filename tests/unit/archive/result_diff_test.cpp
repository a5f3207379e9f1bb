#include "archive/result_diff.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/archive/run_folder_made_by_hand.hpp"

namespace bearing {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class TwoRuns {
 public:
  ResultDiff diff(const std::vector<std::string>& a, const std::vector<std::string>& b,
                  std::size_t examples = 5) {
    auto left = ResultReader::open(scratch_.write("a.jsonl", joined(a)));
    auto right = ResultReader::open(scratch_.write("b.jsonl", joined(b)));
    auto result = diff_results(**left, **right, examples);
    EXPECT_TRUE(result.ok()) << result.error().to_string();
    return result ? *result : ResultDiff();
  }

 private:
  static std::string joined(const std::vector<std::string>& lines) {
    std::string bytes;
    for (const std::string& line : lines) bytes += line + "\n";
    return bytes;
  }
  ScratchFolder scratch_;
};

std::string bare(std::size_t number) { return R"({"id":")" + std::to_string(number) + "\"}"; }

std::vector<std::string> bare_range(std::size_t begin, std::size_t end) {
  std::vector<std::string> lines;
  for (std::size_t i = begin; i < end; ++i) lines.push_back(bare(i));
  return lines;
}

std::vector<std::string> ids(const std::vector<DiffExample>& examples) {
  std::vector<std::string> found;
  for (const DiffExample& example : examples) found.push_back(example.id);
  return found;
}

TEST(ResultDiff, OfEqualRunsIsNothing) {
  const std::vector<std::string> lines = {
      labelled_line("a", "floods", 0.5), R"({"id":"b","error":"bad"})",
      labelled_line("c", "trade", 0.9,
                    R"(,"stances":[{"target":"dams","stance":"favor","confidence":1,"holder":"author"}])")};
  const ResultDiff diff = TwoRuns().diff(lines, lines);
  EXPECT_TRUE(diff.same());
  EXPECT_EQ(diff.compared, 3U);
  ASSERT_EQ(diff.topics.size(), 2U);
  EXPECT_EQ(diff.topics[0].kept, 1U);
  EXPECT_THAT(diff.topics[0].moved_examples, IsEmpty());
  ASSERT_EQ(diff.stances.size(), 1U);
  EXPECT_EQ(diff.stances[0].stance, "favor");
}

TEST(ResultDiff, CountsGainedLostAndKept) {
  const ResultDiff diff = TwoRuns().diff(
      {labelled_line("a", "x", 0.5), labelled_line("b", "x", 0.6), labelled_line("c", "y", 0.7)},
      {labelled_line("a", "x", 0.75), labelled_line("b", "y", 0.8), labelled_line("c", "y", 0.6)});
  EXPECT_EQ(diff.changed, 1U);
  EXPECT_EQ(diff.confidence, 2U);
  EXPECT_EQ(diff.rest, 0U);
  ASSERT_EQ(diff.topics.size(), 2U);
  const LabelDiff &x = diff.topics[0], &y = diff.topics[1];
  EXPECT_EQ(x.label, "x");
  EXPECT_EQ(x.lost, 1U);
  EXPECT_EQ(x.kept, 1U);
  EXPECT_DOUBLE_EQ(x.mean_change, 0.25);
  EXPECT_EQ(y.gained, 1U);
  EXPECT_DOUBLE_EQ(y.mean_change, 0.6 - 0.7);
  ASSERT_THAT(ids(x.lost_examples), ElementsAre("b"));
  EXPECT_EQ(x.lost_examples[0].before, 0.6);
  EXPECT_EQ(x.lost_examples[0].after, std::nullopt);
  EXPECT_EQ(x.lost_examples[0].number, 2U);
  EXPECT_THAT(ids(x.moved_examples), ElementsAre("a"));
  EXPECT_EQ(y.gained_examples[0].after, 0.8);
}

TEST(ResultDiff, TakesTopicsOfFullResultsThatAreNotAssignedForWhatTheyAre) {
  const std::string low = R"({"id":"a","topics":[{"label":"x","confidence":0.2,"assigned":false}]})";
  const ResultDiff diff = TwoRuns().diff({low}, {labelled_line("a", "x", 0.9)});
  ASSERT_EQ(diff.topics.size(), 1U);
  EXPECT_EQ(diff.topics[0].gained, 1U);
  EXPECT_EQ(diff.topics[0].gained_examples[0].before, 0.2);
  const ResultDiff lower =
      TwoRuns().diff({low}, {R"({"id":"a","topics":[{"label":"x","confidence":0.1,"assigned":false}]})"});
  EXPECT_EQ(lower.changed, 0U);
  EXPECT_EQ(lower.confidence, 1U);
}

TEST(ResultDiff, ShowsTheLargestChangesFirstAndOfEqualsTheFirst) {
  std::vector<std::string> a, b;
  const double after[] = {0.6, 0.9, 0.7, 0.9, 0.8, 0.9};
  for (std::size_t i = 0; i < std::size(after); ++i) {
    a.push_back(labelled_line(std::to_string(i), "x", 0.5));
    b.push_back(labelled_line(std::to_string(i), "x", after[i]));
  }
  EXPECT_THAT(ids(TwoRuns().diff(a, b, 4).topics[0].moved_examples), ElementsAre("1", "3", "5", "4"));
  EXPECT_THAT(ids(TwoRuns().diff(a, b, 0).topics[0].moved_examples), IsEmpty());
}

TEST(ResultDiff, SeesOtherDetailsAndErrors) {
  const ResultDiff diff = TwoRuns().diff(
      {R"({"id":"a","lang":"en"})", R"({"id":"b","error":"bad"})", R"({"id":"c"})",
       R"({"id":"d","stances":[{"target":"t","stance":"favor","confidence":1,"holder":"A"}]})"},
      {R"({"id":"a","lang":"vi"})", R"({"id":"b"})", R"({"id":"c","error":"bad"})",
       R"({"id":"d","stances":[{"target":"t","stance":"favor","confidence":1,"holder":"B"}]})"});
  EXPECT_EQ(diff.rest, 2U);
  EXPECT_EQ(diff.changed, 2U);
  EXPECT_EQ(diff.readable_only_b, 1U);
  EXPECT_EQ(diff.readable_only_a, 1U);
}

TEST(ResultDiff, FindsItsWayAfterMissingDocuments) {
  const auto all = bare_range(0, 100);
  auto fewer = all;
  fewer.erase(fewer.begin() + 10, fewer.begin() + 30);
  fewer.insert(fewer.begin() + 50, bare(1000));
  fewer.pop_back();
  const ResultDiff diff = TwoRuns().diff(all, fewer);
  EXPECT_EQ(diff.compared, 79U);
  EXPECT_EQ(diff.only_a, 21U);
  EXPECT_EQ(diff.only_b, 1U);
  EXPECT_THAT(diff.only_a_ids, ElementsAre("10", "11", "12", "13", "14"));
  EXPECT_THAT(diff.only_b_ids, ElementsAre("1000"));
  EXPECT_EQ(diff.changed, 0U);
  EXPECT_FALSE(diff.same());
  EXPECT_EQ(diff.lost_at, 0U);
}

TEST(ResultDiff, ReportsRunsOfDifferentInputs) {
  const ResultDiff diff = TwoRuns().diff(bare_range(0, 50), bare_range(50, 120));
  EXPECT_EQ(diff.compared, 0U);
  EXPECT_EQ(diff.only_a, 50U);
  EXPECT_EQ(diff.only_b, 70U);
  const ResultDiff empty = TwoRuns().diff({}, bare_range(0, 3));
  EXPECT_EQ(empty.only_b, 3U);
}

TEST(ResultDiff, SaysWhereTheRunsLostEachOther) {
  const ResultDiff diff = TwoRuns().diff(bare_range(0, 70'000), bare_range(100'000, 170'000));
  EXPECT_EQ(diff.lost_at, 1U);
  EXPECT_EQ(diff.only_a, 70'000U);
  EXPECT_EQ(diff.only_b, 70'000U);
}

TEST(ResultDiff, BridgesAGapOfThirtyThousand) {
  auto gap = bare_range(0, 10);
  const auto rest = bare_range(30'010, 40'000);
  gap.insert(gap.end(), rest.begin(), rest.end());
  const ResultDiff diff = TwoRuns().diff(gap, bare_range(0, 40'000));
  EXPECT_EQ(diff.compared, 10'000U);
  EXPECT_EQ(diff.only_b, 30'000U);
  EXPECT_EQ(diff.only_a, 0U);
}

TEST(ResultDiff, PassesOnWhatIsNoResult) {
  ScratchFolder scratch;
  auto a = ResultReader::open(scratch.write("a.jsonl", "{\"id\":\"a\"}\n"));
  auto b = ResultReader::open(scratch.write("b.jsonl", "{\"id\":\"a\"}\nx\n"));
  const auto diff = diff_results(**a, **b, 5);
  ASSERT_FALSE(diff.ok());
  EXPECT_EQ(diff.error().line, 2U);
}

}  // namespace
}  // namespace bearing
