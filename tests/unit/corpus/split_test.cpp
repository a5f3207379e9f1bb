#include "corpus/split.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "base/hash.hpp"
#include "corpus_in_memory.hpp"

namespace bearing {
namespace {

const std::vector<Record>& shipped() {
  static const auto records =
      *read_corpus({BEARING_SOURCE_DIR "/datasets/asean-affairs/asean-affairs.jsonl"}, {});
  return records;
}

std::string pair_of(const Record& record) {
  for (const auto& [name, raw] : record.document.fields) {
    if (name == "pair") return raw;
  }
  return {};
}

TEST(AssignFolds, BalancesSizeLanguageAndTopics) {
  const auto folds = assign_folds(shipped(), 5, 1);
  std::map<std::string, std::vector<int>> counts;
  for (std::size_t i = 0; i < folds.size(); ++i) {
    ASSERT_LT(folds[i], 5u);
    std::vector<std::string> keys = {"size", "lang " + shipped()[i].document.lang};
    for (const std::string& topic : shipped()[i].annotation.topics) keys.push_back(topic);
    for (const std::string& key : keys) counts[key].resize(5), ++counts[key][folds[i]];
  }
  for (const auto& [key, count] : counts) {
    const auto [least, most] = std::minmax_element(count.begin(), count.end());
    EXPECT_LE(*most - *least, 6) << key;
  }
}

TEST(AssignFolds, KeepsPairsAndEqualTextsTogether) {
  std::vector<Record> records = shipped();
  records[7].document.text = records[900].document.text;
  const auto folds = assign_folds(records, 5, 1);
  EXPECT_EQ(folds[7], folds[900]);
  std::map<std::string, std::set<std::uint32_t>> of_pair;
  for (std::size_t i = 0; i < folds.size(); ++i) {
    if (const std::string pair = pair_of(records[i]); !pair.empty()) of_pair[pair].insert(folds[i]);
  }
  EXPECT_EQ(of_pair.size(), 77u);
  for (const auto& [pair, places] : of_pair) EXPECT_EQ(places.size(), 1u) << pair;
}

TEST(AssignFolds, KeepsAnswersWithWhatTheyAnswer) {
  std::vector<Record> records(60);
  for (std::size_t i = 0; i < records.size(); ++i) {
    Document& document = records[i].document;
    document.id = std::to_string(i);
    document.text = "text " + document.id;
    document.title = "Story " + document.id;
  }
  records[3].document.title = "Harbour works";
  records[20].document.title = "RE: Fwd: harbour  works";
  records[41].document.title = "Re: re:Harbour works";
  for (const std::uint64_t seed : {1, 2, 3, 4}) {
    const auto folds = assign_folds(records, 5, seed);
    EXPECT_EQ(folds[3], folds[20]);
    EXPECT_EQ(folds[3], folds[41]);
  }
  // What many records are called is no story.
  for (std::size_t i = 0; i < 30; ++i) records[i].document.title = "Letters";
  const auto folds = assign_folds(records, 5, 1);
  EXPECT_GT(std::set<std::uint32_t>(folds.begin(), folds.begin() + 30).size(), 1u);
}

TEST(AssignFolds, DependsOnIdsAndSeedNotOnOrder) {
  std::vector<Record> records = shipped();
  const auto folds = assign_folds(records, 5, 1);
  std::map<std::string, std::uint32_t> by_id;
  for (std::size_t i = 0; i < folds.size(); ++i) by_id[records[i].document.id] = folds[i];
  std::sort(records.begin(), records.end(),
            [](const Record& a, const Record& b) { return hash64(a.document.id) < hash64(b.document.id); });
  const auto shuffled = assign_folds(records, 5, 1);
  for (std::size_t i = 0; i < shuffled.size(); ++i) ASSERT_EQ(shuffled[i], by_id[records[i].document.id]);
  EXPECT_NE(assign_folds(records, 5, 2), shuffled);
}

TEST(AssignFolds, CopesWithLittle) {
  EXPECT_TRUE(assign_folds({}, 5, 1).empty());
  EXPECT_EQ(assign_folds(std::vector<Record>(3), 1, 1), (std::vector<std::uint32_t>{0, 0, 0}));
  std::vector<Record> few(4);
  for (std::size_t i = 0; i < few.size(); ++i) few[i].document.id = std::to_string(i);
  auto folds = assign_folds(few, 4, 1);
  std::sort(folds.begin(), folds.end());
  EXPECT_EQ(folds, (std::vector<std::uint32_t>{0, 1, 2, 3}));
}

TEST(ReadSplit, ReadsTheShippedSplit) {
  auto split = read_split(BEARING_SOURCE_DIR "/datasets/asean-affairs/split.tsv");
  ASSERT_TRUE(split) << split.error().to_string();
  std::map<std::string, int> sizes;
  std::map<std::string, std::set<std::string>> parts_of_pair;
  for (const Record& record : shipped()) {
    ASSERT_EQ(split->count(record.document.id), 1u) << record.document.id;
    const std::string& part = split->at(record.document.id);
    ++sizes[part];
    if (const std::string pair = pair_of(record); !pair.empty()) parts_of_pair[pair].insert(part);
  }
  EXPECT_EQ(split->size(), shipped().size());
  const auto total = static_cast<double>(shipped().size());
  EXPECT_NEAR(sizes["train"] / total, 0.7, 0.01);
  EXPECT_NEAR(sizes["dev"] / total, 0.1, 0.01);
  EXPECT_NEAR(sizes["test"] / total, 0.2, 0.01);
  for (const auto& [pair, parts] : parts_of_pair) EXPECT_EQ(parts.size(), 1u) << pair;
}

TEST(ReadSplit, NamesTheLineOfAFault) {
  TemporaryFolder folder;
  const auto fault = [&](const std::string& text) {
    auto split = read_split(folder.write("s.tsv", text));
    return split ? "no fault" : std::to_string(split.error().line) + " " + split.error().message;
  };
  EXPECT_EQ(fault("a\ttrain\r\n\nb\tdev"), "no fault");
  EXPECT_EQ(fault("a\ttrain\nb dev\n"), "2 expected an id, a tab and a part");
  EXPECT_EQ(fault("a\ttrian\n"), "1 expected train, dev or test, found \"trian\"");
  EXPECT_EQ(fault("a\ttrain\n\na\tdev\n"), "3 id \"a\" comes twice");
}

}  // namespace
}  // namespace bearing
