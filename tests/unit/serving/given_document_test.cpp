#include "serving/given_document.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "corpus/record_reader.hpp"

namespace bearing {
namespace {

using testing::HasSubstr;

TEST(GivenDocument, IsTheSameRecordWithoutAnyFlag) {
  const auto record = make_record({.id = "7", .lang = "vi", .title = "T", .text = "x", .targets = {"a dam"}});
  ASSERT_TRUE(record.ok());
  EXPECT_EQ(record->document.id, "7");
  EXPECT_EQ(record->document.lang, "vi");
  EXPECT_EQ(record->document.title, "T");
  EXPECT_EQ(record->document.text, "x");
  EXPECT_EQ(record->document.targets, std::vector<std::string>{"a dam"});
  EXPECT_FALSE(record->truncated || record->html);
  EXPECT_NE(record->line, 0U);
}

TEST(GivenDocument, LongTextsAreCutBetweenCharacters) {
  const std::size_t limit = ReadOptions().max_text_bytes;
  const std::string text = std::string(limit - 1, 'a') + "ộ and more";
  const auto record = make_record({.text = text});
  ASSERT_TRUE(record.ok());
  EXPECT_TRUE(record->truncated);
  EXPECT_EQ(record->document.text, std::string(limit - 1, 'a'));
  const auto title = make_record({.title = text, .text = "x"});
  EXPECT_TRUE(title->truncated);
  EXPECT_EQ(title->document.title.size(), limit - 1);
}

TEST(GivenDocument, ScriptsOfAPageDontCountAsText) {
  const std::string page = "<!DOCTYPE html><html><script>" + std::string(ReadOptions().max_text_bytes, ';') +
                           "</script><body><p>Rivers rose.</p></body></html>";
  const auto record = make_record({.text = page});
  ASSERT_TRUE(record.ok());
  EXPECT_FALSE(record->truncated);
  EXPECT_THAT(record->document.text, HasSubstr("Rivers rose."));
}

TEST(GivenDocument, EmptyTargetsAreRefused) {
  const auto record = make_record({.text = "x", .targets = {"a dam", " \n"}});
  ASSERT_FALSE(record.ok());
  EXPECT_EQ(record.error().code, ErrorCode::kUsage);
}

}  // namespace
}  // namespace bearing
