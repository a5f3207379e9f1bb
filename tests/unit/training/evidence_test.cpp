#include "training/evidence.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/utf8.hpp"
#include "tests/small_model.hpp"

namespace bearing {
namespace {

using testing::HasSubstr;

Record record_with(const std::string& id, const std::string& text, const std::string& evidence = {}) {
  Record record;
  record.document.id = id;
  record.document.title = "The headline";
  record.document.text = text;
  record.source = "corpus.jsonl";
  record.line = 12;
  if (!evidence.empty()) record.document.fields.emplace_back(kTopicEvidenceField, evidence);
  return record;
}

TEST(Evidence, ReadsTheFieldOfARecord) {
  const Record record =
      record_with("a", "Nước lũ dâng cao.", R"({"floods":["Nước lũ","headline"],"trade":[]})");
  EXPECT_TRUE(has_topic_evidence(record));
  const auto evidence = topic_evidence_of(record);
  ASSERT_TRUE(evidence.ok()) << evidence.error().to_string();
  EXPECT_EQ(*evidence, (TopicEvidence{{"floods", {"Nước lũ", "headline"}}, {"trade", {}}}));
}

TEST(Evidence, IsEmptyWithoutTheField) {
  const Record record = record_with("a", "text");
  EXPECT_FALSE(has_topic_evidence(record));
  EXPECT_TRUE(topic_evidence_of(record)->empty());
}

TEST(Evidence, RefusesWhatIsNoPartOfTheTextWithItsPlace) {
  const auto evidence =
      topic_evidence_of(record_with("a", "The flood came.", R"({"floods":["The Flood came"]})"));
  ASSERT_FALSE(evidence.ok());
  EXPECT_EQ(evidence.error().code, ErrorCode::kInvalidData);
  EXPECT_EQ(evidence.error().source, "corpus.jsonl");
  EXPECT_EQ(evidence.error().line, 12u);
  EXPECT_THAT(evidence.error().message, testing::AllOf(HasSubstr("\"floods\""), HasSubstr("The Flood came")));
}

TEST(Evidence, RefusesOtherShapes) {
  for (const char* value :
       {"[]", "7", "{\"a\":\"text\"}", "{\"a\":[1]}", "{", "\"x\"", "{\"a\":{\"b\":[]}}"}) {
    const auto evidence = topic_evidence_of(record_with("a", "text", value));
    ASSERT_FALSE(evidence.ok()) << value;
    EXPECT_EQ(evidence.error().line, 12u);
    EXPECT_THAT(evidence.error().message, HasSubstr("topic_evidence"));
  }
}

// Cutting a long part for the message must not cut a character in half.
TEST(Evidence, MessagesStayUtf8) {
  std::string part = "x";
  for (int i = 0; i < 100; ++i) part += "ữ";
  const auto evidence = topic_evidence_of(record_with("a", "text", "{\"a\":[\"" + part + "\"]}"));
  ASSERT_FALSE(evidence.ok());
  EXPECT_TRUE(is_valid_utf8(evidence.error().message)) << evidence.error().message;
}

TEST(EvidenceFile, IsAddedToTheRecordsWithItsIds) {
  const ScratchFolder folder;
  std::vector<Record> records = {record_with("a", "One flood."), record_with("b", "Two floods.")};
  const auto added =
      add_evidence(folder.write("e.jsonl",
                                "{\"id\":\"b\",\"topic_evidence\":{\"floods\":[\"Two\"]}}\r\n\n"
                                "{\"id\":\"zzz\",\"topic_evidence\":{\"floods\":[\"gone\"]}}\n"),
                   records);
  ASSERT_TRUE(added.ok()) << added.error().to_string();
  EXPECT_FALSE(has_topic_evidence(records[0]));
  EXPECT_EQ(*topic_evidence_of(records[1]), (TopicEvidence{{"floods", {"Two"}}}));
}

TEST(EvidenceFile, RefusesBadLinesWithFileAndLine) {
  const ScratchFolder folder;
  std::vector<Record> records = {record_with("a", "One flood.")};
  const std::string good = "{\"id\":\"a\",\"topic_evidence\":{}}\n";
  for (const char* line : {"{", "[]", "7", "{\"id\":1,\"topic_evidence\":{}}", "{\"id\":\"b\"}",
                           "{\"topic_evidence\":{}}", "{\"id\":\"a\",\"topic_evidence\":{}}"}) {
    const std::string path = folder.write("e.jsonl", good + line);
    const auto added = add_evidence(path, records);
    ASSERT_FALSE(added.ok()) << line;
    EXPECT_EQ(added.error().code, ErrorCode::kInvalidData);
    EXPECT_EQ(added.error().source, path);
    EXPECT_EQ(added.error().line, 2u) << line;
  }
  EXPECT_EQ(add_evidence(folder.path("none"), records).error().code, ErrorCode::kIo);
}

// Evidence that stands in the corpus itself gives way to the file, so that a file can correct it.
TEST(EvidenceFile, TakesThePlaceOfTheRecordsOwnEvidence) {
  const ScratchFolder folder;
  std::vector<Record> records = {record_with("a", "One flood.", R"({"floods":["One"]})")};
  ASSERT_TRUE(
      add_evidence(folder.write("e", "{\"id\":\"a\",\"topic_evidence\":{\"trade\":[\"flood\"]}}"), records)
          .ok());
  EXPECT_EQ(*topic_evidence_of(records[0]), (TopicEvidence{{"trade", {"flood"}}}));
  EXPECT_EQ(records[0].document.fields.size(), 1u);
}

}  // namespace
}  // namespace bearing
