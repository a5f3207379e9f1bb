#include "training/spill_array.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <numeric>

#include "tests/small_model.hpp"

namespace bearing {
namespace {

std::vector<std::uint32_t> numbers(std::uint32_t first, std::size_t count) {
  std::vector<std::uint32_t> out(count);
  std::iota(out.begin(), out.end(), first);
  return out;
}

// In memory, in a file from the start, and moving from one to the other.
class SpillArrayOf : public testing::TestWithParam<std::size_t> {};

TEST_P(SpillArrayOf, KeepsWhatItIsGiven) {
  const ScratchFolder folder;
  SpillArray array(folder.path("."), GetParam());
  std::vector<std::uint32_t> expected;
  for (std::uint32_t i = 0; i < 40; ++i) {
    const auto part = numbers(i * 1000000, i * 3001);
    ASSERT_TRUE(array.append(part).ok());
    expected.insert(expected.end(), part.begin(), part.end());
    if (i % 13 == 7) {
      ASSERT_TRUE(std::ranges::equal(*array.view(), expected)) << i;
    }
  }
  EXPECT_EQ(array.size(), expected.size());
  EXPECT_EQ(array.in_file(), expected.size() > GetParam());

  const auto view = *array.view();
  ASSERT_TRUE(array.overwrite(70000, numbers(5, 4000)).ok());
  std::iota(expected.begin() + 70000, expected.begin() + 74000, 5U);
  array.release();
  EXPECT_TRUE(std::ranges::equal(view, expected)) << "a view shows changes";

  SpillArray moved = std::move(array);
  ASSERT_TRUE(moved.shrink(70001).ok());
  expected.resize(70001);
  EXPECT_TRUE(std::ranges::equal(*moved.view(), expected));
  ASSERT_TRUE(moved.append(numbers(1, 10)).ok());
  EXPECT_EQ(moved.view()->back(), 10U);
  EXPECT_TRUE(std::filesystem::is_empty(folder.path("."))) << "the file has no name";
}

INSTANTIATE_TEST_SUITE_P(Sizes, SpillArrayOf, testing::Values(0, 100000, 100000000));

TEST(SpillArray, SaysWhereItCantWrite) {
  SpillArray array("/nowhere/at/all", 0);
  const auto added = array.append(numbers(0, 3));
  ASSERT_FALSE(added.ok());
  EXPECT_EQ(added.error().code, ErrorCode::kIo);
  EXPECT_NE(added.error().to_string().find("/nowhere/at/all"), std::string::npos);
}

TEST(SpillArray, IsEmptyAtFirst) {
  SpillArray array;
  EXPECT_EQ(array.size(), 0U);
  EXPECT_TRUE(array.view()->empty());
}

}  // namespace
}  // namespace bearing
