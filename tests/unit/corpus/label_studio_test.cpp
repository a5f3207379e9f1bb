#include <gtest/gtest.h>

#include "corpus_in_memory.hpp"

namespace bearing {
namespace {

using Topics = std::vector<std::string>;

std::string choices(const std::string& list, const std::string& control = "topics") {
  return R"({"from_name":")" + control + R"(","to_name":"text","type":"choices","value":{"choices":)" + list +
         "}}";
}

std::string task(const std::string& annotations) {
  return R"([{"id":12,"data":{"text":"a","title":"T","source":"web"},"created_at":"x","annotations":)" +
         annotations + "}]";
}

Record only_task(const std::string& json) {
  Reading reading = read_bytes(json, CorpusFormat::kAuto, "tasks.json");
  EXPECT_FALSE(reading.error) << reading.error->to_string();
  EXPECT_EQ(reading.records.size(), 1u);
  return reading.records.empty() ? Record{} : reading.records[0];
}

TEST(LabelStudio, ReadsATask) {
  const Record record = only_task(task("[{\"result\":[" + choices(R"(["x","y"])") + "]}]"));
  ASSERT_FALSE(record.error) << record.error->to_string();
  EXPECT_EQ(record.document.id, "12");
  EXPECT_EQ(record.document.text, "a");
  EXPECT_EQ(record.document.title, "T");
  EXPECT_EQ(record.annotation.topics, (Topics{"x", "y"}));
  ASSERT_EQ(record.document.fields.size(), 1u);
  EXPECT_EQ(record.document.fields[0].first, "source");
}

TEST(LabelStudio, TellsUnannotatedFromNone) {
  EXPECT_FALSE(only_task(task("[]")).annotation.has_topics);
  EXPECT_TRUE(only_task(task(R"([{"result":[]}])")).annotation.has_topics);
  EXPECT_FALSE(only_task(task(R"([{"was_cancelled":true,"result":[]}])")).annotation.has_topics);
  EXPECT_FALSE(
      only_task(task(R"([{"result":[{"type":"labels","value":{"labels":["X"]}}]}])")).annotation.has_topics);
}

TEST(LabelStudio, RefusesAnnotationsThatDisagree) {
  const std::string one = "{\"result\":[" + choices(R"(["x","y"])") + "]}";
  const std::string same = "{\"result\":[" + choices(R"(["y","x"])") + "]}";
  const std::string other = "{\"result\":[" + choices(R"(["x"])") + "]}";
  EXPECT_FALSE(only_task(task("[" + one + "," + same + "]")).error);
  const Record record = only_task(task("[" + one + "," + other + "]"));
  ASSERT_TRUE(record.error);
  EXPECT_EQ(record.error->to_string(),
            "tasks.json:1: two annotations of this task disagree: [x, y] and [x]; keep one of them");
  EXPECT_EQ(record.document.id, "12");
}

TEST(LabelStudio, SeparatesItsQuestions) {
  const std::string both = choices(R"(["x"])") + "," + choices(R"(["good"])", "quality");
  EXPECT_EQ(only_task(task("[{\"result\":[" + both + "]}]")).annotation.topics, Topics{"x"});
  const std::string one = choices(R"(["good"])", "quality");
  EXPECT_EQ(only_task(task("[{\"result\":[" + one + "]}]")).annotation.topics, Topics{"good"});
}

TEST(LabelStudio, ReadsArraysOfNativeRecordsToo) {
  const Reading reading =
      read_bytes("[\n{\"text\":\"a ], \\\" {\",\n \"topics\":[\"x\"],\"data\":1}\n,\n{\"text\":\"b\"}]\n");
  ASSERT_FALSE(reading.error) << reading.error->to_string();
  ASSERT_EQ(reading.records.size(), 2u);
  EXPECT_EQ(reading.records[0].document.text, "a ], \" {");
  EXPECT_EQ(reading.records[0].line, 2u);
  EXPECT_EQ(reading.records[0].annotation.topics, Topics{"x"});
  EXPECT_EQ(reading.records[1].line, 5u);
}

TEST(LabelStudio, ReportsBrokenArrays) {
  const auto fault = [](const std::string& json) {
    const Reading reading = read_bytes(json, CorpusFormat::kLabelStudio);
    return reading.error ? reading.error->message : "no fault";
  };
  EXPECT_EQ(fault("[]"), "no fault");
  EXPECT_EQ(fault(" [ ] "), "no fault");
  EXPECT_EQ(fault(""), "the JSON array is cut off: its end is missing");
  EXPECT_EQ(fault("[{}"), "the JSON array is cut off: its end is missing");
  EXPECT_EQ(fault("[{},"), "the JSON array is cut off: its end is missing");
  EXPECT_EQ(fault("[{}{}]"), "expected a comma or the end of the JSON array");
  EXPECT_EQ(fault("[{},]"), "a comma stands where an element should be");
  EXPECT_EQ(fault("[,]"), "a comma stands where an element should be");
  EXPECT_EQ(fault("[{}] x"), "more text follows the JSON array");
  EXPECT_EQ(fault("{}"), "expected a JSON array");
}

TEST(LabelStudio, PassesOverAnElementThatIsTooLong) {
  ReadOptions options;
  options.max_record_bytes = 100;
  const std::string big = R"({"text":")" + std::string(100000, '[') + "\"}";
  const Reading reading =
      read_bytes("[" + big + ",\n{\"text\":\"b\"}]", CorpusFormat::kLabelStudio, "c", options);
  ASSERT_FALSE(reading.error);
  ASSERT_EQ(reading.records.size(), 2u);
  EXPECT_TRUE(reading.records[0].error);
  EXPECT_EQ(reading.records[1].document.text, "b");
  EXPECT_EQ(reading.records[1].line, 2u);
}

TEST(Doccano, ReadsClassesAndRefusesSpans) {
  const Reading reading = read_bytes(
      "{\"id\":1,\"text\":\"a\",\"label\":[\"x\"],\"author\":\"me\"}\n{\"id\":2,\"text\":\"b\",\"labels\":"
      "\"y\"}\n"
      "{\"id\":3,\"text\":\"c\",\"label\":[[0,1,\"X\"]]}\n{\"id\":4,\"text\":\"d\",\"label\":[]}\n{\"id\":5,"
      "\"text\":\"e\",\"label\":4}\n",
      CorpusFormat::kDoccano);
  ASSERT_EQ(reading.records.size(), 5u);
  EXPECT_EQ(reading.records[0].annotation.topics, Topics{"x"});
  EXPECT_EQ(reading.records[0].document.fields.size(), 1u);
  EXPECT_EQ(reading.records[1].annotation.topics, Topics{"y"});
  EXPECT_EQ(reading.records[2].error->to_string(),
            "c:3: field \"label\" holds marked spans of text; only whole-document classes can be read");
  EXPECT_TRUE(reading.records[3].annotation.has_topics);
  EXPECT_TRUE(reading.records[4].error);
}

}  // namespace
}  // namespace bearing
