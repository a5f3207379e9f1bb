#include "metric/holder_match.hpp"

#include <gtest/gtest.h>

#include <string>

namespace bearing {
namespace {

HolderMatch both_ways(std::string_view first, std::string_view second) {
  EXPECT_EQ(match_holder(first, second), match_holder(second, first)) << first << " / " << second;
  return match_holder(first, second);
}

TEST(MatchHolder, IsExactForEqualBytesOnly) {
  EXPECT_EQ(both_ways("việt nam", "việt nam"), HolderMatch::kExact);
  EXPECT_EQ(both_ways("the minister", "minister"), HolderMatch::kPartial);
  EXPECT_EQ(both_ways("Minister", "minister"), HolderMatch::kNone);  // Folding is the caller's.
}

TEST(MatchHolder, TakesAHolderThatContainsTheOther) {
  EXPECT_EQ(both_ways("malaysia", "malaysia's foreign ministry"), HolderMatch::kPartial);
  EXPECT_EQ(both_ways("malaysia", "malaysia’s foreign ministry"), HolderMatch::kPartial);
  EXPECT_EQ(both_ways("việt nam", "trưởng đoàn việt nam"), HolderMatch::kPartial);
  EXPECT_EQ(both_ways("mei changlu", "professor mei changlu, of the institute"), HolderMatch::kPartial);
}

TEST(MatchHolder, ComparesWholeWords) {
  EXPECT_EQ(both_ways("us", "russia"), HolderMatch::kNone);
  EXPECT_EQ(both_ways("lao", "laos"), HolderMatch::kNone);
  EXPECT_EQ(both_ways("the us", "the “us” side"), HolderMatch::kPartial);
}

TEST(MatchHolder, AsksForHalfOfTheFewerWords) {
  // Shared: minister, of 2 and 2 words.
  EXPECT_EQ(both_ways("foreign minister", "the minister cruz"), HolderMatch::kPartial);
  // Shared: nguyễn, of 3 and 3 words.
  EXPECT_EQ(both_ways("ông nguyễn văn an", "bà nguyễn thị bình"), HolderMatch::kNone);
  // Shared: bộ, trưởng, of 4 and 6 words.
  EXPECT_EQ(both_ways("bộ trưởng quốc phòng", "bộ trưởng ngoại giao việt nam"), HolderMatch::kPartial);
  // Repeats don't count twice: shared is việt only, of 3 distinct words each.
  EXPECT_EQ(both_ways("việt việt á châu", "việt việt đông hải"), HolderMatch::kNone);
}

TEST(MatchHolder, LeavesArticlesAndHonorificsOut) {
  EXPECT_EQ(both_ways("the president", "the governor"), HolderMatch::kNone);
  EXPECT_EQ(both_ways("mr. lee", "dr. tan"), HolderMatch::kNone);
  EXPECT_EQ(both_ways("an envoy", "an admiral"), HolderMatch::kNone);
  EXPECT_EQ(both_ways("nguyễn văn an", "an"), HolderMatch::kPartial);  // A name, not an article.
  EXPECT_EQ(both_ways("ông lê", "lê"), HolderMatch::kPartial);
  EXPECT_EQ(both_ways("ông", "bà"), HolderMatch::kNone);
  EXPECT_EQ(both_ways("ông", "ông lê"), HolderMatch::kNone);  // Says nothing of who it is.
}

TEST(MatchHolder, TakesAuthorAndNoneAtTheirWord) {
  EXPECT_EQ(both_ways("author", "author"), HolderMatch::kExact);
  EXPECT_EQ(both_ways("none", "none"), HolderMatch::kExact);
  EXPECT_EQ(both_ways("author", "none"), HolderMatch::kNone);
  EXPECT_EQ(both_ways("author", "the author"), HolderMatch::kNone);
  EXPECT_EQ(both_ways("none", "none of the ministers"), HolderMatch::kNone);
}

TEST(MatchHolder, FindsNothingInNothing) {
  EXPECT_EQ(both_ways("", ""), HolderMatch::kNone);
  EXPECT_EQ(both_ways("", "china"), HolderMatch::kNone);
  EXPECT_EQ(both_ways("...", "!!"), HolderMatch::kNone);
  EXPECT_EQ(both_ways("'s", "\xE2\x80"), HolderMatch::kNone);  // Cut off within a character.
}

}  // namespace
}  // namespace bearing
