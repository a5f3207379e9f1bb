#include <gtest/gtest.h>

#include "corpus/label_coding.hpp"
#include "corpus_in_memory.hpp"

namespace bearing {
namespace {

using Topics = std::vector<std::string>;

Reading fasttext(const std::string& bytes) { return read_bytes(bytes, CorpusFormat::kFastText); }

TEST(FastText, ReadsLabelsAndText) {
  const Reading reading =
      fasttext("__label__a __label__b-c  some text __label__d\r\n\nno label\n__label__ none\n__label__a\n");
  ASSERT_EQ(reading.records.size(), 4u);
  EXPECT_EQ(reading.records[0].annotation.topics, (Topics{"a", "b-c"}));
  EXPECT_EQ(reading.records[0].document.text, "some text __label__d");
  EXPECT_EQ(reading.records[0].document.id, "c:1");
  EXPECT_FALSE(reading.records[1].annotation.has_topics);
  EXPECT_EQ(reading.records[1].line, 3u);
  EXPECT_TRUE(reading.records[2].annotation.has_topics);
  EXPECT_TRUE(reading.records[2].annotation.topics.empty());
  EXPECT_EQ(reading.records[3].document.text, "");
}

TEST(FastText, DecodesLabels) {
  EXPECT_EQ(fasttext("__label__South%20Sea x").records[0].annotation.topics, Topics{"South Sea"});
  EXPECT_EQ(fasttext("__label__100% x").records[0].annotation.topics, Topics{"100%"});
}

TEST(FastText, RefusesWhatItCannotHold) {
  TemporaryFolder folder;
  auto writer = open_writer(folder.path("out"), CorpusFormat::kFastText, {});
  ASSERT_TRUE(writer);
  Record record;
  record.source = "in";
  record.line = 4;
  EXPECT_EQ((*writer)->write(record).error().to_string(),
            "in:4: can't be written as a fastText line: the document has neither text nor topics");
  record.document.text = " __label__x";
  EXPECT_EQ((*writer)->write(record).error().code, ErrorCode::kInvalidData);
  record.document.text = "a\nb\tc";
  record.document.title = "T";
  EXPECT_TRUE((*writer)->write(record));
  ASSERT_TRUE((*writer)->finish());
  EXPECT_EQ(bytes_of(folder.path("out")), "T a b c\n");
}

TEST(LabelCoding, RoundTripsAnyBytes) {
  std::string all;
  for (int i = 0; i < 256; ++i) all += static_cast<char>(i);
  const std::string coded = percent_encoded(all, " /");
  EXPECT_EQ(coded.find_first_of(std::string_view(" /\n\r\t\0", 6)), std::string::npos);
  EXPECT_EQ(percent_decoded(coded), all);
  for (const char* odd : {"%", "%%", "%2", "%zz", "a%"}) {
    EXPECT_EQ(percent_decoded(odd), odd);
    EXPECT_EQ(percent_decoded(percent_encoded(odd, "")), odd);
  }
}

}  // namespace
}  // namespace bearing
