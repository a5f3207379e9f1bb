#include <gtest/gtest.h>

#include "corpus_in_memory.hpp"

namespace bearing {
namespace {

Record document(const std::string& id, const std::string& text, const std::vector<std::string>& topics) {
  Record record;
  record.document.id = id;
  record.document.text = text;
  record.annotation.has_topics = true;
  record.annotation.topics = topics;
  return record;
}

/// Documents full of what trips formats up.
std::vector<Record> traps() {
  std::vector<Record> records = {
      document("a", "plain", {"x"}),
      document("b", "commas, \"quotes\", tabs\t; semicolons\n\nparagraphs \\ backslash",
               {"x", "label with spaces", "50%"}),
      document("c", "Việt Nam — 日本 😀", {}),
      document("d", "=1+1", {"a;b", "[x]", "null"}),
      document("e/f", "\"", {"null"}),
      document("g", "last", {"đối ngoại"}),
  };
  records[1].document.title = "A \"title\", with\ttraps";
  records[1].document.lang = "en";
  records[1].annotation.has_stances = true;
  records[1].annotation.stances = {{"t", "favor", "none", "tabs\t; semicolons"}};
  records[2].annotation.has_stances = true;
  records[2].document.targets = {"a claim; with \"quotes\"", "[x]"};
  records[3].document.fields = {{"pair", "\"p, 1\""}, {"style", "\"wire\""}};
  records[5].annotation = {};
  return records;
}

std::string as_lines(const std::vector<Record>& records) {
  std::string out;
  for (const Record& record : records) {
    EXPECT_FALSE(record.error) << record.error->to_string();
    append_json_line(record, out);
    out += '\n';
  }
  return out;
}

class Lossless : public ::testing::TestWithParam<std::pair<CorpusFormat, const char*>> {};

TEST_P(Lossless, GivesBackEveryRecord) {
  TemporaryFolder folder;
  for (const char* suffix : {"", ".gz", ".zst"}) {
    const std::string path = folder.path(std::string("corpus.") + GetParam().second + suffix);
    auto records = traps();
    if (GetParam().first == CorpusFormat::kCsv || GetParam().first == CorpusFormat::kTsv) {
      records[2].annotation.has_stances = true;  // an empty list is written out, too
    }
    write_all(path, GetParam().first, records);
    ReadOptions options;
    options.format = GetParam().first;
    const Reading reading = read_paths({path}, options);
    ASSERT_FALSE(reading.error) << reading.error->to_string();
    EXPECT_EQ(as_lines(reading.records), as_lines(records));
  }
}

INSTANTIATE_TEST_SUITE_P(Formats, Lossless,
                         ::testing::Values(std::pair(CorpusFormat::kJsonLines, "jsonl"),
                                           std::pair(CorpusFormat::kCsv, "csv"),
                                           std::pair(CorpusFormat::kTsv, "tsv"),
                                           std::pair(CorpusFormat::kLabelStudio, "json"),
                                           std::pair(CorpusFormat::kDoccano, "doccano")));

TEST(RoundTrip, KeepsTextAndTopicsInFastTextLines) {
  TemporaryFolder folder;
  const auto records = traps();
  write_all(folder.path("c.ft"), CorpusFormat::kFastText, records);
  const Reading reading = read_bytes(bytes_of(folder.path("c.ft")), CorpusFormat::kFastText);
  ASSERT_EQ(reading.records.size(), records.size());
  for (std::size_t i = 0; i < records.size(); ++i) {
    EXPECT_EQ(reading.records[i].annotation.has_topics, records[i].annotation.has_topics);
    EXPECT_EQ(reading.records[i].annotation.topics, records[i].annotation.topics);
  }
  EXPECT_EQ(reading.records[1].document.text,
            "A \"title\", with traps commas, \"quotes\", tabs ; semicolons  paragraphs \\ backslash");
}

TEST(RoundTrip, KeepsTextTopicsAndIdsInFolders) {
  TemporaryFolder folder;
  auto records = traps();
  write_all(folder.path("tree"), CorpusFormat::kFolders, records);
  ReadOptions options;
  options.format = CorpusFormat::kFolders;
  Reading reading = read_paths({folder.path("tree")}, options);
  ASSERT_EQ(reading.records.size(), records.size());
  std::sort(reading.records.begin(), reading.records.end(),
            [](const Record& a, const Record& b) { return a.document.id < b.document.id; });
  for (std::size_t i = 0; i < records.size(); ++i) {
    EXPECT_EQ(reading.records[i].document.id, records[i].document.id);
    EXPECT_EQ(reading.records[i].annotation.has_topics, records[i].annotation.has_topics);
    std::sort(records[i].annotation.topics.begin(), records[i].annotation.topics.end());
    std::sort(reading.records[i].annotation.topics.begin(), reading.records[i].annotation.topics.end());
    EXPECT_EQ(reading.records[i].annotation.topics, records[i].annotation.topics);
  }
  EXPECT_EQ(reading.records[1].document.text, records[1].document.title + "\n\n" + records[1].document.text);
}

TEST(RoundTrip, GoesThroughEveryFormatInTurn) {
  TemporaryFolder folder;
  auto shipped = read_corpus({BEARING_SOURCE_DIR "/datasets/asean-affairs/asean-affairs.jsonl"}, {});
  ASSERT_TRUE(shipped);
  const std::string original = as_lines(*shipped);
  std::vector<Record> records = std::move(*shipped);
  for (const auto& [format, name] :
       {std::pair(CorpusFormat::kLabelStudio, "1.json"), std::pair(CorpusFormat::kDoccano, "2.jsonl.gz"),
        std::pair(CorpusFormat::kCsv, "3.csv"), std::pair(CorpusFormat::kTsv, "4.tsv.zst"),
        std::pair(CorpusFormat::kJsonLines, "5.jsonl.gz")}) {
    write_all(folder.path(name), format, records);
    ReadOptions options;
    options.format = format;
    auto again = read_corpus({folder.path(name)}, options);
    ASSERT_TRUE(again) << again.error().to_string();
    EXPECT_TRUE(as_lines(*again) == original) << name;
    records = std::move(*again);
  }
}

}  // namespace
}  // namespace bearing
