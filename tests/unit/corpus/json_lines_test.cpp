#include <gtest/gtest.h>

#include "corpus/json_text.hpp"
#include "corpus_in_memory.hpp"

namespace bearing {
namespace {

Record only(const std::string& line, ReadOptions options = {}) {
  Reading reading = read_bytes(line, CorpusFormat::kJsonLines, "c.jsonl", options);
  EXPECT_FALSE(reading.error);
  EXPECT_EQ(reading.records.size(), 1u) << line;
  return reading.records.empty() ? Record{} : reading.records[0];
}

std::string fault(const std::string& line, ReadOptions options = {}) {
  const Record record = only(line, options);
  return record.error ? record.error->to_string() : "no fault";
}

TEST(JsonLines, KeepsTheBytesOfWhatItRefuses) {
  EXPECT_EQ(only(R"({"text":"a","topics":)").refused, R"({"text":"a","topics":)");
  EXPECT_EQ(only(R"({"text":"a"})").refused, "");
  EXPECT_EQ(only("{\"text\":1," + std::string(100'000, ' ') + "}").refused.size(), std::size_t{1} << 16);
  const Reading array = read_bytes(R"([{"text":"a"},{"text":[1]}])", CorpusFormat::kLabelStudio, "c.json");
  ASSERT_EQ(array.records.size(), 2u);
  EXPECT_EQ(array.records[1].refused, R"({"text":[1]})");
}

TEST(JsonLines, ReadsEveryField) {
  const Record record = only(
      R"({"id":"en-1","lang":"en","title":"T","text":"a \"b\" ế 😀 \\ \/ \t","topics":["x","y"],)"
      R"("stances":[{"target":"t","stance":"favor","holder":"h","evidence":"e"}],"pair":"p-1","n":[1.50, {"a":null}]})");
  EXPECT_EQ(record.document.id, "en-1");
  EXPECT_EQ(record.document.lang, "en");
  EXPECT_EQ(record.document.title, "T");
  EXPECT_EQ(record.document.text, "a \"b\" ế 😀 \\ / \t");
  EXPECT_TRUE(record.annotation.has_topics);
  EXPECT_EQ(record.annotation.topics, (std::vector<std::string>{"x", "y"}));
  EXPECT_TRUE(record.annotation.has_stances);
  EXPECT_EQ(record.annotation.stances, (std::vector<StanceAnnotation>{{"t", "favor", "h", "e"}}));
  ASSERT_EQ(record.document.fields.size(), 2u);
  EXPECT_EQ(record.document.fields[0], (std::pair<std::string, std::string>("pair", "\"p-1\"")));
  EXPECT_EQ(record.document.fields[1].second, R"([1.50, {"a":null}])");
  EXPECT_EQ(record.source, "c.jsonl");
  EXPECT_EQ(record.line, 1u);
  EXPECT_FALSE(record.html);
}

TEST(JsonLines, TellsMissingFromEmpty) {
  EXPECT_FALSE(only(R"({"text":"a"})").annotation.has_topics);
  EXPECT_FALSE(only(R"({"text":"a","topics":null,"stances":null})").annotation.has_topics);
  EXPECT_TRUE(only(R"({"text":"a","topics":[]})").annotation.has_topics);
  EXPECT_FALSE(only(R"({"text":"a","topics":[]})").annotation.has_stances);
  EXPECT_TRUE(only(R"({"text":"a","stances":[]})").annotation.has_stances);
  EXPECT_EQ(only(R"({"text":""})").document.text, "");
}

TEST(JsonLines, CountsBlankLinesAndSkipsAByteOrderMark) {
  const Reading reading =
      read_bytes("\xEF\xBB\xBF\n  \r\n{\"text\":\"a\"}\r\n\n{\"text\":\"b\"}", CorpusFormat::kJsonLines);
  ASSERT_EQ(reading.records.size(), 2u);
  EXPECT_EQ(reading.ids(), "c:3 c:5");
  EXPECT_EQ(reading.records[1].line, 5u);
}

TEST(JsonLines, GivesAnErrorRecordAndGoesOn) {
  const Reading reading =
      read_bytes("{\"text\":\"a\"}\n{\"text\":7,\"id\":\"seven\"}\nnonsense\n{\"text\":\"b\"}\n",
                 CorpusFormat::kJsonLines);
  ASSERT_EQ(reading.records.size(), 4u);
  EXPECT_FALSE(reading.records[0].error);
  EXPECT_EQ(reading.records[1].error->to_string(), "c:2: field \"text\": expected a string, found a number");
  EXPECT_EQ(reading.records[1].error->code, ErrorCode::kInvalidData);
  EXPECT_EQ(reading.records[2].error->line, 3u);
  EXPECT_FALSE(reading.records[3].error);
  EXPECT_EQ(reading.records[3].document.text, "b");
}

TEST(JsonLines, SaysWhatIsWrong) {
  EXPECT_EQ(fault(R"({"id":"a"})"), "c.jsonl:1: field \"text\" is missing (is the text under another name?)");
  EXPECT_EQ(fault(R"({"text":null})"), "c.jsonl:1: field \"text\": expected a string, found null");
  EXPECT_EQ(fault(R"({"text":["a"]})"), "c.jsonl:1: field \"text\": expected a string, found an array");
  EXPECT_EQ(fault(R"({"text":"a","title":{}})"),
            "c.jsonl:1: field \"title\": expected a string, found an object");
  EXPECT_EQ(fault(R"({"text":"a","id":1.5})"),
            "c.jsonl:1: field \"id\": expected a string or an integer, found another number");
  EXPECT_EQ(fault(R"({"text":"a","topics":[1]})"),
            "c.jsonl:1: field \"topics\": expected an array of strings, found an array of other things");
  EXPECT_EQ(fault(R"({"text":"a","topics":{}})"),
            "c.jsonl:1: field \"topics\": expected an array of strings, found an object");
  EXPECT_EQ(fault(R"({"text":"a","stances":["x"]})"),
            "c.jsonl:1: field \"stances\": expected an array of objects, found a string");
  EXPECT_EQ(fault(R"({"text":"a","stances":[{"target":"x"}]})"),
            "c.jsonl:1: field \"stances\": each entry needs \"target\" and \"stance\"");
  EXPECT_EQ(fault("[1]"), "c.jsonl:1: expected a JSON object, found an array");
  EXPECT_EQ(fault(R"({"text":"a"} {)"),
            "c.jsonl:1: not valid JSON: an object or array is never closed (is the line cut off?)");
  EXPECT_EQ(fault(R"({"text":"a"} {"b":1})"), "c.jsonl:1: more text follows the JSON object");
  EXPECT_EQ(fault(R"({"text":"a)"),
            "c.jsonl:1: not valid JSON: a string is never closed (is the line cut off?)");
  EXPECT_EQ(fault("{\"text\":\"a\tb\"}"),
            "c.jsonl:1: not valid JSON: a string holds a control character that should be escaped");
  EXPECT_EQ(fault(R"({"text":"\x"})"),
            "c.jsonl:1: field \"text\": a backslash is followed by what is no JSON escape");
  EXPECT_EQ(fault(R"({"text":"a","score":NaN})").find("c.jsonl:1: "), 0u);
}

TEST(JsonLines, KeepsTheIdOfABadRecord) {
  EXPECT_EQ(only(R"({"id":"a","text":1})").document.id, "a");
  EXPECT_EQ(only("nonsense").document.id, "c.jsonl:1");
}

TEST(JsonLines, ChecksWhatItCarriesThrough) {
  for (const char* raw : {"tru", "1 2", "01", "1.", "[1,]", "[1 2]", "{\"a\"}", "{\"a\":}", "{a:1}",
                          "\"\\q\"", "+1", "-", "[}"}) {
    EXPECT_NE(fault(std::string(R"({"text":"a","x":)") + raw + "}"), "no fault") << raw;
  }
  for (const char* raw : {"true", "null", "-0", "0.5e+10", "12345678901234567890123", "[]", "{}",
                          "[[],{\"a\":[1, 2]}]", "\"\\u00e9\\n\""}) {
    const Record record = only(std::string(R"({"x": )") + raw + R"( ,"text":"a"})");
    ASSERT_FALSE(record.error) << raw;
    EXPECT_EQ(record.document.fields[0].second, raw);
  }
}

TEST(JsonLines, LetsTheLastOfDoubledNamesCount) {
  const Record record = only(R"({"text":"a","x":1,"y":2,"text":"b","x":3,"topics":["s"],"topics":[]})");
  EXPECT_EQ(record.document.text, "b");
  EXPECT_TRUE(record.annotation.topics.empty());
  ASSERT_EQ(record.document.fields.size(), 2u);
  EXPECT_EQ(record.document.fields[0], (std::pair<std::string, std::string>("x", "3")));
  EXPECT_EQ(record.document.fields[1], (std::pair<std::string, std::string>("y", "2")));
}

TEST(JsonLines, TakesLabelsOfPublicDataSets) {
  using Topics = std::vector<std::string>;
  EXPECT_EQ(only(R"({"text":"a","label":"x"})").annotation.topics, Topics{"x"});
  EXPECT_EQ(only(R"({"text":"a","labels":["x","y"]})").annotation.topics, (Topics{"x", "y"}));
  EXPECT_EQ(only(R"({"text":"a","topics":"x"})").annotation.topics, Topics{"x"});
  EXPECT_EQ(only(R"({"text":"a","label":"z","labels":["x"]})").annotation.topics, Topics{"x"});
  // The native field wins, and the other is carried through.
  const Record both = only(R"({"text":"a","label":"x","topics":["y"]})");
  EXPECT_EQ(both.annotation.topics, Topics{"y"});
  EXPECT_EQ(both.document.fields[0].first, "label");
  // Numbers are not labels unless somebody says so.
  EXPECT_FALSE(only(R"({"text":"a","label":0.93})").annotation.has_topics);
  ReadOptions options;
  options.label_field = "label";
  EXPECT_EQ(only(R"({"text":"a","label":3})", options).annotation.topics, Topics{"3"});
}

TEST(JsonLines, ReadsFieldsUnderOtherNames) {
  ReadOptions options;
  options.text_field = "body";
  options.title_field = "headline";
  options.id_field = "url";
  const Record record =
      only(R"({"url":"http://x/","headline":"H","body":"B","text":"other","id":5})", options);
  EXPECT_EQ(record.document.id, "http://x/");
  EXPECT_EQ(record.document.title, "H");
  EXPECT_EQ(record.document.text, "B");
  EXPECT_EQ(record.document.fields.size(), 2u);
  options.title_field = "body";
  EXPECT_EQ(options.validate().error().code, ErrorCode::kUsage);
}

TEST(JsonLines, TakesIntegerIdsOfAnyLength) {
  EXPECT_EQ(only(R"({"id":123456789012345678901234567890,"text":"a"})").document.id,
            "123456789012345678901234567890");
}

TEST(JsonLines, RepairsIllFormedUtf8AndCountsIt) {
  const Record record = only("{\"text\":\"a\xFF b\xE1\xBA c\",\"x\xC0\":\"\x80\"}");
  ASSERT_FALSE(record.error);
  EXPECT_EQ(record.document.text, "a\xEF\xBF\xBD b\xEF\xBF\xBD c");
  EXPECT_EQ(record.replaced, 4u);
  EXPECT_EQ(record.document.fields[0].second, "\"\xEF\xBF\xBD\"");
}

TEST(JsonLines, ReplacesLoneSurrogates) {
  const Record record = only(R"({"text":"\ud83d\ude00 \ud83d \ude00 \ud83dx \uD83D\uD83D\uDE00"})");
  ASSERT_FALSE(record.error);
  EXPECT_EQ(record.document.text, "😀 \xEF\xBF\xBD \xEF\xBF\xBD \xEF\xBF\xBDx \xEF\xBF\xBD😀");
  EXPECT_EQ(record.replaced, 4u);
}

TEST(JsonLines, KeepsNulBytes) {
  const Record record = only(R"({"text":"a\u0000b"})");
  EXPECT_EQ(record.document.text, std::string("a\0b", 3));
  EXPECT_TRUE(only(std::string("{\"text\":\"a\0b\"}", 14)).error);
}

TEST(JsonLines, StopsAtTheLimitWithoutLosingItsPlace) {
  ReadOptions options;
  options.max_record_bytes = 100;
  for (const std::size_t size : {10u, 80u, 200u, 1000000u}) {
    const std::string line = "{\"text\":\"" + std::string(size, 'x') + "\"}";
    const Reading reading =
        read_bytes(line + "\n" + R"({"text":"b"})", CorpusFormat::kJsonLines, "c", options);
    ASSERT_EQ(reading.records.size(), 2u) << size;
    EXPECT_EQ(bool(reading.records[0].error), line.size() > 100) << size;
    EXPECT_EQ(reading.records[1].line, 2u);
    EXPECT_EQ(reading.records[1].document.text, "b");
  }
}

TEST(JsonLines, ReadsATenMegabyteLine) {
  const std::string text(10 << 20, 'x');
  ReadOptions options;
  options.max_text_bytes = text.size();
  EXPECT_TRUE(only("{\"text\":\"" + text + "\"}", options).document.text == text);
}

TEST(JsonLines, SurvivesDepth) {
  for (const std::size_t depth : {10u, 1000u, 2000u, 1000000u}) {
    const std::string deep = std::string(depth, '[') + std::string(depth, ']');
    EXPECT_EQ(bool(only(R"({"text":"a","x":)" + deep + "}").error), depth > kJsonMaxDepth) << depth;
    EXPECT_TRUE(only(deep).error);
    EXPECT_TRUE(only(R"({"text":"a","topics":)" + deep + "}").error);
    EXPECT_TRUE(only(std::string(depth, '[')).error);
  }
}

TEST(JsonLines, ReadsTheShippedCorpus) {
  auto records = read_corpus({BEARING_SOURCE_DIR "/datasets/asean-affairs/asean-affairs.jsonl"}, {});
  ASSERT_TRUE(records) << records.error().to_string();
  EXPECT_EQ(records->size(), 1290u);
  for (const Record& record : *records)
    EXPECT_TRUE(record.annotation.has_topics && record.annotation.has_stances);
}

TEST(JsonText, ParsesStringsAndNothingElse) {
  std::vector<std::string> out;
  EXPECT_TRUE(parse_strings(R"( [ "a" , "b\"]" ] )", out));
  EXPECT_EQ(out, (std::vector<std::string>{"a", "b\"]"}));
  EXPECT_TRUE(parse_strings("[]", out));
  EXPECT_TRUE(out.empty());
  for (const char* bad :
       {"", "[", "[\"a\"", "[\"a\",]", "[,]", "[\"a\" \"b\"]", "a", "\"a\" x", "[1]", "\"\\", "[[\"a\"]]"}) {
    EXPECT_FALSE(parse_strings(bad, out)) << bad;
  }
}

}  // namespace
}  // namespace bearing
