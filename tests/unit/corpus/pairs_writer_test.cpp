#include <gtest/gtest.h>

#include "corpus_in_memory.hpp"

namespace bearing {
namespace {

std::vector<Record> sample() {
  std::vector<Record> records(4);
  records[0].document.id = "a";
  records[0].document.lang = "en";
  records[0].document.text = "They agree, he said.";
  records[0].document.fields = {{"n", "1"}, {"target", "\"field\""}, {"stance", "7"}};
  records[0].annotation.has_topics = true;
  records[0].annotation.topics = {"x"};
  records[0].annotation.has_stances = true;
  records[0].annotation.stances = {{"t", "favor", "he", "They agree"}, {"u, or v", "unrelated", "", ""}};
  records[0].document.targets = {"w"};
  records[1].document.id = "b";
  records[1].document.text = "one";
  records[1].annotation.has_stances = true;
  records[1].annotation.stances = {{"t", "against", "", ""}};
  records[2].document.id = "c";
  records[2].document.text = "none";
  records[2].annotation.has_stances = true;
  records[3].document.id = "d";
  records[3].document.text = "to label";
  records[3].document.targets = {"a \"claim\""};
  return records;
}

TEST(PairsWriter, WritesALineForEachPair) {
  TemporaryFolder folder;
  write_all(folder.path("pairs.jsonl"), CorpusFormat::kPairs, sample());
  EXPECT_EQ(
      bytes_of(folder.path("pairs.jsonl")),
      R"({"id":"a#1","lang":"en","text":"They agree, he said.","target":"t","stance":"favor","holder":"he",)"
      R"("evidence":"They agree","n":1,"target_":"field","stance_":7})"
      "\n"
      R"({"id":"a#2","lang":"en","text":"They agree, he said.","target":"u, or v","stance":"unrelated","n":1,)"
      R"("target_":"field","stance_":7})"
      "\n"
      R"({"id":"a#3","lang":"en","text":"They agree, he said.","target":"w","n":1,"target_":"field","stance_":7})"
      "\n"
      R"({"id":"b","text":"one","target":"t","stance":"against"})"
      "\n"
      R"({"id":"d","text":"to label","target":"a \"claim\""})"
      "\n");
}

TEST(PairsWriter, WritesTheSamePairsAsATable) {
  TemporaryFolder folder;
  const auto lines = [](const std::vector<Record>& records) {
    std::string out;
    for (Record record : records) {
      record.document.fields.clear();
      append_json_line(record, out);
      out += '\n';
    }
    return out;
  };
  auto records = sample();
  write_all(folder.path("pairs.jsonl"), CorpusFormat::kPairs, records);
  const auto expected = read_corpus({folder.path("pairs.jsonl")}, {});
  ASSERT_TRUE(expected);
  EXPECT_EQ(expected->size(), 5u);
  for (const char* name : {"pairs.csv", "pairs.tsv.gz"}) {
    write_all(folder.path(name), CorpusFormat::kPairs, records);
    const auto back = read_corpus({folder.path(name)}, {});
    ASSERT_TRUE(back) << back.error().to_string();
    EXPECT_EQ(lines(*back), lines(*expected));
  }
  EXPECT_TRUE(bytes_of(folder.path("pairs.csv"))
                  .starts_with("id,lang,title,text,target,stance,holder,evidence,n,target_,stance_\r\n"))
      << bytes_of(folder.path("pairs.csv"));
}

TEST(PairsWriter, IsTheOnlyWayToWriteAPublicFormat) {
  for (const CorpusFormat format : {CorpusFormat::kSemEval2016, CorpusFormat::kFnc1, CorpusFormat::kVast}) {
    const auto writer = open_writer("-", format, {});
    ASSERT_FALSE(writer);
    EXPECT_EQ(writer.error().message, "this format is only read; write format pairs instead");
  }
}

std::string table_of(const std::vector<Record>& records, const std::string& name) {
  TemporaryFolder folder;
  write_all(folder.path(name), CorpusFormat::kAuto, records);
  const auto back = read_corpus({folder.path(name)}, {});
  EXPECT_TRUE(back);
  std::string expected, found;
  for (const Record& record : records) append_json_line(record, expected);
  for (const Record& record : *back) append_json_line(record, found);
  EXPECT_EQ(found, expected);
  const std::string bytes = bytes_of(folder.path(name));
  return bytes.substr(0, bytes.find('\r'));
}

Record paired(const std::string& id, const std::string& target, const std::string& stance) {
  Record record;
  record.document.id = id;
  record.document.text = "text";
  if (stance.empty()) {
    record.document.targets = {target};
  } else {
    record.annotation.has_stances = true;
    record.annotation.stances = {{target, stance, "", ""}};
  }
  return record;
}

TEST(CsvWriter, HasColumnsForPairsWhereEachRecordIsOne) {
  EXPECT_EQ(table_of({paired("1", "t", "x"), paired("2", "u; v", "")}, "c.csv"),
            "id,lang,title,text,target,stance");
  Record plain;
  plain.document.id = "3";
  EXPECT_EQ(table_of({plain, paired("1", "t", "x")}, "c.csv"), "id,lang,title,text,target,stance");
  Record two = paired("1", "t", "x");
  two.annotation.stances.push_back({"u", "y", "", ""});
  EXPECT_EQ(table_of({paired("2", "t", "x"), two}, "c.csv"), "id,lang,title,text,stances");
  EXPECT_EQ(table_of({paired("1", " spaced", "x")}, "c.csv"), "id,lang,title,text,stances");
  Record both = paired("1", "t", "x");
  both.document.targets = {"one", "[\"two\""};
  EXPECT_EQ(table_of({both}, "c.csv"), "id,lang,title,text,targets,stances");
}

TEST(CsvWriter, FindsAPlaceForWhatComesLate) {
  std::vector<Record> records;
  for (int i = 0; i < 4100; ++i) records.push_back(paired(std::to_string(i), "t", "x"));
  for (Record& record : records) record.annotation.has_topics = true;  // the table has the column in any case
  records[4098].annotation.stances.push_back({"u", "y", "", ""});
  records[4099].annotation.stances[0].holder = "author";
  EXPECT_EQ(table_of(records, "c.csv"), "id,lang,title,text,topics,stances,target,stance");
  records[4097] = paired("late", "t", "");
  EXPECT_EQ(table_of({records.begin(), records.begin() + 4098}, "c.csv"),
            "id,lang,title,text,topics,stances,target,stance");
}

}  // namespace
}  // namespace bearing
