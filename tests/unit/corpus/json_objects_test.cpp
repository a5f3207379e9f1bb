#include <gtest/gtest.h>

#include <algorithm>

#include "corpus/json_shortener.hpp"
#include "corpus_in_memory.hpp"

namespace bearing {
namespace {

std::string texts(const Reading& reading) {
  std::string out = reading.error ? "error " : "";
  for (const Record& record : reading.records)
    out += record.error ? "! " : record.document.id + "=" + record.document.text + " ";
  return out;
}

TEST(JsonObjects, AreReadOverSeveralLines) {
  const std::string one =
      "{\n  \"id\": 1,\n  \"text\": \"a { \\\" }\",\n  \"x\": {\n    \"y\": [1, {}]\n  }\n}\n";
  const std::string two = "{\n  \"id\": 2,\n  \"text\": \"b\"\n}\n";
  const Reading reading = read_bytes(one + two + two);
  EXPECT_EQ(texts(reading), "1=a { \" } 2=b 2=b ");
  EXPECT_EQ(reading.records[1].line, 8u);
  EXPECT_EQ(texts(read_bytes("{\"id\":1,\"text\":\"a\"}\n" + two + "{\"id\":3,\"text\":\"c\"}")),
            "1=a 2=b 3=c ");
  EXPECT_EQ(
      texts(read_bytes("{\"id\":1,\n\"text\":\"a\"} {\"id\":2,\"text\":\"b\"}{\"id\":3,\n\"text\":\"c\"}")),
      "1=a 2=b 3=c ");
}

TEST(JsonObjects, ABrokenOneDoesNotSwallowTheOthers) {
  const std::string good = "{\n  \"id\": 2,\n  \"text\": \"b\"\n}\n";
  for (const std::string& bad :
       {std::string("{\n  \"id\": 1,\n  \"text\": \"a\"\n"),
        std::string("{\n  \"id\": 1,\n  \"text\": \"a\n}\n"), std::string("{\n  \"id\": 1,\n"),
        std::string("{\n  \"id\": 1,\n  \"text\": [\"a\"\n}\n")}) {
    EXPECT_EQ(texts(read_bytes(good + bad + good)), "2=b ! 2=b ") << bad;
  }
  EXPECT_EQ(texts(read_bytes(good + "rubbish here\n" + good)), "2=b ! 2=b ");
  EXPECT_EQ(texts(read_bytes(good + "{\n \"id\": 1")), "2=b ! ");
}

TEST(JsonObjects, InAnArrayABrokenOneDoesNotSwallowTheOthers) {
  EXPECT_EQ(texts(read_bytes("[\n  {\n    \"id\": 1,\n    \"text\": \"a\n  },\n  {\n    \"id\": 2,\n"
                             "    \"text\": \"b\"\n  }\n]\n")),
            "! 2=b ");
}

TEST(JsonObjects, LongOnesAreRefusedAndTheNextRead) {
  ReadOptions options;
  options.max_record_bytes = 100;
  const std::string big = "{\n\"id\": 1,\n\"text\": \"" + std::string(1000, 'x') + "\"\n}\n";
  EXPECT_EQ(texts(read_bytes(big + "{\n\"id\": 2,\n\"text\": \"b\"\n}\n", CorpusFormat::kAuto, "c", options)),
            "! 2=b ");
}

TEST(JsonLines, StaysLineByLineWhereALineIsCutOff) {
  EXPECT_EQ(texts(read_bytes("{\"id\":1,\"text\":\"a\n{\"id\":2,\"text\":\"b\"}\n")), "! 2=b ");
  EXPECT_EQ(texts(read_bytes("{\"id\":1,\"text\":\"a\"}\n{\"id\":1,\n{\"id\":2,\"text\":\"b\"}\n")),
            "1=a ! 2=b ");
}

TEST(NestedNames, LeadIntoObjects) {
  ReadOptions options;
  options.text_field = "_source.body";
  options.title_field = "_source.head.line";
  options.id_field = "_id";
  const Reading reading = read_bytes(
      "{\"_id\":\"e1\",\"_source\":{\"body\":\"b\",\"head\":{\"line\":\"t\",\"x\":1},\"year\":2021}}\n"
      "{\"_id\":\"e2\",\"_source\":{\"head\":{}}}\n",
      CorpusFormat::kAuto, "c", options);
  ASSERT_EQ(reading.records.size(), 2u);
  const Document& document = reading.records[0].document;
  EXPECT_EQ(document.text, "b");
  EXPECT_EQ(document.title, "t");
  const std::vector<std::pair<std::string, std::string>> fields = {{"_source.head.x", "1"},
                                                                   {"_source.year", "2021"}};
  EXPECT_EQ(document.fields, fields);
  ASSERT_TRUE(reading.records[1].error);
  EXPECT_NE(reading.records[1].error->message.find("\"_source.body\" is missing"), std::string::npos);
}

TEST(NestedNames, GiveWayToAFieldOfThatName) {
  ReadOptions options;
  options.text_field = "data.body";
  for (const char* line : {"{\"data.body\":\"own\",\"data\":{\"body\":\"nested\"}}",
                           "{\"data\":{\"body\":\"nested\"},\"data.body\":\"own\"}"}) {
    const Reading reading = read_bytes(line, CorpusFormat::kAuto, "c", options);
    ASSERT_EQ(reading.records.size(), 1u);
    EXPECT_EQ(reading.records[0].document.text, "own");
  }
  const Reading array = read_bytes("[{\"data\":{\"body\":\"nested\"}}]", CorpusFormat::kAuto, "c", options);
  ASSERT_EQ(array.records.size(), 1u);
  EXPECT_EQ(array.records[0].document.text, "nested");
}

TEST(ShortenJson, CutsStringsAtCharactersAndEscapes) {
  std::string out;
  bool cut = false;
  const auto shortened = [&](const std::string& json, std::size_t most) {
    EXPECT_TRUE(shorten_json(json, most, 1000, out, cut));
    return out;
  };
  EXPECT_EQ(shortened("{\"a\":\"12345678\",\"b\":[1,\"x\"]}", 4), "{\"a\":\"1234\",\"b\":[1,\"x\"]}");
  EXPECT_TRUE(cut);
  EXPECT_EQ(shortened("{\"a\":\"1234\"}", 4), "{\"a\":\"1234\"}");
  EXPECT_FALSE(cut);
  EXPECT_EQ(shortened("\"ab\\u00e9cd\"", 7), "\"ab\"");
  EXPECT_EQ(shortened("\"ab\\u00e9cd\"", 8), "\"ab\\u00e9\"");
  EXPECT_EQ(shortened("\"\\ud83d\\ude00x\"", 11), "\"\"");
  EXPECT_EQ(shortened("\"\\\\\\\\\\\"x\"", 5), "\"\\\\\\\\\"");
  EXPECT_EQ(shortened("\"xế!!!\"", 3), "\"x\"");
  EXPECT_FALSE(shorten_json("[1,2,3,4,5]", 4, 5, out, cut));
}

TEST(ShortenJson, MakesHugeRecordsReadable) {
  ReadOptions options;
  options.max_text_bytes = 1000;
  std::string huge = "{\"id\":\"h\",\"other\":\"" + std::string(3'000'000, 'y') + "\",\"text\":\"";
  for (int i = 0; i < 400'000; ++i) huge += "\\u1ebf\\\\";
  huge += "\",\"n\":5}\n{\"id\":\"s\",\"text\":\"small\"}\n";
  const Reading reading = read_bytes(huge, CorpusFormat::kAuto, "c", options);
  ASSERT_EQ(reading.records.size(), 2u);
  const Record& record = reading.records[0];
  ASSERT_FALSE(record.error) << record.error->to_string();
  EXPECT_TRUE(record.truncated);
  EXPECT_EQ(record.document.text.size(), 1000u);
  EXPECT_TRUE(record.document.text.starts_with("ế\\ế\\"));
  EXPECT_EQ(record.document.fields.back().second, "5");
  EXPECT_FALSE(reading.records[1].truncated);
}

}  // namespace
}  // namespace bearing
