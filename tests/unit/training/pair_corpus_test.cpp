#include "training/pair_corpus.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bearing {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Record record(const std::string& text, std::vector<std::pair<std::string, std::string>> stances) {
  static std::uint64_t line = 0;
  Record r;
  r.document.text = text;
  r.source = "pairs.jsonl";
  r.line = ++line;
  r.annotation.has_stances = true;
  for (auto& [target, stance] : stances) r.annotation.stances.push_back({target, stance, {}, {}});
  return r;
}

TEST(PairCorpus, SharesTextsAndTargets) {
  const std::vector<Record> records = {record("One.", {{"a", "zeal"}, {"b", "against"}}),
                                       record("Two.", {{"b", "favor"}}), record("One.", {{"c", "boredom"}})};
  const auto corpus = collect_pairs(records);
  ASSERT_TRUE(corpus.ok()) << corpus.error().to_string();
  EXPECT_EQ(corpus->texts.size(), 2u);
  EXPECT_EQ(*corpus->texts[1].text, "Two.");
  EXPECT_EQ(corpus->targets.size(), 3u);
  EXPECT_THAT(corpus->classes, ElementsAre("favor", "against", "boredom", "zeal"));
  ASSERT_EQ(corpus->pairs.size(), 4u);
  EXPECT_EQ(corpus->pairs[0].label, 3u);
  EXPECT_EQ(corpus->pairs[1].label, 1u);
  EXPECT_EQ(corpus->pairs[3].text, 0u);
  EXPECT_EQ(*corpus->targets[corpus->pairs[2].target], "b");
}

TEST(PairCorpus, ATitleTellsTextsApart) {
  auto with_title = record("One.", {{"a", "favor"}});
  with_title.document.title = "T";
  const std::vector<Record> records = {with_title, record("One.", {{"a", "against"}})};
  const auto corpus = collect_pairs(records);
  ASSERT_TRUE(corpus.ok());
  EXPECT_EQ(corpus->texts.size(), 2u);
}

TEST(PairCorpus, LeavesOutRecordsWithoutStance) {
  const std::vector<Record> records = {record("One.", {{"a", "favor"}}), record("Two.", {}),
                                       record("Three.", {{"a", "against"}})};
  const auto corpus = collect_pairs(records);
  ASSERT_TRUE(corpus.ok());
  EXPECT_EQ(corpus->without_stance, 1u);
  EXPECT_EQ(corpus->pairs.size(), 2u);
}

TEST(PairCorpus, RefusesWhatNothingCanBeLearntFrom) {
  const std::vector<Record> none = {record("One.", {})};
  const auto nothing = collect_pairs(none);
  ASSERT_FALSE(nothing.ok());
  EXPECT_THAT(nothing.error().message, HasSubstr("no record has a stance"));

  const std::vector<Record> same = {record("One.", {}), record("Two.", {{"a", "favor"}}),
                                    record("Three.", {{"b", "favor"}})};
  const auto one_class = collect_pairs(same);
  ASSERT_FALSE(one_class.ok());
  EXPECT_EQ(one_class.error().code, ErrorCode::kInvalidData);
  EXPECT_EQ(one_class.error().source, "pairs.jsonl");
  EXPECT_EQ(one_class.error().line, same[1].line);
  EXPECT_THAT(one_class.error().message, HasSubstr("\"favor\""));

  const std::vector<Record> empty = {record(" \n", {{"a", "favor"}}), record("Two.", {{"a", "against"}})};
  const auto no_text = collect_pairs(empty);
  ASSERT_FALSE(no_text.ok());
  EXPECT_EQ(no_text.error().line, empty[0].line);
}

TEST(PairCorpus, PassesOnWhatCouldNotBeRead) {
  std::vector<Record> records = {record("One.", {{"a", "favor"}})};
  records[0].error = Error{ErrorCode::kInvalidData, "bad JSON", "pairs.jsonl", 7, {}};
  const auto corpus = collect_pairs(records);
  ASSERT_FALSE(corpus.ok());
  EXPECT_EQ(corpus.error().message, "bad JSON");
}

}  // namespace
}  // namespace bearing
