#include "corpus/input_list.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "corpus_in_memory.hpp"

namespace bearing {
namespace {

std::vector<std::string> paths_of(const std::vector<std::string>& inputs) {
  auto items = list_inputs(inputs, {});
  if (!items) return {items.error().to_string()};
  std::vector<std::string> paths;
  for (const InputItem& item : *items) paths.push_back(item.path);
  return paths;
}

using Paths = std::vector<std::string>;

TEST(InputList, ExpandsFoldersAndGlobsInByteOrder) {
  TemporaryFolder folder;
  const std::string b = folder.write("b.txt", "b"), c = folder.write("Z/deep/er/c.txt", "c"),
                    a = folder.write("a.txt", "a"), star = folder.write("[*].txt", "star");
  EXPECT_EQ(paths_of({folder.path()}), (Paths{c, star, a, b}));
  EXPECT_EQ(paths_of({folder.path("?.txt"), b}), (Paths{a, b, b}));
  EXPECT_EQ(paths_of({star}), Paths{star}) << "a name that is a file is no pattern";
  EXPECT_EQ(paths_of({folder.path("Z/*/*")}), Paths{c});
  EXPECT_EQ(paths_of({folder.path("*.json")}),
            Paths{folder.path("*.json") + ": the pattern matches no file"});
}

TEST(InputList, SaysSizeTimeAndWhoNamedAFile) {
  TemporaryFolder folder;
  folder.write("d/a.txt", "four");
  const std::string named = folder.write("b.txt", "12");
  ReadOptions options;
  options.format = CorpusFormat::kText;
  const auto items = list_inputs({folder.path("d"), named}, options);
  ASSERT_TRUE(items);
  ASSERT_EQ(items->size(), 2u);
  EXPECT_EQ((*items)[0].bytes, 4u);
  EXPECT_TRUE((*items)[0].found);
  EXPECT_GT((*items)[0].modified_ns, 0);
  EXPECT_EQ((*items)[1].bytes, 2u);
  EXPECT_FALSE((*items)[1].found);
}

TEST(InputList, PassesOverPipesAndLoopsInFolders) {
  TemporaryFolder folder;
  const std::string file = folder.write("a/x.txt", "x");
  ASSERT_EQ(::mkfifo(folder.path("a/pipe").c_str(), 0600), 0);
  std::filesystem::create_directory_symlink(folder.path(), folder.path("a/loop"));
  std::filesystem::create_symlink("self", folder.path("self"));
  EXPECT_EQ(paths_of({folder.path()}), (Paths{file, folder.path("self")}));
  const Reading reading = read_paths({folder.path()});  // a link to itself: an error record, no more
  EXPECT_FALSE(reading.error);
  ASSERT_EQ(reading.records.size(), 2u);
  EXPECT_TRUE(reading.records[1].error);
}

TEST(InputMeter, SeesEveryStoredByte) {
  TemporaryFolder folder;
  std::vector<Record> records(300);
  for (Record& record : records) record.document.text = "some text";
  for (const char* name : {"c.jsonl", "c.jsonl.gz", "c.csv.zst"}) {
    const CorpusFormat format =
        std::string(name).starts_with("c.csv") ? CorpusFormat::kCsv : CorpusFormat::kJsonLines;
    write_all(folder.path(name), format, records);
    InputMeter meter;
    auto reader = open_input({.path = folder.path(name)}, {}, &meter);
    ASSERT_TRUE(reader);
    EXPECT_EQ(drain(**reader).records.size(), 300u);
    const std::string bytes = bytes_of(folder.path(name));
    EXPECT_EQ(meter.bytes(), bytes.size());
    EXPECT_EQ(meter.hash(), hash64(bytes));
  }
}

TEST(InputMeter, SeesFoldersOfLabelsToo) {
  TemporaryFolder folder;
  folder.write("x/1.txt", "one");
  folder.write("y/2.txt", "two");
  const auto items = list_inputs({folder.path()}, {});
  ASSERT_TRUE(items);
  ASSERT_EQ(items->size(), 1u);
  EXPECT_TRUE((*items)[0].label_folders);
  EXPECT_EQ((*items)[0].bytes, 6u);
  InputMeter meter;
  auto reader = open_input((*items)[0], {}, &meter);
  ASSERT_TRUE(reader);
  EXPECT_EQ(drain(**reader).records.size(), 2u);
  EXPECT_EQ(meter.hash(), hash64("onetwo"));
}

TEST(OpenInput, EndsWithAnErrorRecordWhereNobodyNamedTheFile) {
  TemporaryFolder folder;
  write_all(folder.path("c.jsonl.gz"), CorpusFormat::kJsonLines, std::vector<Record>(2));
  const std::string bytes = bytes_of(folder.path("c.jsonl.gz"));
  const std::string cut = folder.write("cut.gz", bytes.substr(0, bytes.size() - 4));
  for (const bool found : {false, true}) {
    auto reader = open_input({.path = cut, .found = found}, {});
    ASSERT_TRUE(reader);
    const Reading reading = drain(**reader);
    EXPECT_EQ(reading.error.has_value(), !found);
    ASSERT_EQ(reading.records.size(), found ? 3u : 2u);
    EXPECT_EQ(reading.records.back().error.has_value(), found);
    EXPECT_EQ(reading.records.back().document.id, found ? cut : cut + ":2");
  }
}

}  // namespace
}  // namespace bearing
