#include "archive/run_merge.hpp"

#include <gtest/gtest.h>

#include "upper_case_run.hpp"

namespace bearing {
namespace {

class RunMergeTest : public ::testing::Test {
 protected:
  void SetUp() override {
    // Large enough that the first file is divided.
    std::string large;
    for (int i = 0; i < 3000; ++i) large += lines_of("line " + std::to_string(i) + " ", 1);
    scratch_.write("a.jsonl", large);
    scratch_.write("b.csv", "id,text\n1,c0\n2,c1\n3,c2\n");
    scratch_.write("c.jsonl", lines_of("d", 40));
    auto items =
        list_inputs({scratch_.path("a.jsonl"), scratch_.path("b.csv"), scratch_.path("c.jsonl")}, {});
    ASSERT_TRUE(items.ok());
    items_ = *items;
  }
  std::string results(const std::string& folder) const {
    std::string all;
    for (const auto& [name, bytes] : files_of(folder)) all += name.starts_with("results-") ? bytes : "";
    return all;
  }
  void run_parts(std::uint64_t parts) {
    for (std::uint64_t i = 0; i < parts; ++i) complete_new(part(i), items_, i, parts);
  }
  std::string part(std::uint64_t i) const { return scratch_.path("part-" + std::to_string(i)); }
  std::string refusal(const std::vector<std::string>& runs) const {
    const auto merged = merge_runs(runs, scratch_.path("refused"));
    return merged ? "merged" : merged.error().to_string();
  }
  ScratchFolder scratch_;
  std::vector<InputItem> items_;
};

TEST_F(RunMergeTest, PartsAreTheWhole) {
  complete_new(scratch_.path("whole"), items_);
  run_parts(5);
  const auto counts = merge_runs({part(3), part(0), part(4), part(2), part(1)}, scratch_.path("merged"));
  ASSERT_TRUE(counts.ok()) << counts.error().to_string();
  EXPECT_EQ(counts->documents, 3043u);
  EXPECT_EQ(results(scratch_.path("merged")), results(scratch_.path("whole")));
  const auto stored = read_run(scratch_.path("merged"));
  ASSERT_TRUE(stored.ok());
  EXPECT_EQ(stored->journal.shards.size(), stored->manifest.shards);
  EXPECT_TRUE(RunFolder::resume(scratch_.path("merged")).ok());
}

TEST_F(RunMergeTest, RefusesWhatIsMissingOrDouble) {
  run_parts(3);
  EXPECT_THAT(refusal({part(0), part(2)}), ::testing::HasSubstr("part 2/3 is missing"));
  EXPECT_THAT(refusal({part(0), part(1), part(1), part(2)}), ::testing::HasSubstr("part 2/3 is there twice"));
  EXPECT_THAT(refusal({}), ::testing::HasSubstr("no run is named"));
  EXPECT_FALSE(std::filesystem::exists(scratch_.path("refused")));
}

TEST_F(RunMergeTest, RefusesAPartOfAnotherArchive) {
  run_parts(3);
  std::vector<InputItem> others = {items_[0], items_[1]};
  complete_new(scratch_.path("other"), others, 1, 3);
  EXPECT_THAT(refusal({part(0), scratch_.path("other"), part(2)}), ::testing::HasSubstr("another archive"));
}

TEST_F(RunMergeTest, RefusesPartsWhoseInputsLeaveAGap) {
  for (std::uint64_t i = 0; i < 2; ++i) {
    auto items = part_of(items_, i, 2, {});
    if (i == 0) items[0].end -= 20;  // Nobody reads these bytes.
    auto run = RunFolder::create(part(i), small_manifest(items_, i, 2), items);
    ASSERT_TRUE(run.ok());
    complete(**run);
  }
  EXPECT_THAT(refusal({part(0), part(1)}), ::testing::HasSubstr("are not those of the archive"));
}

TEST_F(RunMergeTest, RefusesShardsThatHaveChanged) {
  run_parts(2);
  scratch_.write("part-1/results-00000.jsonl", "other\n");
  EXPECT_THAT(refusal({part(0), part(1)}), ::testing::HasSubstr("isn't the one that the run wrote"));
}

TEST_F(RunMergeTest, RefusesUnfinishedRuns) {
  run_parts(1);
  auto run =
      RunFolder::create(scratch_.path("open"), small_manifest(items_, 1, 2), part_of(items_, 1, 2, {}));
  ASSERT_TRUE(run.ok());
  EXPECT_THAT(refusal({scratch_.path("open")}), ::testing::HasSubstr("isn't finished"));
}

TEST(RunParts, ShareOutInputsWithoutGapOrOverlap) {
  std::vector<InputItem> items;
  for (int i = 0; i < 50; ++i)
    items.push_back({"/no/file-" + std::to_string(i), true, false,
                     static_cast<std::uint64_t>((i * i) % 977) * 1000, 1, 0, 0});
  for (const std::uint64_t parts : {1, 2, 3, 7, 49, 50, 64}) {
    std::vector<InputItem> all;
    for (std::uint64_t i = 0; i < parts; ++i) {
      const auto part = part_of(items, i, parts, {});
      all.insert(all.end(), part.begin(), part.end());
    }
    ASSERT_EQ(all.size(), items.size()) << parts;
    for (std::size_t i = 0; i < all.size(); ++i) EXPECT_EQ(all[i].path, items[i].path);
  }
}

}  // namespace
}  // namespace bearing
