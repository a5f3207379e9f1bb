#include "base/hash.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "tests/bytes_of.hpp"

namespace bearing {
namespace {

// Model files name features and checksums by these values: they may never change. The values are those of
// the reference implementation (`printf bearing | xxhsum -H3`, `-H2`).
TEST(Hash, IsThePublishedXxh3) {
  EXPECT_EQ(hash64(""), 0x2d06800538d394c2ULL);
  EXPECT_EQ(hash128_hex(bytes_of("")), "99aa06d3014798d86001c324468d497f");
  EXPECT_EQ(hash64("bearing"), 0x2fc2fb8969b067a6ULL);
  EXPECT_EQ(hash128_hex(bytes_of("bearing")), "e0171edec3c5249d85c6cd1bdf185933");
  EXPECT_EQ(hash64("bearing", 7), 0x5d7f07c473f20818ULL);
}

TEST(Hash, DependsOnTheSeedAndOnEveryByte) {
  EXPECT_NE(hash64("bearing", 1), hash64("bearing", 2));
  EXPECT_NE(hash64("bearing"), hash64("Bearing"));
  EXPECT_NE(hash64(std::string_view("\0", 1)), hash64(std::string_view("\0\0", 2)));
}

TEST(Hash, OfPiecesIsTheHashOfTheWhole) {
  std::string text;
  for (int i = 0; i < 1000; ++i) text += std::to_string(i);  // Longer than one internal block.
  const auto whole = hash128_hex(bytes_of(text));
  for (std::size_t cut : {std::size_t{0}, std::size_t{1}, std::size_t{64}, std::size_t{1023}, text.size()}) {
    const std::string_view view = text;
    EXPECT_EQ(hash128_hex({bytes_of(view.substr(0, cut)), {}, bytes_of(view.substr(cut))}), whole) << cut;
  }
}

TEST(Hash64Stream, IsTheHashOfTheWhole) {
  std::string text;
  for (int i = 0; i < 1000; ++i) text += std::to_string(i);
  Hash64Stream stream;
  EXPECT_EQ(stream.value(), hash64(""));
  for (std::size_t at = 0; at < text.size(); at += 97) {
    EXPECT_EQ(stream.value(), hash64(std::string_view(text).substr(0, at)));
    stream.add(std::span<const char>(text).subspan(at, std::min<std::size_t>(97, text.size() - at)));
  }
  EXPECT_EQ(stream.value(), hash64(text));
}

TEST(Hash, MixesInOrder) {
  EXPECT_NE(mix(mix(0, 1), 2), mix(mix(0, 2), 1));
  EXPECT_EQ(mix(1, 2), mix(1, 2));
}

}  // namespace
}  // namespace bearing
