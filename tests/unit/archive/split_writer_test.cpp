#include "archive/split_writer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "tests/unit/archive/run_folder_made_by_hand.hpp"

namespace bearing {
namespace {

using testing::ElementsAre;

constexpr const char* kTwoStances =
    R"({"id":"a","lang":"en","topics":[{"label":"x","confidence":1},{"label":"y/z","confidence":1}],"stances":[)"
    R"({"target":"dams","stance":"favor","confidence":1},{"target":"dams","stance":"against","confidence":1}]})";

std::set<std::string> files_in(const std::string& folder) {
  std::set<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    names.insert(entry.path().filename().string());
  return names;
}

void split(const std::string& folder, SplitBy by, const std::vector<std::string>& lines) {
  auto writer = SplitWriter::open(folder, by);
  ASSERT_TRUE(writer.ok()) << writer.error().to_string();
  for (const std::string& line : lines) ASSERT_TRUE((*writer)->add(parsed(line), line).ok());
  ASSERT_TRUE((*writer)->finish().ok());
}

TEST(SplitWriter, WritesADocumentToEachOfItsLabels) {
  ScratchFolder scratch;
  const std::string second = R"({"id":"b","topics":[{"label":"x","confidence":0.5}]})";
  const std::string none = R"({"id":"c","topics":[{"label":"x","confidence":0.1,"assigned":false}]})";
  const std::string error = R"({"id":"d","error":"bad"})";
  split(scratch.path("out"), SplitBy::kTopic, {kTwoStances, second, none, error});
  EXPECT_THAT(files_in(scratch.path("out")),
              ElementsAre("_errors.jsonl", "_none.jsonl", "x.jsonl", "y%2Fz.jsonl"));
  EXPECT_EQ(bytes_of(scratch.path("out/x.jsonl")), std::string(kTwoStances) + "\n" + second + "\n");
  EXPECT_EQ(bytes_of(scratch.path("out/y%2Fz.jsonl")), std::string(kTwoStances) + "\n");
  EXPECT_EQ(bytes_of(scratch.path("out/_none.jsonl")), none + "\n");
  EXPECT_EQ(bytes_of(scratch.path("out/_errors.jsonl")), error + "\n");
}

TEST(SplitWriter, PartsByLanguageStanceAndTarget) {
  ScratchFolder scratch;
  split(scratch.path("lang"), SplitBy::kLang, {kTwoStances});
  EXPECT_THAT(files_in(scratch.path("lang")), ElementsAre("en.jsonl"));
  split(scratch.path("stance"), SplitBy::kStance, {kTwoStances});
  EXPECT_THAT(files_in(scratch.path("stance")), ElementsAre("against.jsonl", "favor.jsonl"));
  split(scratch.path("target/"), SplitBy::kTarget, {kTwoStances});
  EXPECT_THAT(files_in(scratch.path("target")), ElementsAre("dams.jsonl"));
  EXPECT_EQ(bytes_of(scratch.path("target/dams.jsonl")), std::string(kTwoStances) + "\n");
}

TEST(SplitWriter, KeepsStrangeLabelsApartAndInTheFolder) {
  ScratchFolder scratch;
  const std::string labels[] = {
      "_none",     "../x",   "..", "a\\\\b", std::string(300, 'a') + "1", std::string(300, 'a') + "2",
      "Biển Đông", "%5Fnone"};
  std::vector<std::string> lines;
  for (const std::string& label : labels) lines.push_back(labelled_line("a", label, 0.5));
  split(scratch.path("out"), SplitBy::kTopic, lines);
  const auto files = files_in(scratch.path("out"));
  EXPECT_EQ(files.size(), std::size(labels));
  for (const char* name :
       {"%5Fnone.jsonl", "%2E.%2Fx.jsonl", "%2E..jsonl", "a%5Cb.jsonl", "Biển Đông.jsonl", "%255Fnone.jsonl"})
    EXPECT_TRUE(files.contains(name)) << name;
  EXPECT_THAT(files_in(scratch.path("")), ElementsAre("out"));
}

TEST(SplitWriter, LosesNothingOfManyLabels) {
  ScratchFolder scratch;
  auto writer = SplitWriter::open(scratch.path("out"), SplitBy::kTopic);
  ASSERT_TRUE(writer.ok());
  const std::string filling = R"(,"text":")" + std::string(20'000, 'x') + "\"";
  for (std::size_t i = 0; i < 3'000; ++i) {  // more than what waits for all files, and for one
    const std::string line =
        labelled_line(std::to_string(i), i % 2 == 0 ? "even" : "t" + std::to_string(i), 1, filling);
    ASSERT_TRUE((*writer)->add(parsed(line), line).ok());
  }
  EXPECT_FALSE(std::filesystem::exists(scratch.path("out")));
  ASSERT_TRUE((*writer)->finish().ok());
  EXPECT_EQ(files_in(scratch.path("out")).size(), 1'501U);
  const std::string even = bytes_of(scratch.path("out/even.jsonl"));
  EXPECT_EQ(std::count(even.begin(), even.end(), '\n'), 1'500);
  EXPECT_LT(even.find("\"id\":\"2\""), even.find("\"id\":\"2998\""));
}

TEST(SplitWriter, LeavesNothingUnlessItFinishes) {
  ScratchFolder scratch;
  {
    auto writer = SplitWriter::open(scratch.path("out"), SplitBy::kTopic);
    ASSERT_TRUE(writer.ok());
    ASSERT_TRUE((*writer)->add(parsed(kTwoStances), kTwoStances).ok());
  }
  EXPECT_TRUE(files_in(scratch.path("")).empty());
  scratch.write("file", "x");
  EXPECT_EQ(SplitWriter::open(scratch.path("file"), SplitBy::kTopic).error().code, ErrorCode::kUsage);
  EXPECT_EQ(SplitWriter::open(scratch.path(""), SplitBy::kTopic).error().code, ErrorCode::kUsage);
  EXPECT_EQ(SplitWriter::open(scratch.path("no/such"), SplitBy::kTopic).error().code, ErrorCode::kIo);
}

}  // namespace
}  // namespace bearing
