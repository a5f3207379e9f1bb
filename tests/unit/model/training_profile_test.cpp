#include "model/training_profile.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>

namespace bearing {
namespace {

using Json = nlohmann::ordered_json;

TrainingProfile profile() {
  TrainingProfile made;
  made.add("en", 1.0, 300);
  made.add("en", 0.96, 255);
  made.add("en-GB", 0.5, 1);
  made.add("vi_VN", 0.9799, 1'000'000'000);
  made.add("vi", 0, 0);
  made.topics = {{"trade", 3}, {"floods", 0}};
  return made;
}

TEST(TextSummary, CountsByHand) {
  const TextSummary english = profile().languages.at("en"), vietnamese = profile().languages.at("vi");
  EXPECT_EQ(english.documents, 3u);
  EXPECT_EQ(english.familiarity[49], 1u);  // 1 is in the last.
  EXPECT_EQ(english.familiarity[48], 1u);  // 0.96 is the lower end of its bin.
  EXPECT_EQ(english.familiarity[25], 1u);
  EXPECT_EQ(english.length[9], 1u);  // 256 to 511 words.
  EXPECT_EQ(english.length[8], 1u);
  EXPECT_EQ(english.length[1], 1u);
  EXPECT_NEAR(english.mean_familiarity(), (1 + 0.96 + 0.5) / 3, 1e-4);
  EXPECT_EQ(vietnamese.length[19], 1u);
  EXPECT_EQ(vietnamese.length[0], 1u);
  EXPECT_NEAR(vietnamese.mean_familiarity(), 0.9799, 1e-12);  // A text without words has no familiarity.
}

TEST(TextSummary, FindsMedians) {
  TextSummary texts;
  EXPECT_EQ(texts.median_words(), 0);
  EXPECT_EQ(texts.mean_familiarity(), 0);
  for (int i = 0; i < 4; ++i) texts.add(1, 300);
  EXPECT_NEAR(texts.median_words(), 256 * std::sqrt(2), 1e-9);  // Midway in a bin that doubles.
  for (int i = 0; i < 5; ++i) texts.add(1, 0);
  EXPECT_EQ(texts.median_words(), 0);
}

TEST(TextSummary, SumsOfPartsAreTheWhole) {
  TextSummary whole, first, second;
  for (std::size_t i = 0; i < 100; ++i) {
    whole.add(static_cast<double>(i) / 100, i * i);
    (i % 3 == 0 ? first : second).add(static_cast<double>(i) / 100, i * i);
  }
  EXPECT_EQ(first += second, whole);
}

TEST(TrainingProfile, SurvivesJson) {
  const auto read = profile_from_json(to_json(profile()));
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(*read, profile());
  EXPECT_EQ(read->texts().documents, 5u);
  EXPECT_EQ(to_json(profile())["languages"]["en"]["familiarity"].dump(), R"({"50":1,"96":1,"98":1})");
  EXPECT_EQ(to_json(profile())["languages"]["en"]["length"].dump(), R"({"1":1,"128":1,"256":1})");
}

TEST(TrainingProfile, RefusesEveryOtherJson) {
  const std::string good = to_json(profile()).dump();
  const std::pair<const char*, const char*> damages[] = {
      {"\"languages\":{", "\"tongues\":{"},
      {"\"topics\":{", "\"topics\":[{"},
      {"\"trade\":3", "\"trade\":6"},
      {"\"trade\":3", "\"trade\":-3"},
      {"\"trade\":3", "\"trade\":2.5"},
      {"\"documents\":3", "\"documents\":4"},
      {"\"documents\":3", "\"documents\":\"3\""},
      {"\"familiarity_sum\":24600", "\"familiarity_sum\":30001"},
      {"\"50\":1", "\"51\":1"},
      {"\"50\":1", "\"50\":2"},
      {"\"50\":1", "\"50\":18446744073709551615"},
      {"\"256\":1", "\"257\":1"},
      {"\"256\":1", "\"-1\":1"},
      {"\"length\":{", "\"lengths\":{"},
  };
  for (const auto& [from, to] : damages) {
    std::string text = good;
    const std::size_t at = text.find(from);
    ASSERT_NE(at, std::string::npos) << from << " in " << good;
    text.replace(at, std::string(from).size(), to);
    EXPECT_FALSE(profile_from_json(Json::parse(text, nullptr, false)).has_value()) << text;
  }
  for (const char* text : {"", "1", "null", "[]", "{}", R"({"languages":[],"topics":{}})"})
    EXPECT_FALSE(profile_from_json(Json::parse(text, nullptr, false)).has_value()) << text;
  for (std::size_t size = 0; size < good.size(); ++size)
    EXPECT_FALSE(profile_from_json(Json::parse(good.substr(0, size), nullptr, false)).has_value()) << size;
}

TEST(TrainingProfile, KnowsLanguagesByTheirFirstPart) {
  EXPECT_EQ(primary_language("zh-Hant-TW"), "zh");
  EXPECT_EQ(primary_language("VI"), "vi");
  EXPECT_EQ(primary_language(""), "");
}

}  // namespace
}  // namespace bearing
