#include "inference/terminal_text.hpp"

#include <gtest/gtest.h>

#include "base/utf8.hpp"

namespace bearing {
namespace {

std::string plain(std::string_view text) {
  std::string out;
  append_plain(text, out);
  return out;
}

TEST(TerminalText, HasNoCommandsAndNoBadBytes) {
  EXPECT_EQ(plain("a\x1B[2J\r\nb\x7F"), "a [2J  b ");
  EXPECT_EQ(plain("a\u009B2J"), "a 2J") << "a command in one character";
  EXPECT_EQ(plain("\xFFx\xE1\xBB"), "\uFFFDx\uFFFD");
  EXPECT_EQ(plain(""), "");
}

TEST(TerminalText, CountsColumns) {
  EXPECT_EQ(columns_of(""), 0u);
  EXPECT_EQ(columns_of("Việt Nam"), 8u);
  EXPECT_EQ(columns_of("Vie\u0323\u0302t Nam"), 8u) << "decomposed";
  EXPECT_EQ(columns_of("外交部"), 6u);
  EXPECT_EQ(columns_of("กำลัง"), 4u);
  EXPECT_EQ(columns_of("a\xFF"), 2u);
}

TEST(TerminalText, ShortensAtWords) {
  EXPECT_EQ(shortened("one two three", 13), "one two three");
  EXPECT_EQ(shortened("one two three", 12), "one two…");
  EXPECT_EQ(shortened("one two three", 8), "one two…");
  EXPECT_EQ(shortened("abcdefghij", 5), "abcd…") << "nowhere to cut";
  EXPECT_EQ(shortened("a bcdefghijklmn", 8), "a bcdef…") << "too much would be lost";
  EXPECT_EQ(shortened("  one \n two\t", 20), "one two");
  EXPECT_EQ(shortened("外交部发言人", 6), "外交…");
  EXPECT_EQ(shortened("abc", 1), "…");
  EXPECT_EQ(shortened("", 1), "");
}

TEST(TerminalText, IsNeverTooWideAndAlwaysUtf8) {
  const std::string text = "Bộ trưởng \xFF nói: 外交部 — \"không\"\nวันนี้ 🌊 x\xF0\x9F";
  for (std::size_t columns = 1; columns < 60; ++columns) {
    const std::string cut = shortened(text, columns);
    EXPECT_LE(columns_of(cut), columns) << cut;
    EXPECT_TRUE(is_valid_utf8(cut)) << cut;
  }
}

TEST(TerminalText, PadsByColumns) {
  std::string out;
  append_padded("Việt", 6, out);
  EXPECT_EQ(out, "Việt  ");
  append_padded("外交", 3, out);
  EXPECT_EQ(out, "Việt  外交");
}

}  // namespace
}  // namespace bearing
