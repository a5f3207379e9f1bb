#include "archive/run_journal.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace bearing {
namespace {

FinishedShard shard(std::uint64_t number) {
  FinishedShard made;
  made.number = number;
  made.bytes = 100 + number;
  made.hash = "0123456789abcdef0123456789abcdef";
  made.rejects_bytes = 10 * number;
  made.end = {number, 7};
  made.inputs = {{number, 55, "00000000000000aa", 12}, {number + 1, 0, "", 0}};
  made.counts.documents = 5;
  made.counts.rejects = 1;
  made.counts.topics = {{"a \"b\" c", 3}};
  made.counts.languages = {{"en", 4}};
  return made;
}

TEST(RunJournal, ComesBackAsItWas) {
  const std::string bytes = journal_line(shard(0)) + journal_line(shard(1));
  const auto journal = parse_journal(bytes, "j");
  ASSERT_TRUE(journal.ok()) << journal.error().to_string();
  EXPECT_EQ(journal->shards, (std::vector<FinishedShard>{shard(0), shard(1)}));
  EXPECT_EQ(journal->whole_bytes, bytes.size());
}

TEST(RunJournal, ALineThatWasBeingWrittenIsNotThere) {
  const std::string first = journal_line(shard(0)), both = first + journal_line(shard(1));
  for (std::size_t size = first.size(); size < both.size(); ++size) {
    const auto journal = parse_journal(both.substr(0, size), "j");
    ASSERT_TRUE(journal.ok()) << size;
    EXPECT_EQ(journal->shards.size(), 1u);
    EXPECT_EQ(journal->whole_bytes, first.size());
  }
}

TEST(RunJournal, DamageWithinIsAnErrorWithItsLine) {
  const std::string first = journal_line(shard(0)), both = first + journal_line(shard(1));
  for (std::size_t at = 0; at + 1 < first.size(); ++at) {
    std::string bytes = both;
    bytes[at] = static_cast<char>(bytes[at] ^ 1);
    const auto journal = parse_journal(bytes, "j");
    ASSERT_FALSE(journal.ok()) << at;
    EXPECT_EQ(journal.error().line, 1u);
  }
  EXPECT_FALSE(parse_journal(journal_line(shard(1)), "j").ok()) << "the first shard is missing";
  EXPECT_FALSE(parse_journal(first + first, "j").ok()) << "the same shard twice";
}

TEST(RunCounts, OfPartsAddUp) {
  RunCounts all, parts;
  Labels labels;
  labels.lang = "vi";
  labels.topics = {{"a", 0.9, 0.5, true}, {"b", 0.1, 0.5, false}};
  labels.targets.emplace_back().target = "t";
  labels.targets[0].stances.emplace_back().stance = "favor";
  labels.targets[0].stances[0].assigned = true;
  labels.warnings = {"truncated"};
  for (int i = 0; i < 3; ++i) {
    RunCounts one;
    one.add(labels, 10);
    parts += one;
    all.add(labels, 10);
  }
  labels = {};
  labels.lang = "en";
  all.add(labels, 1);
  all.add_reject();
  RunCounts last;
  last.add(labels, 1);
  last.add_reject();
  parts += last;
  EXPECT_EQ(all, parts);
  EXPECT_EQ(all.documents, 5u);
  EXPECT_EQ(all.rejects, 1u);
  EXPECT_EQ(all.abstentions, 1u);
  EXPECT_EQ(all.text_bytes, 31u);
  EXPECT_EQ(all.topics, (std::map<std::string, std::uint64_t>{{"a", 3}}));
  EXPECT_EQ(all.stances, (std::map<std::string, std::uint64_t>{{"t: favor", 3}}));
  EXPECT_EQ(all.languages, (std::map<std::string, std::uint64_t>{{"en", 1}, {"vi", 3}}));
  RunCounts back;
  ASSERT_TRUE(from_json(to_json(all), back));
  EXPECT_EQ(back, all);
}

}  // namespace
}  // namespace bearing
