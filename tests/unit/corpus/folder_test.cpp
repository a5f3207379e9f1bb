#include <gtest/gtest.h>

#include "corpus/file_list.hpp"
#include "corpus_in_memory.hpp"

namespace bearing {
namespace {

using Topics = std::vector<std::string>;

TEST(Folders, ReadsOneFolderALabel) {
  TemporaryFolder folder;
  folder.write("energy/1.txt", "oil");
  folder.write("energy/2.html", "<p>gas");
  folder.write("trade/1.txt", "tariffs");
  folder.write("trade/both.txt", "oil tariffs");
  folder.write("energy/both.txt", "oil tariffs");
  folder.write("energy/.hidden.txt", "no");
  const Reading reading = read_paths({folder.path()});
  ASSERT_FALSE(reading.error);
  EXPECT_EQ(reading.ids(), "energy/1 trade/1 2 both");
  EXPECT_EQ(reading.records[0].annotation.topics, Topics{"energy"});
  EXPECT_EQ(reading.records[0].source, folder.path("energy/1.txt"));
  EXPECT_TRUE(reading.records[2].html);
  EXPECT_EQ(reading.records[3].annotation.topics, (Topics{"energy", "trade"}));
}

TEST(Folders, TellsNoneFromUnannotated) {
  TemporaryFolder folder;
  folder.write("_none/a.txt", "x");
  folder.write("b.txt", "y");
  folder.write("sport/football/c.txt", "z");
  ReadOptions options;
  options.format = CorpusFormat::kFolders;
  const Reading reading = read_paths({folder.path()}, options);
  EXPECT_EQ(reading.ids(), "a b c");
  EXPECT_TRUE(reading.records[0].annotation.has_topics);
  EXPECT_TRUE(reading.records[0].annotation.topics.empty());
  EXPECT_FALSE(reading.records[1].annotation.has_topics);
  EXPECT_EQ(reading.records[2].annotation.topics, Topics{"sport/football"});
}

TEST(Folders, ReadsAnArchiveInByteOrder) {
  TemporaryFolder folder;
  folder.write("b/2.txt", "two");
  folder.write("a.jsonl", "{\"id\":\"j\",\"text\":\"json\"}\n");
  folder.write("b/1.html", "<html>one");
  folder.write("b.txt", "three");
  folder.write(".git/config", "no");
  folder.write("bad.pdf", "%PDF-1.4");
  const Reading reading = read_paths({folder.path()});
  ASSERT_FALSE(reading.error);
  EXPECT_EQ(reading.ids(), "j " + folder.path("b.txt") + " " + folder.path("b/1.html") + " " +
                               folder.path("b/2.txt") + " " + folder.path("bad.pdf"));
  EXPECT_TRUE(reading.records[4].error);
  EXPECT_FALSE(reading.records[1].annotation.has_topics);
}

TEST(Folders, DoesNotFollowLinksInCircles) {
  TemporaryFolder folder;
  folder.write("a/x.txt", "x");
  std::filesystem::create_directory_symlink(folder.path(), folder.path("a/loop"));
  std::filesystem::create_symlink(folder.path("a/x.txt"), folder.path("a/y.txt"));
  auto files = list_files(folder.path());
  ASSERT_TRUE(files);
  EXPECT_EQ(*files, (std::vector<std::string>{"a/x.txt", "a/y.txt"}));
}

TEST(Folders, WritesOddLabelsAndIds) {
  TemporaryFolder folder;
  Record record;
  record.document.id = "https://example.org/a?b=../c";
  record.document.text = "text";
  record.annotation.has_topics = true;
  record.annotation.topics = {"a b", "sport/football", "_none", "..", ".x"};
  Record longer = record;
  longer.document.id = std::string(400, 'i');
  write_all(folder.path("out"), CorpusFormat::kFolders, {record, longer});
  ReadOptions options;
  options.format = CorpusFormat::kFolders;
  Reading reading = read_paths({folder.path("out")}, options);
  ASSERT_EQ(reading.records.size(), 2u);
  EXPECT_EQ(reading.records[0].document.id, record.document.id);
  for (Record& back : reading.records) {
    std::sort(back.annotation.topics.begin(), back.annotation.topics.end());
    EXPECT_EQ(back.annotation.topics, (Topics{"..", ".x", "_none", "a b", "sport/football"}));
  }
}

TEST(Folders, RefusesToMixOrOverwrite) {
  TemporaryFolder folder;
  folder.write("full/x", "x");
  EXPECT_EQ(open_writer(folder.path("full"), CorpusFormat::kFolders, {}).error().code, ErrorCode::kUsage);
  auto writer = open_writer(folder.path("new"), CorpusFormat::kFolders, {});
  Record record;
  record.document.id = "a";
  EXPECT_TRUE((*writer)->write(record));
  EXPECT_EQ((*writer)->write(record).error().message, "folders can't hold a second document with id \"a\"");
  record.document.id = "b";
  record.annotation.has_topics = true;
  record.annotation.topics = {"a//b"};
  EXPECT_EQ((*writer)->write(record).error().code, ErrorCode::kInvalidData);
}

TEST(OpenRecords, RefusesBadInputsAtOnce) {
  TemporaryFolder folder;
  EXPECT_EQ(open_records({}, {}).error().code, ErrorCode::kUsage);
  EXPECT_EQ(open_records({folder.path("none")}, {}).error().code, ErrorCode::kIo);
  EXPECT_EQ(open_records({"-", "-"}, {}).error().code, ErrorCode::kUsage);
  ReadOptions options;
  options.format = CorpusFormat::kFolders;
  EXPECT_EQ(open_records({folder.write("a.txt", "x")}, options).error().code, ErrorCode::kUsage);
}

TEST(OpenRecords, GoesOnAfterABadFileOfAFolder) {
  TemporaryFolder folder;
  folder.write("a.jsonl.gz",
               "\x1F\x8B"
               "broken");
  folder.write("b.txt", "fine");
  folder.write("c.csv", "no,such\ncolumn,here\n");
  folder.write("d.txt", "fine");
  const Reading reading = read_paths({folder.path()});
  ASSERT_FALSE(reading.error);
  ASSERT_EQ(reading.records.size(), 4u);
  EXPECT_TRUE(reading.records[0].error);
  EXPECT_FALSE(reading.records[1].error);
  EXPECT_TRUE(reading.records[2].error);
  EXPECT_FALSE(reading.records[3].error);
  // Named by itself, the same file ends the reading.
  EXPECT_TRUE(read_paths({folder.path("a.jsonl.gz")}).error);
}

TEST(ReadCorpus, ReturnsTheFirstError) {
  TemporaryFolder folder;
  const auto records = read_corpus({folder.write("a.jsonl", "{\"text\":\"a\"}\n{}\n")}, {});
  ASSERT_FALSE(records);
  EXPECT_EQ(records.error().line, 2u);
}

}  // namespace
}  // namespace bearing
