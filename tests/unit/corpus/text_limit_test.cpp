#include "corpus/text_limit.hpp"

#include <gtest/gtest.h>

#include "corpus_in_memory.hpp"

namespace bearing {
namespace {

TEST(CutText, EndsAtACharacter) {
  const auto cut = [](std::string text, std::size_t most) {
    cut_text(text, most);
    return text;
  };
  EXPECT_EQ(cut("abc", 3), "abc");
  EXPECT_EQ(cut("abcd", 3), "abc");
  EXPECT_EQ(cut("aế", 3), "a");
  EXPECT_EQ(cut("aếb", 4), "aế");
  EXPECT_EQ(cut("\x80\x80\x80\x80\x80\x80", 5), "\x80\x80\x80\x80\x80") << "no UTF-8";
  EXPECT_EQ(cut(std::string("\xFF\xFE"
                            "a\0b\0",
                            6),
                5),
            std::string("\xFF\xFE"
                        "a\0",
                        4));
}

std::string limited(const std::string& page, std::size_t most, std::size_t step, bool* cut = nullptr) {
  std::string text;
  LimitedText limit(text, most, true);
  for (std::size_t at = 0; at < page.size(); at += step) limit.add(std::string_view(page).substr(at, step));
  const bool was_cut = limit.finish();
  if (cut != nullptr) *cut = was_cut;
  return text;
}

TEST(LimitedText, LeavesOutScriptsOfLongPages) {
  const std::string page =
      "<p>a<SCRIPT type=x>if (a < b) { '<p>' }</ScripT ><style>p > q</style>b<!-- c -- > d-->e<scripty>f";
  bool cut = true;
  for (const std::size_t step : {1, 2, 7, 50, 1000}) {
    EXPECT_EQ(limited(page, 30, step, &cut), "<p>abe<scripty>f") << step;
    EXPECT_FALSE(cut);
    EXPECT_EQ(limited(page, 5, step, &cut), "<p>ab");
    EXPECT_TRUE(cut);
    EXPECT_EQ(limited(page, page.size(), step, &cut), page) << "short pages stay as they are";
    EXPECT_FALSE(cut);
  }
}

TEST(MaxTextBytes, CutsAndMarksInEveryFormat) {
  ReadOptions options;
  options.max_text_bytes = 8;
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"a.jsonl", "{\"text\":\"123456789\"}\n{\"text\":\"12345678\"}\n"},
      {"a.csv", "id,text\n1,123456789\n2,12345678\n"},
      {"a.ft", "__label__x 123456789\n__label__x 12345678\n"},
  };
  for (const auto& [name, bytes] : cases) {
    const Reading reading = read_bytes(bytes, CorpusFormat::kAuto, name, options);
    ASSERT_EQ(reading.records.size(), 2u) << name;
    EXPECT_EQ(reading.records[0].document.text, "12345678") << name;
    EXPECT_TRUE(reading.records[0].truncated) << name;
    EXPECT_FALSE(reading.records[1].truncated) << name;
  }
  const Reading text = read_bytes("123456789", CorpusFormat::kAuto, "a.txt", options);
  EXPECT_EQ(text.records[0].document.text, "12345678");
  EXPECT_TRUE(text.records[0].truncated);
}

}  // namespace
}  // namespace bearing
