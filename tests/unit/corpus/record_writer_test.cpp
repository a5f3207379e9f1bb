#include "corpus/record_writer.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "corpus_in_memory.hpp"

namespace bearing {
namespace {

std::string literal(std::string_view text) {
  std::string out;
  append_json_string(text, out);
  return out;
}

TEST(JsonString, EscapesWhatMustBe) {
  EXPECT_EQ(literal("a\"b\\c\n\r\t/ế😀"), "\"a\\\"b\\\\c\\n\\r\\t/ế😀\"");
  EXPECT_EQ(literal(std::string("\0\x1f\x7f", 3)), "\"\\u0000\\u001f\x7f\"");
  EXPECT_EQ(literal(""), "\"\"");
  EXPECT_EQ(literal("a\xFF"
                    "b\xE2\x82"),
            "\"a\xEF\xBF\xBD"
            "b\xEF\xBF\xBD\"");
}

TEST(JsonString, IsUnderstoodByAnotherParser) {
  for (int special = 0; special < 0x80; ++special) {
    for (std::size_t before = 0; before < 40; ++before) {
      const std::string text = std::string(before, 'a') + static_cast<char>(special) + "đ";
      EXPECT_EQ(nlohmann::json::parse(literal(text)).get<std::string>(), text);
    }
  }
}

TEST(RecordWriter, WritesKnownFieldsThenTheOthers) {
  Record record;
  record.document.id = "i";
  record.document.text = "t";
  record.document.fields = {{"x", "[1,\n2]"}, {"topics", "7"}, {"topics_", "8"}};
  record.annotation.has_topics = true;
  std::string line;
  append_json_line(record, line);
  EXPECT_EQ(line, R"({"id":"i","text":"t","topics":[],"x":[1, 2],"topics__":7,"topics_":8})");
}

TEST(RecordWriter, LeavesNoTraceUntilItIsFinished) {
  TemporaryFolder folder;
  const std::string path = folder.write("out.jsonl", "old");
  {
    auto writer = open_writer(path, CorpusFormat::kAuto, {});
    ASSERT_TRUE(writer);
    EXPECT_TRUE((*writer)->write(Record{}));
    EXPECT_EQ(bytes_of(path), "old");
  }
  EXPECT_EQ(bytes_of(path), "old");
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder.path()), {}), 1);
  write_all(path, CorpusFormat::kAuto, {Record{}});
  EXPECT_EQ(bytes_of(path), "{\"id\":\"\",\"text\":\"\"}\n");
}

TEST(RecordWriter, KeepsLinksAndPermissions) {
  TemporaryFolder folder;
  const std::string path = folder.write("out.jsonl", "old"), link = folder.path("link.jsonl");
  std::filesystem::permissions(path, std::filesystem::perms(0640));
  std::filesystem::create_symlink(path, link);
  write_all(link, CorpusFormat::kAuto, {Record{}});
  EXPECT_TRUE(std::filesystem::is_symlink(link));
  EXPECT_NE(bytes_of(path), "old");
  EXPECT_EQ(std::filesystem::status(path).permissions(), std::filesystem::perms(0640));
}

TEST(RecordWriter, GoesByTheName) {
  TemporaryFolder folder;
  Record record;
  record.document.text = "t";
  const std::vector<std::pair<std::string, std::string>> starts = {{"a.jsonl", "{\"id\""},
                                                                   {"a.csv", "id,lang"},
                                                                   {"a.tsv", "id\tlang"},
                                                                   {"a.json", "[\n{\"data\""},
                                                                   {"a.ft", "t\n"},
                                                                   {"a.csv.gz", "\x1F\x8B"},
                                                                   {"a.jsonl.zst", "\x28\xB5\x2F\xFD"},
                                                                   {"a", "{\"id\""}};
  for (const auto& [name, start] : starts) {
    write_all(folder.path(name), CorpusFormat::kAuto, {record});
    EXPECT_TRUE(bytes_of(folder.path(name)).starts_with(start)) << name;
  }
  EXPECT_EQ(open_writer(folder.path("a.txt"), CorpusFormat::kAuto, {}).error().code, ErrorCode::kUsage);
  EXPECT_EQ(open_writer(folder.path("no/such/folder.jsonl"), CorpusFormat::kAuto, {}).error().code,
            ErrorCode::kIo);
}

TEST(RecordWriter, WritesNothingAsAValidFile) {
  TemporaryFolder folder;
  write_all(folder.path("a.json"), CorpusFormat::kAuto, {});
  EXPECT_EQ(bytes_of(folder.path("a.json")), "[]\n");
  write_all(folder.path("a.csv"), CorpusFormat::kAuto, {});
  EXPECT_EQ(bytes_of(folder.path("a.csv")), "id,lang,title,text\r\n");
}

TEST(RecordWriter, ReportsAFullDevice) {
  auto writer = open_writer("/dev/full", CorpusFormat::kJsonLines, {});
  ASSERT_TRUE(writer);
  EXPECT_TRUE((*writer)->write(Record{}));
  EXPECT_EQ((*writer)->finish().error().code, ErrorCode::kIo);
}

TEST(RecordWriter, PassesAnErrorRecordOn) {
  TemporaryFolder folder;
  Record record;
  record.error = Error{ErrorCode::kInvalidData, "bad", "in", 3, {}};
  for (const char* name : {"a.jsonl", "a.csv", "a.json", "a.ft", "folder/"}) {
    auto writer = open_writer(folder.path(name), CorpusFormat::kAuto, {});
    EXPECT_EQ((*writer)->write(record).error().to_string(), "in:3: bad") << name;
  }
}

TEST(RecordWriter, RefusesColumnsThatComeTooLate) {
  TemporaryFolder folder;
  auto writer = open_writer(folder.path("a.csv"), CorpusFormat::kAuto, {});
  Record record;
  for (int i = 0; i < 5000; ++i) ASSERT_TRUE((*writer)->write(record));
  record.annotation.has_topics = true;
  EXPECT_TRUE((*writer)->write(record));
  record.document.fields = {{"late", "1"}};
  EXPECT_EQ((*writer)->write(record).error().code, ErrorCode::kInvalidData);
}

}  // namespace
}  // namespace bearing
