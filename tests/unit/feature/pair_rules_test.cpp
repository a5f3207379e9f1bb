#include "feature/pair_rules.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "feature/pair_features.hpp"
#include "tests/small_pair_model.hpp"

namespace bearing {
namespace {

using testing::HasSubstr;

void expect_refused(const std::string& json, const std::string& message) {
  const auto rules = pair_rules_from_json(json);
  ASSERT_FALSE(rules.ok()) << json;
  EXPECT_EQ(rules.error().code, ErrorCode::kUsage);
  EXPECT_THAT(rules.error().message, HasSubstr(message)) << json;
}

TEST(PairRules, SurviveJsonWithEveryBit) {
  PairRules rules = full_pair_rules();
  rules.feeling = false;
  rules.blocks[0].by_target = 1.0 / 3;
  rules.blocks[1].most = 5000;
  rules.blocks[2].skip_stop_words = true;
  rules.blocks[3].min_documents = 7;
  const auto read = pair_rules_from_json(pair_rules_to_json(rules));
  ASSERT_TRUE(read.ok()) << read.error().message;
  EXPECT_EQ(*read, rules);
}

TEST(PairRules, HaveDefaultsForWhatIsNotSaid) {
  const auto rules = pair_rules_from_json(R"({"version":1,"blocks":[{"family":"text_words","largest":3}]})");
  ASSERT_TRUE(rules.ok()) << rules.error().message;
  EXPECT_EQ(rules->blocks, (std::vector<PairBlock>{{.family = PairFamily::kTextWords, .largest = 3}}));
  EXPECT_TRUE(rules->overlap && rules->feeling && !rules->near_feeling);
  EXPECT_TRUE(!rules->form && !rules->split_hashtags && rules->cues.empty());
  EXPECT_EQ(rules->dense_weight, 1);
  EXPECT_EQ(rules->dense_by_target, 0);
}

TEST(PairRules, RefuseJsonThatIsSomethingElse) {
  for (const char* json : {"", "{", "[]", "7", "null"}) EXPECT_FALSE(pair_rules_from_json(json).ok()) << json;
  expect_refused("{}", "version 0");
  expect_refused(R"({"version":2})", "version 2, but this program knows version 1");
  expect_refused(R"({"version":1,"overlaps":true})", "overlaps");
  expect_refused(R"({"version":1,"overlap":1})", "overlap");
  expect_refused(R"({"version":1,"blocks":{}})", "list");
  expect_refused(R"({"version":1,"blocks":[7]})", "object");
  expect_refused(R"({"version":1,"blocks":[{"largest":2}]})", "no family");
  expect_refused(R"({"version":1,"blocks":[{"family":"text"}]})", "\"text\" is no family");
  expect_refused(R"({"version":1,"blocks":[{"family":"text_words","largest":-1}]})", "largest");
  expect_refused(R"({"version":1,"blocks":[{"family":"text_words","largest":2.5}]})", "largest");
  expect_refused(R"({"version":1,"blocks":[{"family":"text_words","largest":4294967297}]})", "largest");
  expect_refused(R"({"version":1,"blocks":[{"family":"text_words","typo":1}]})", "typo");
  expect_refused(R"({"version":1,"cues":{}})", "list");
  expect_refused(R"({"version":1,"cues":[7]})", "object");
  expect_refused(R"({"version":1,"cues":[{"target":7,"stance":"favor"}]})", "target");
  expect_refused(R"({"version":1,"cues":[{"target":"a","stance":"favor","phrases":"x"}]})", "list");
  expect_refused(R"({"version":1,"cues":[{"target":"a","stance":"favor","phrases":["x",1]}]})", "no string");
  expect_refused(R"({"version":1,"cues":[{"target":"a","stance":"favor","phrases":["x",""]}]})", "1 to 200");
  expect_refused(R"({"version":1,"cues":[{"target":"x","phrases":["x"]}]})", "no name");
  expect_refused(R"({"version":1,"cues":[{"target":"a","stance":"b"},{"target":"a","stance":"b"}]})",
                 "two lists");
}

TEST(PairRules, RefuseNumbersOutOfRange) {
  const auto refused = [](const char* message, auto change) {
    PairRules rules = small_pair_rules();
    change(rules);
    const auto status = rules.validate();
    ASSERT_FALSE(status.ok()) << message;
    EXPECT_THAT(status.error().message, HasSubstr(message));
  };
  refused("smallest", [](PairRules& r) { r.blocks[0].smallest = 0; });
  refused("smallest", [](PairRules& r) { r.blocks[0].smallest = 3; });
  refused("largest", [](PairRules& r) { r.blocks[0].largest = 17; });
  refused("window", [](PairRules& r) { r.blocks[4].window = 0; });
  refused("window", [](PairRules& r) { r.blocks[4].window = 4000000000; });
  refused("weight", [](PairRules& r) { r.blocks[0].weight = -1; });
  refused("weight", [](PairRules& r) { r.blocks[0].by_target = 1e300; });
  refused("both 0", [](PairRules& r) { r.blocks[1].weight = 0; });
  refused("known_target", [](PairRules& r) { r.blocks[7].by_target = 1; });
  refused("min_documents", [](PairRules& r) { r.blocks[0].min_documents = 0; });
  refused("blocks", [](PairRules& r) { r.blocks.resize(65); });
  refused("dense_weight", [](PairRules& r) { r.dense_weight = 1e9; });
  refused("dense_weight", [](PairRules& r) { r.dense_by_target = -1; });
  refused("without dense features", [](PairRules& r) {
    r.overlap = r.feeling = r.near_feeling = false;
    r.dense_by_target = 1;
  });
  refused("1 to 200 bytes, not 201",
          [](PairRules& r) { r.cues = {{"a", "favor", {std::string(201, 'x')}}}; });
  refused("100001 cues",
          [](PairRules& r) { r.cues = {{"a", "favor", std::vector<std::string>(100'001, "x")}}; });
  refused("1001 lists", [](PairRules& r) { r.cues.resize(1001); });
  refused("no features", [](PairRules& r) {
    r.blocks.clear();
    r.overlap = r.feeling = r.near_feeling = false;
  });
}

TEST(PairRules, NameTheirDenseFeatures) {
  PairRules rules;
  rules.near_feeling = true;
  EXPECT_EQ(rules.dense_size(), 76u);
  EXPECT_EQ(dense_names(rules).size(), 76u);
  rules.overlap = false;
  EXPECT_EQ(rules.dense_size(), 19u);
  EXPECT_EQ(dense_names(rules).front(), "text_good");
  EXPECT_EQ(dense_names(rules).back(), "near_sign");
  rules.form = true;
  rules.cues = {{"a", "favor", {"x"}}, {"b", "favor", {}}, {"a", "against", {}}};
  EXPECT_EQ(rules.dense_size(), 19u + 17 + 2 * 6 + 2 + 3);
  EXPECT_EQ(dense_names(rules).size(), rules.dense_size());
  EXPECT_EQ(dense_names(rules).back(), "cues.a.against");
}

TEST(PairRules, TellWhetherTheTargetMatters) {
  PairRules rules;
  rules.blocks = {{.family = PairFamily::kTextWords}};
  EXPECT_FALSE(rules.by_target());
  rules.blocks[0].by_target = 1;
  EXPECT_TRUE(rules.by_target());
  rules.blocks = {{.family = PairFamily::kKnownTarget}};
  EXPECT_TRUE(rules.by_target());
  rules.blocks = {};
  EXPECT_FALSE(rules.by_target());
  rules.dense_by_target = 0.5;
  EXPECT_TRUE(rules.by_target());
}

}  // namespace
}  // namespace bearing
