#include "archive/run_folder.hpp"

#include <gtest/gtest.h>

#include "upper_case_run.hpp"

namespace bearing {
namespace {

class RunFolderTest : public ::testing::Test {
 protected:
  void SetUp() override {
    scratch_.write("a.jsonl", lines_of("a", 6) + "{\"text\":\n" + lines_of("b", 2));
    scratch_.write("b.csv", "id,text\n1,c0\n2,c1\n3,c2\n");
    scratch_.write("c.txt", "d0");
    auto items = list_inputs({scratch_.path("a.jsonl"), scratch_.path("b.csv"), scratch_.path("c.txt")}, {});
    ASSERT_TRUE(items.ok());
    items_ = *items;
  }
  Result<std::unique_ptr<RunFolder>> create(const std::string& name) {
    return RunFolder::create(scratch_.path(name), small_manifest(items_), items_);
  }
  // Stops a run after some batches of one record each.
  void stop_after(RunFolder& run, int records) {
    InputWalk walk(run.items(), {});
    ASSERT_TRUE(walk.skip_to(run.position()).ok());
    Record record;
    std::vector<FinishedInput> finished;
    for (int i = 1; i <= records; ++i) {
      ASSERT_TRUE(walk.next(record));
      LabelledBatch batch;
      shout(record, 0, batch);
      ASSERT_TRUE(run.write(batch.results, batch.rejects, batch.counts).ok());
      for (const FinishedInput& input : walk.take_finished()) finished.push_back(input);
      if (i % 4 != 0) continue;
      ASSERT_TRUE(run.end_shard(walk.position(), std::exchange(finished, {})).ok());
    }
  }
  ScratchFolder scratch_;
  std::vector<InputItem> items_;
};

TEST_F(RunFolderTest, HoldsResultsInShardsAndRejectsWithTheirPlaces) {
  complete_new(scratch_.path("run"), items_);
  const auto files = files_of(scratch_.path("run"));
  EXPECT_EQ(files.at("results-00000.jsonl"), "A0\nA1\nA2\nA3\n");
  EXPECT_EQ(files.at("results-00001.jsonl"), "A4\nA5\nerror\nB0\n");
  EXPECT_EQ(files.at("results-00002.jsonl"), "B1\nC0\nC1\nC2\n");
  EXPECT_EQ(files.at("results-00003.jsonl"), "D0\n");
  EXPECT_THAT(files.at("rejects.jsonl"), ::testing::HasSubstr("\"line\":7,"));
  EXPECT_EQ(files.size(), 7u) << "and the journal and the list of inputs";
  const auto stored = read_run(scratch_.path("run"));
  ASSERT_TRUE(stored.ok()) << stored.error().to_string();
  EXPECT_EQ(stored->manifest.state, RunManifest::State::kFinished);
  EXPECT_EQ(stored->manifest.shards, 4u);
  EXPECT_EQ(stored->manifest.counts.documents, 13u);
  EXPECT_EQ(stored->manifest.counts.rejects, 1u);
}

TEST_F(RunFolderTest, EndsTheSameWhereverItWasStopped) {
  complete_new(scratch_.path("run"), items_);
  const auto expected = files_of(scratch_.path("run"));
  for (int records = 0; records <= 13; ++records) {
    const std::string name = "stopped-" + std::to_string(records);
    {
      auto run = create(name);
      ASSERT_TRUE(run.ok());
      stop_after(**run, records);
    }
    auto run = RunFolder::resume(scratch_.path(name));
    ASSERT_TRUE(run.ok()) << run.error().to_string();
    EXPECT_EQ((*run)->shards(), static_cast<std::uint64_t>(records / 4));
    EXPECT_EQ((*run)->manifest().resumed, 1u);
    complete(**run);
    EXPECT_EQ(files_of(scratch_.path(name)), expected) << records;
  }
}

TEST_F(RunFolderTest, WhatTheJournalDoesntNameIsDoneAgain) {
  complete_new(scratch_.path("run"), items_);
  const auto expected = files_of(scratch_.path("run"));
  {
    auto run = create("cut");
    ASSERT_TRUE(run.ok());
    stop_after(**run, 8);
  }
  // As if the power had gone after the third shard's rename, within its line of the journal.
  scratch_.write("cut/results-00002.jsonl", "nonsense\n");
  scratch_.write("cut/results-00003.jsonl.part-123-0", "half");
  scratch_.write("cut/manifest.json.tmp-123-0", "half");
  scratch_.write("cut/rejects.jsonl", expected.at("rejects.jsonl") + "{\"id\"");
  std::ofstream(scratch_.path("cut/journal.jsonl"), std::ios::app) << "{\"shard\":2,\"by";
  auto run = RunFolder::resume(scratch_.path("cut"));
  ASSERT_TRUE(run.ok()) << run.error().to_string();
  complete(**run);
  EXPECT_EQ(files_of(scratch_.path("cut")), expected);
}

TEST_F(RunFolderTest, InputsThatEndWithAFullShardAreEnteredToo) {
  scratch_.write("four.jsonl", lines_of("a", 4));
  auto items = list_inputs({scratch_.path("four.jsonl")}, {});
  ASSERT_TRUE(items.ok());
  complete_new(scratch_.path("run"), *items);
  const auto files = files_of(scratch_.path("run"));
  EXPECT_EQ(files.at("results-00000.jsonl"), "A0\nA1\nA2\nA3\n");
  EXPECT_EQ(files.at("results-00001.jsonl"), "");
  const auto stored = read_run(scratch_.path("run"));
  ASSERT_TRUE(stored.ok());
  ASSERT_EQ(stored->journal.shards.back().inputs.size(), 1u);
  EXPECT_EQ(stored->journal.shards.back().inputs[0].bytes, (*items)[0].bytes);
}

TEST_F(RunFolderTest, RefusesASecondRun) {
  auto run = create("run");
  ASSERT_TRUE(run.ok());
  const auto second = RunFolder::resume(scratch_.path("run"));
  ASSERT_FALSE(second.ok());
  EXPECT_THAT(second.error().message, ::testing::HasSubstr("another run is at work"));
  const auto fresh = create("run");
  ASSERT_FALSE(fresh.ok());
  EXPECT_THAT(fresh.error().message, ::testing::HasSubstr("--resume"));
  scratch_.write("c.txt", "other");
  std::filesystem::create_directory(scratch_.path("full"));
  scratch_.write("full/notes.txt", "mine");
  EXPECT_THAT(create("full").error().message, ::testing::HasSubstr("\"notes.txt\""));
  EXPECT_EQ(RunFolder::resume(scratch_.path("none")).error().code, ErrorCode::kUsage);
}

TEST_F(RunFolderTest, RefusesInputsThatHaveChanged) {
  {
    auto run = create("run");
    ASSERT_TRUE(run.ok());
    stop_after(**run, 5);
  }
  scratch_.write("b.csv", "id,text\n1,other\n");
  const auto run = RunFolder::resume(scratch_.path("run"));
  ASSERT_FALSE(run.ok());
  EXPECT_EQ(run.error().source, scratch_.path("b.csv"));
  EXPECT_THAT(run.error().message, ::testing::HasSubstr("has changed"));
}

TEST_F(RunFolderTest, RefusesADamagedRun) {
  {
    auto run = create("run");
    ASSERT_TRUE(run.ok());
    stop_after(**run, 9);
  }
  std::filesystem::remove(scratch_.path("run/results-00001.jsonl"));
  EXPECT_THAT(RunFolder::resume(scratch_.path("run")).error().message, ::testing::HasSubstr("missing"));
  scratch_.write("run/inputs.jsonl", "");
  EXPECT_EQ(RunFolder::resume(scratch_.path("run")).error().code, ErrorCode::kInvalidData);
  for (const char* manifest : {"", "{}", "[]", R"({"format":99})", R"({"format":1,"state":"running"})"}) {
    scratch_.write("run/manifest.json", manifest);
    EXPECT_EQ(RunFolder::resume(scratch_.path("run")).error().code, ErrorCode::kInvalidData) << manifest;
  }
}

TEST_F(RunFolderTest, KeepsTheNamesOfInputsWhateverTheirBytes) {
  std::vector<InputItem> items = {
      {"a\xFF%\n", true, false, 1, 2, 0, 0}, {"é", false, true, 0, 0, 0, 0}, {"p", false, false, 9, 8, 3, 7}};
  const auto back = parse_input_list(input_list_jsonl(items), "list");
  ASSERT_TRUE(back.ok());
  ASSERT_EQ(back->size(), 3u);
  EXPECT_EQ(input_list_jsonl(*back), input_list_jsonl(items));
  EXPECT_EQ((*back)[0].path, items[0].path);
  EXPECT_EQ((*back)[2].end, 7u);
  EXPECT_EQ(parse_input_list("{\"path\":\"a\",\"bytes\":1,\"modified_ns\":1}\n{}\n", "list").error().line,
            2u);
}

TEST_F(RunFolderTest, AnInputThatCantBeReadIsARejectAndTheOthersAreRead) {
  std::vector<InputItem> items = items_;
  items[0].path = scratch_.path("gone.jsonl");
  complete_new(scratch_.path("run"), items);
  const auto files = files_of(scratch_.path("run"));
  EXPECT_EQ(files.at("results-00000.jsonl"), "error\nC0\nC1\nC2\n");
  EXPECT_THAT(files.at("rejects.jsonl"), ::testing::HasSubstr("gone.jsonl"));
}

}  // namespace
}  // namespace bearing
