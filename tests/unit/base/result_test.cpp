#include "bearing/result.hpp"

#include <gtest/gtest.h>

#include <memory>

namespace bearing {
namespace {

TEST(Error, NamesThePlaceAsFarAsItIsKnown) {
  EXPECT_EQ((Error{ErrorCode::kIo, "no such file", "", 0, {}}).to_string(), "no such file");
  EXPECT_EQ((Error{ErrorCode::kIo, "no such file", "a.jsonl", 0, {}}).to_string(), "a.jsonl: no such file");
  EXPECT_EQ((Error{ErrorCode::kInvalidData, "bad JSON", "a.jsonl", 7, {}}).to_string(),
            "a.jsonl:7: bad JSON");
  EXPECT_EQ((Error{ErrorCode::kInvalidData, "bad JSON", "", 7, {}}).to_string(), "line 7: bad JSON");
  EXPECT_EQ((Error{ErrorCode::kInvalidModel, "cut off", "m", 0, 12}).to_string(), "m: byte 12: cut off");
  EXPECT_EQ((Error{ErrorCode::kInvalidModel, "cut off", "", 0, 0}).to_string(), "byte 0: cut off");
}

TEST(Error, PrefersTheLineToTheOffset) {
  EXPECT_EQ((Error{ErrorCode::kInvalidData, "bad JSON", "-", 3, 99}).to_string(), "-:3: bad JSON");
}

TEST(Result, HoldsAValueThatCanBeMovedOut) {
  Result<std::unique_ptr<int>> result(std::make_unique<int>(5));
  ASSERT_TRUE(result.ok());
  const std::unique_ptr<int> taken = *std::move(result);
  EXPECT_EQ(*taken, 5);
}

TEST(Result, HoldsAnError) {
  const Result<int> result(Error{ErrorCode::kUsage, "which file?", "", 0, {}});
  EXPECT_FALSE(result.ok());
  EXPECT_EQ(result.error().code, ErrorCode::kUsage);
}

TEST(ResultDeathTest, EndsTheProgramOnAccessToWhatIsNotThere) {
  const Result<int> failed(Error{});
  EXPECT_DEATH((void)*failed, "^$");
  const Result<int> fine(1);
  EXPECT_DEATH((void)fine.error(), "^$");
}

}  // namespace
}  // namespace bearing
