#include "feature/key_table.hpp"

#include <gtest/gtest.h>

#include "base/hash.hpp"

namespace bearing {
namespace {

TEST(KeyTable, NumbersKeysInOrderOfTheirFirstAppearance) {
  KeyTable table;
  EXPECT_EQ(table.add(70), 0u);
  EXPECT_EQ(table.add(6), 1u);
  EXPECT_EQ(table.add(70), 0u);
  EXPECT_EQ(table.find(6), 1u);
  EXPECT_EQ(table.find(134), KeyTable::kNone) << "shares its place with 6 and 70";
  EXPECT_EQ(table.size(), 2u);
}

TEST(KeyTable, TellsNewKeysFromOld) {
  KeyTable table;
  EXPECT_TRUE(table.insert(0));
  EXPECT_FALSE(table.insert(0)) << "also right after it was added";
  EXPECT_TRUE(table.insert(1));
  EXPECT_FALSE(table.insert(0));
}

TEST(KeyTable, ForgetsEverythingWhenCleared) {
  KeyTable table;
  const auto key = [](std::uint64_t round, std::uint64_t i) { return mix(mix(77, round), mix(99, i)); };
  for (std::uint64_t round = 0; round < 5; ++round) {
    for (std::uint64_t i = 0; i < 1000; ++i) EXPECT_EQ(table.add(key(round, i)), i);
    for (std::uint64_t i = 0; i < 1000; ++i) EXPECT_EQ(table.find(key(round, i)), i);
    EXPECT_EQ(table.find(key(round + 1, 3)), KeyTable::kNone);
    table.clear();
    EXPECT_EQ(table.size(), 0u);
    EXPECT_EQ(table.find(key(round, 3)), KeyTable::kNone);
  }
}

}  // namespace
}  // namespace bearing
