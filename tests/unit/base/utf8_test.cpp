#include "base/utf8.hpp"

#include <gtest/gtest.h>

#include <string>

namespace bearing {
namespace {

std::string repaired(std::string_view bytes, std::size_t* count = nullptr) {
  std::string out;
  const std::size_t replaced = append_repaired_utf8(bytes, out);
  if (count) *count = replaced;
  return out;
}

/// A decoder so plain that it can be checked by eye: well-formed exactly when the code point is in range for
/// its length.
bool obviously_valid(std::string_view bytes) {
  for (std::size_t i = 0; i < bytes.size();) {
    const auto lead = static_cast<unsigned char>(bytes[i]);
    const std::size_t length = lead < 0x80   ? 1
                               : lead < 0xC0 ? 0
                               : lead < 0xE0 ? 2
                               : lead < 0xF0 ? 3
                               : lead < 0xF8 ? 4
                                             : 0;
    if (length == 0 || i + length > bytes.size()) return false;
    unsigned value = length == 1 ? lead : lead & (0xFFu >> (length + 1));
    for (std::size_t k = 1; k < length; ++k) {
      const auto tail = static_cast<unsigned char>(bytes[i + k]);
      if ((tail & 0xC0) != 0x80) return false;
      value = value << 6 | (tail & 0x3F);
    }
    const unsigned least[] = {0, 0, 0x80, 0x800, 0x10000};
    if (value < least[length] || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF)) return false;
    i += length;
  }
  return true;
}

TEST(Utf8, AgreesWithThePlainDecoderOnAllShortSequences) {
  const unsigned char edges[] = {0x00, 0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1,
                                 0xC2, 0xDF, 0xE0, 0xE1, 0xED, 0xEF, 0xF0, 0xF1, 0xF4, 0xF5, 0xFF};
  const std::size_t count = sizeof edges;
  for (std::size_t i = 0; i < count * count * count * count; ++i) {
    std::string bytes;
    for (std::size_t rest = i, k = 0; k < 4; ++k, rest /= count)
      bytes += static_cast<char>(edges[rest % count]);
    ASSERT_EQ(is_valid_utf8(bytes), obviously_valid(bytes)) << i;
    std::size_t replaced = 0;
    const std::string out = repaired(bytes, &replaced);
    ASSERT_TRUE(obviously_valid(out)) << i;
    ASSERT_EQ(replaced == 0, out == bytes) << i;
  }
}

TEST(Utf8, ReplacesMaximalSubparts) {
  // The examples of the Unicode Standard, tables 3-8 to 3-11.
  const std::string r = "\xEF\xBF\xBD";
  EXPECT_EQ(repaired("\xC0\xAF\xE0\x80\xBF\xF0\x81\x82"
                     "A"),
            r + r + r + r + r + r + r + r + "A");
  EXPECT_EQ(repaired("\xED\xA0\x80\xED\xBF\xBF\xED\xAF"
                     "A"),
            r + r + r + r + r + r + r + r + "A");
  EXPECT_EQ(repaired("\xF4\x91\x92\x93\xFF"
                     "A\x80\xBF"
                     "B"),
            r + r + r + r + r + "A" + r + r + "B");
  EXPECT_EQ(repaired("\xE1\x80\xE2\xF0\x91\x92\xF1\xBF"
                     "A"),
            r + r + r + r + "A");
}

TEST(Utf8, FindsABadByteAfterAnyRunOfAscii) {
  for (std::size_t before = 0; before < 40; ++before) {
    std::size_t replaced = 0;
    const std::string out = repaired(std::string(before, 'a') + "\xFF" + "b", &replaced);
    EXPECT_EQ(replaced, 1u);
    EXPECT_EQ(out, std::string(before, 'a') + "\xEF\xBF\xBD" + "b");
  }
}

TEST(Utf8, EncodesCodePoints) {
  std::string out;
  for (const char32_t c : {U'A', U'é', U'ế', U'😀', char32_t{0xD800}, char32_t{0x110000}})
    append_utf8(c, out);
  EXPECT_EQ(out, "Aéế😀\xEF\xBF\xBD\xEF\xBF\xBD");
}

}  // namespace
}  // namespace bearing
