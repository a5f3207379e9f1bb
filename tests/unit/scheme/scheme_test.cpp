#include "scheme/scheme.hpp"

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

namespace bearing {
namespace {

constexpr const char* kSmall = R"(
name = "two-things"

[[topic]]
id = "energy"
name = { en = "Energy", vi = "Năng lượng" }
description.en = "Power."
terms = { en = ["oil", "gas"], vi = ["dầu mỏ"] }

[[target]]
id = "coal-phase-out"
name = "Coal phase-out"
terms.en = ["coal plant"]
favor = { en = ["shut the plants", "beyond coal"], vi = ["từ bỏ than"] }
against.en = ["war on coal"]
neutral.vi = ["cân nhắc lộ trình"]
)";

Scheme parsed(const std::string& toml) {
  auto scheme = parse_scheme(toml, "scheme.toml");
  EXPECT_TRUE(scheme) << (scheme ? "" : scheme.error().to_string());
  return scheme ? *scheme : Scheme{};
}

std::string fault(const std::string& toml) {
  auto scheme = parse_scheme(toml, "scheme.toml");
  return scheme ? "no fault" : scheme.error().to_string();
}

TEST(Scheme, ReadsEntriesInOrder) {
  const Scheme scheme = parsed(kSmall);
  EXPECT_EQ(scheme.name, "two-things");
  ASSERT_EQ(scheme.topics.size(), 1u);
  EXPECT_EQ(scheme.topics[0].names.at("vi"), "Năng lượng");
  EXPECT_EQ(scheme.topics[0].descriptions.at("en"), "Power.");
  EXPECT_EQ(scheme.topics[0].terms.at("en"), (std::vector<std::string>{"oil", "gas"}));
  ASSERT_EQ(scheme.targets.size(), 1u);
  EXPECT_EQ(scheme.targets[0].names.at("en"), "Coal phase-out");
  EXPECT_EQ(scheme.targets[0].terms.at("en"), std::vector<std::string>{"coal plant"});
  EXPECT_EQ(scheme.topic_index("energy"), 0);
  EXPECT_EQ(scheme.topic_index("coal-phase-out"), -1);
  EXPECT_EQ(scheme.target_index("coal-phase-out"), 0);
}

TEST(Scheme, ReadsTheCuesOfTargets) {
  using Phrases = std::map<std::string, std::vector<std::string>>;
  const SchemeEntry target = parsed(kSmall).targets.at(0);
  EXPECT_EQ(target.favor, (Phrases{{"en", {"shut the plants", "beyond coal"}}, {"vi", {"từ bỏ than"}}}));
  EXPECT_EQ(target.against, (Phrases{{"en", {"war on coal"}}}));
  EXPECT_EQ(target.neutral, (Phrases{{"vi", {"cân nhắc lộ trình"}}}));
}

TEST(Scheme, GivesTopicsNoCues) {
  for (const std::string key : {"favor", "against", "neutral"}) {
    EXPECT_EQ(fault("name = \"a\"\n[[topic]]\nid = \"x\"\n" + key + ".en = [\"y\"]\n"),
              "scheme.toml:4: unknown key \"topic." + key + "\"; expected id, name, description or terms");
  }
}

TEST(Scheme, NamesFileAndLineOfEachFault) {
  const std::string head = "name = \"a\"\n";
  EXPECT_EQ(fault(head + "[[topic]]\nname = \"X\"\n"), "scheme.toml:2: this topic has no id");
  EXPECT_EQ(fault(head + "[[topic]]\nid = \"x\"\n[[topic]]\nid = \"x\"\n"),
            "scheme.toml:4: topic \"x\" is defined twice");
  EXPECT_EQ(fault(head + "[[topic]]\nid = \"Big Words\"\n"),
            "scheme.toml:3: topic.id: \"Big Words\" is not in kebab-case (lower-case letters and digits, "
            "joined by hyphens)");
  EXPECT_EQ(fault(head + "[[topic]]\nid = 7\n"),
            "scheme.toml:3: topic.id: expected a string, found a number");
  EXPECT_EQ(fault(head + "[[topic]]\nid = \"x\"\ncolour = \"red\"\n"),
            "scheme.toml:4: unknown key \"topic.colour\"; expected id, name, description or terms");
  EXPECT_EQ(fault(head + "[[topic]]\nid = \"x\"\nterms = { en = \"oil\" }\n"),
            "scheme.toml:4: topic.terms.en: expected an array of strings, found a string");
  EXPECT_EQ(fault(head + "[[target]]\nid = \"x\"\nagainst.vi = [7]\n"),
            "scheme.toml:4: target.against.vi: expected a string, found a number");
  EXPECT_EQ(fault(head + "[[target]]\nid = \"x\"\nfavour.en = [\"y\"]\n"),
            "scheme.toml:4: unknown key \"target.favour\"; expected id, name, description, terms, favor, "
            "against or neutral");
  EXPECT_EQ(fault(head + "topics = 1\n"),
            "scheme.toml:2: unknown key \"topics\"; expected name, exclusive, [[topic]] or [[target]]");
  EXPECT_NE(fault("[[topic]]\nid = \"x\"\n").find("the scheme has no name"), std::string::npos);
  EXPECT_NE(fault(head).find("neither a [[topic]] nor a [[target]]"), std::string::npos);
}

TEST(Scheme, SaysWhetherTopicsExcludeEachOther) {
  const std::string topics = "[[topic]]\nid = \"x\"\n[[topic]]\nid = \"y\"\n";
  const auto exclusive = parse_scheme("name = \"a\"\nexclusive = true\n" + topics, "s");
  ASSERT_TRUE(exclusive.ok()) << exclusive.error().to_string();
  EXPECT_TRUE(exclusive->exclusive);
  EXPECT_TRUE(scheme_from_json(scheme_to_json(*exclusive))->exclusive);
  EXPECT_FALSE(parse_scheme("name = \"a\"\n" + topics, "s")->exclusive);
  EXPECT_EQ(fault("name = \"a\"\nexclusive = \"yes\"\n" + topics),
            "scheme.toml:2: exclusive: expected true or false, found a string");
  EXPECT_NE(fault("name = \"a\"\nexclusive = true\n[[topic]]\nid = \"x\"\n").find("needs two of them"),
            std::string::npos);
}

TEST(Scheme, NamesTheLineOfASyntaxError) {
  const std::string message = fault("name = \"a\"\n[[topic]\nid = 1\n");
  EXPECT_TRUE(message.starts_with("scheme.toml:2: not valid TOML: ")) << message;
}

TEST(Scheme, RefusesOddIds) {
  for (const char* id : {"", "-", "a-", "-a", "a--b", "A", "a b", "a_b", "é"}) {
    EXPECT_NE(fault(std::string("name = \"n\"\n[[topic]]\nid = \"") + id + "\"\n"), "no fault") << id;
  }
  for (const char* id : {"a", "covid-19", "9", "a-b-c"}) {
    EXPECT_EQ(fault(std::string("name = \"n\"\n[[topic]]\nid = \"") + id + "\"\n"), "no fault") << id;
  }
}

TEST(Scheme, SurvivesTruncationAtEveryByte) {
  const std::string toml = kSmall;
  for (std::size_t size = 0; size < toml.size(); ++size) {
    const auto scheme = parse_scheme(toml.substr(0, size), "cut");
    EXPECT_TRUE(scheme.ok() || scheme.error().code == ErrorCode::kInvalidData);
  }
}

TEST(Scheme, RoundTripsThroughJson) {
  const Scheme scheme = parsed(kSmall);
  const std::string json = scheme_to_json(scheme);
  auto again = scheme_from_json(json);
  ASSERT_TRUE(again) << again.error().to_string();
  EXPECT_EQ(again->name, scheme.name);
  EXPECT_EQ(again->topics[0].terms, scheme.topics[0].terms);
  EXPECT_EQ(again->topics[0].names, scheme.topics[0].names);
  EXPECT_EQ(again->targets[0].terms, scheme.targets[0].terms);
  EXPECT_EQ(again->targets[0].favor, scheme.targets[0].favor);
  EXPECT_EQ(again->targets[0].against, scheme.targets[0].against);
  EXPECT_EQ(again->targets[0].neutral, scheme.targets[0].neutral);
  EXPECT_EQ(scheme_to_json(*again), json);
}

TEST(Scheme, DistrustsItsJson) {
  const std::string json = scheme_to_json(parsed(kSmall));
  for (std::size_t size = 0; size < json.size(); ++size) EXPECT_FALSE(scheme_from_json(json.substr(0, size)));
  for (const char* bad :
       {"[]", "{}", "null", R"({"name":1,"topics":[],"targets":[]})",
        R"({"name":"a","topics":3,"targets":[]})", R"({"name":"a","topics":[{"id":""}],"targets":[]})",
        R"({"name":"a","topics":[{"id":"x"},{"id":"x"}],"targets":[]})",
        R"({"name":"a","topics":[{"id":"x","names":["y"]}],"targets":[]})",
        R"({"name":"a","topics":[],"targets":[{"id":"x","against":{"en":"y"}}]})"}) {
    EXPECT_FALSE(scheme_from_json(bad)) << bad;
  }
}

TEST(Scheme, ReadsTheShippedScheme) {
  auto scheme = read_scheme(BEARING_SOURCE_DIR "/datasets/asean-affairs/scheme.toml");
  ASSERT_TRUE(scheme) << scheme.error().to_string();
  EXPECT_EQ(scheme->topics.size(), 12u);
  EXPECT_EQ(scheme->targets.size(), 12u);
  for (const auto* entries : {&scheme->topics, &scheme->targets}) {
    for (const SchemeEntry& entry : *entries) {
      for (const char* lang : {"en", "vi"}) {
        EXPECT_EQ(entry.names.count(lang), 1u) << entry.id;
        EXPECT_EQ(entry.descriptions.count(lang), 1u) << entry.id;
        EXPECT_EQ(entry.terms.count(lang), 1u) << entry.id;
      }
    }
  }
  for (const SchemeEntry& target : scheme->targets) {
    for (const auto* cues : {&target.favor, &target.against, &target.neutral}) {
      EXPECT_EQ(cues->size(), 2u) << target.id;
    }
  }
}

TEST(Scheme, ReportsAMissingFile) {
  auto scheme = read_scheme("/nonexistent/scheme.toml");
  ASSERT_FALSE(scheme);
  EXPECT_EQ(scheme.error().code, ErrorCode::kIo);
  EXPECT_EQ(scheme.error().source, "/nonexistent/scheme.toml");
}

}  // namespace
}  // namespace bearing
