#include "text/offset_map.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "unit/text/random_text.hpp"

namespace bearing {
namespace {

ByteRange range(std::size_t begin, std::size_t end) { return {begin, end}; }

TEST(OffsetMap, MapsCopiesByteByByte) {
  OffsetMap map;
  map.append_copy(10, 5);
  EXPECT_EQ(map.to_source(range(0, 5)), range(10, 15));
  EXPECT_EQ(map.to_source(range(2, 3)), range(12, 13));
}

TEST(OffsetMap, MapsChangesAsAWhole) {
  OffsetMap map;
  map.append_copy(0, 2);
  map.append_change(2, 3, 2);
  map.append_copy(5, 2);
  EXPECT_EQ(map.to_source(range(2, 3)), range(2, 5));
  EXPECT_EQ(map.to_source(range(3, 4)), range(2, 5));
  EXPECT_EQ(map.to_source(range(1, 3)), range(1, 5));
  EXPECT_EQ(map.to_source(range(3, 5)), range(2, 6));
  EXPECT_EQ(map.to_source(range(0, 6)), range(0, 7));
}

TEST(OffsetMap, LeavesOutWhatWasDroppedAtTheEdges) {
  OffsetMap map;
  map.append_copy(0, 3);
  map.append_copy(6, 3);
  EXPECT_EQ(map.to_source(range(0, 3)), range(0, 3));
  EXPECT_EQ(map.to_source(range(3, 6)), range(6, 9));
  EXPECT_EQ(map.to_source(range(2, 4)), range(2, 7));
}

TEST(OffsetMap, ClipsRangesPastTheEnd) {
  OffsetMap map;
  EXPECT_EQ(map.to_source(range(0, 9)), range(0, 0));
  map.append_copy(4, 3);
  EXPECT_EQ(map.to_source(range(1, 99)), range(5, 7));
  EXPECT_EQ(map.to_source(range(50, 99)), range(7, 7));
}

TEST(OffsetMap, GivesEmptyRangesForEmptyRanges) {
  OffsetMap map;
  map.append_copy(4, 3);
  map.append_change(7, 4, 1);
  EXPECT_EQ(map.to_source(range(1, 1)), range(5, 5));
  EXPECT_EQ(map.to_source(range(3, 3)), range(7, 7));
  EXPECT_EQ(map.to_source(range(4, 4)), range(11, 11));
}

TEST(OffsetMap, CoversRunsThatComeOutOfOrder) {
  OffsetMap map;
  map.append_copy(100, 5);
  map.append_copy(20, 5);
  EXPECT_EQ(map.to_source(range(0, 10)), range(20, 105));
}

TEST(OffsetMap, ForgetsAllWhenCleared) {
  OffsetMap map;
  map.append_copy(4, 3);
  map.clear();
  EXPECT_EQ(map.derived_size(), 0u);
  map.append_copy(7, 2);
  EXPECT_EQ(map.to_source(range(0, 2)), range(7, 9));
}

OffsetMap random_map(RandomText& random, std::size_t source_size) {
  OffsetMap map;
  for (std::size_t at = 0; at < source_size;) {
    const std::size_t size = 1 + random.below(std::min<std::size_t>(5, source_size - at));
    const std::size_t kind = random.below(4);
    if (kind == 0) map.append_change(at, size, 1 + random.below(4));
    if (kind > 1) map.append_copy(at, size);
    at += size;
  }
  return map;
}

TEST(OffsetMap, ComposesLikeOneMapAfterTheOther) {
  RandomText random(1);
  for (int i = 0; i < 2000; ++i) {
    const OffsetMap outer = random_map(random, 30);
    const OffsetMap inner = random_map(random, outer.derived_size());
    const OffsetMap both = inner.compose(outer);
    ASSERT_EQ(both.derived_size(), inner.derived_size());
    for (std::size_t at = 0; at < inner.derived_size(); ++at) {
      ASSERT_EQ(both.to_source(range(at, at + 1)), outer.to_source(inner.to_source(range(at, at + 1))))
          << i << " " << at;
    }
  }
}

TEST(OffsetMap, StaysWholeWhenTheOuterMapIsTooShort) {
  OffsetMap outer, inner;
  outer.append_copy(0, 3);
  inner.append_copy(1, 5);
  const OffsetMap both = inner.compose(outer);
  EXPECT_EQ(both.derived_size(), 5u);
  EXPECT_EQ(both.to_source(range(0, 5)), range(1, 3));
}

}  // namespace
}  // namespace bearing
