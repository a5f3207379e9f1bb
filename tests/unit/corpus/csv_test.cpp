#include <gtest/gtest.h>

#include "corpus_in_memory.hpp"

namespace bearing {
namespace {

using Topics = std::vector<std::string>;

Reading csv(const std::string& bytes, ReadOptions options = {}) {
  return read_bytes(bytes, CorpusFormat::kCsv, "c.csv", options);
}

TEST(Csv, ReadsNamedColumnsInAnyOrder) {
  const Reading reading = csv("topics,text,pair,id,title,lang\nx; y,some text,p1,7,T,en\n,more,,8,,\n");
  ASSERT_FALSE(reading.error);
  ASSERT_EQ(reading.records.size(), 2u);
  const Record& record = reading.records[0];
  EXPECT_EQ(record.document.id, "7");
  EXPECT_EQ(record.document.title, "T");
  EXPECT_EQ(record.document.text, "some text");
  EXPECT_EQ(record.document.lang, "en");
  EXPECT_EQ(record.annotation.topics, (Topics{"x", "y"}));
  ASSERT_EQ(record.document.fields.size(), 1u);
  EXPECT_EQ(record.document.fields[0], (std::pair<std::string, std::string>("pair", "\"p1\"")));
  EXPECT_TRUE(reading.records[1].annotation.has_topics);
  EXPECT_TRUE(reading.records[1].annotation.topics.empty());
  EXPECT_TRUE(reading.records[1].document.fields.empty());
}

TEST(Csv, FollowsRfc4180) {
  const Reading reading =
      csv("\xEF\xBB\xBFid,text\r\n1,\"a, \"\"b\"\"\r\nc\"\r\n\r\n2,x \"y\" z\r\n3,\"\"\r\n\"4\",\"end\"");
  ASSERT_FALSE(reading.error);
  ASSERT_EQ(reading.records.size(), 4u);
  EXPECT_EQ(reading.records[0].document.text, "a, \"b\"\r\nc");
  EXPECT_EQ(reading.records[0].line, 2u);
  EXPECT_EQ(reading.records[1].document.text, "x \"y\" z");
  EXPECT_EQ(reading.records[1].line, 5u);
  EXPECT_EQ(reading.records[2].document.text, "");
  EXPECT_EQ(reading.records[3].document.id, "4");
  EXPECT_EQ(reading.records[3].document.text, "end");
}

TEST(Csv, SaysWhatIsWrongAndGoesOnAtTheNextLine) {
  const Reading reading = csv("id,text\n1,a,b\n2\n3,\"x\"y\n4,\"never closed\n5,fine\n");
  ASSERT_FALSE(reading.error);
  ASSERT_EQ(reading.records.size(), 5u);
  EXPECT_EQ(reading.records[0].error->to_string(),
            "c.csv:2: the row has 3 cells, the header names 2 columns");
  EXPECT_EQ(reading.records[1].error->to_string(),
            "c.csv:3: the row has 1 cells, the header names 2 columns");
  EXPECT_EQ(reading.records[2].error->to_string(),
            "c.csv:4: text follows the closing quote of a cell (a quote within is doubled)");
  EXPECT_EQ(reading.records[3].error->to_string(), "c.csv:5: a quoted cell is never closed");
  EXPECT_FALSE(reading.records[4].error);
  EXPECT_EQ(reading.records[4].line, 6u);
  EXPECT_EQ(reading.records[0].refused, "1,a,b\n");
  EXPECT_EQ(reading.records[2].refused, "3,\"x\"y");
  EXPECT_EQ(reading.records[3].refused, "4,\"never closed");
  EXPECT_EQ(reading.records[4].refused, "");
}

TEST(Csv, NeedsATextColumn) {
  EXPECT_EQ(csv("id,body\n1,a\n").error->to_string(),
            "c.csv:1: no column is named \"text\"; there are: id, body");
  ReadOptions options;
  options.text_field = "body";
  EXPECT_EQ(csv("id,body\n1,a\n", options).records[0].document.text, "a");
  EXPECT_NE(csv("text,text\na,b\n").error->message.find("twice"), std::string::npos);
}

TEST(Csv, TakesOtherLabelColumns) {
  EXPECT_EQ(csv("text,label\na,x\n").records[0].annotation.topics, Topics{"x"});
  EXPECT_EQ(csv("text,label,topics\na,x,y\n").records[0].annotation.topics, Topics{"y"});
  ReadOptions options;
  options.label_separator = "|";
  EXPECT_EQ(csv("text,labels\na,x;y|z\n", options).records[0].annotation.topics, (Topics{"x;y", "z"}));
  EXPECT_EQ(csv("text,topics\na,\"[\"\"x;y\"\",\"\"z\"\"]\"\n").records[0].annotation.topics,
            (Topics{"x;y", "z"}));
  EXPECT_EQ(csv("text,topics\na,[not json\n").records[0].annotation.topics, Topics{"[not json"});
  EXPECT_FALSE(csv("text,topics\na,null\n").records[0].annotation.has_topics);
  EXPECT_FALSE(csv("text,other\na,x\n").records[0].annotation.has_topics);
}

TEST(Csv, ReadsTabs) {
  const Reading reading = read_bytes("text\ttopics\na, b\tx\n\"c\td\"\ty\n", CorpusFormat::kTsv);
  ASSERT_EQ(reading.records.size(), 2u);
  EXPECT_EQ(reading.records[0].document.text, "a, b");
  EXPECT_EQ(reading.records[1].document.text, "c\td");
}

TEST(Csv, KeepsNulBytesAndBadUtf8) {
  const Reading reading = csv(std::string("text,x\na\0b,\xFF\n", 13));
  ASSERT_EQ(reading.records.size(), 1u);
  EXPECT_EQ(reading.records[0].document.text, std::string("a\0b", 3));
  EXPECT_EQ(reading.records[0].document.fields[0].second, "\"\xEF\xBF\xBD\"");
}

TEST(Csv, StopsAtTheLimit) {
  ReadOptions options;
  options.max_record_bytes = 1000;
  const std::string big(1000000, 'x');
  for (const std::string& cell : {big, "\"" + big + "\"", "\"" + big}) {
    const Reading reading = csv("text\nfirst\n" + cell + "\nlast\n", options);
    ASSERT_EQ(reading.records.size(), 3u);
    EXPECT_TRUE(reading.records[1].error);
    EXPECT_EQ(reading.records[2].document.text, "last");
    EXPECT_EQ(reading.records[2].line, 4u);
  }
}

TEST(Csv, ReadsAnEmptyTable) {
  EXPECT_TRUE(csv("").records.empty());
  EXPECT_FALSE(csv("").error);
  EXPECT_TRUE(csv("id,text\n").records.empty());
}

}  // namespace
}  // namespace bearing
