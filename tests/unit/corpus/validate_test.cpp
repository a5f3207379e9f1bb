#include "corpus/validate.hpp"

#include <gtest/gtest.h>

#include "corpus/near_duplicates.hpp"
#include "corpus_in_memory.hpp"

namespace bearing {
namespace {

Scheme small_scheme() {
  Scheme scheme;
  scheme.name = "s";
  scheme.topics.emplace_back().id = "energy";
  scheme.topics.emplace_back().id = "covid-19";
  scheme.targets.emplace_back().id = "use-of-force";
  return scheme;
}

std::vector<std::string> findings_with(const Scheme& scheme, const std::string& lines) {
  const Reading reading = read_bytes(lines, CorpusFormat::kJsonLines);
  std::vector<std::string> out;
  for (const Finding& finding : check_corpus(reading.records, scheme)) out.push_back(finding.to_string());
  return out;
}

std::vector<std::string> findings(const std::string& lines) { return findings_with(small_scheme(), lines); }

const std::string kSound =
    "{\"id\":\"1\",\"text\":\"oil "
    "price\",\"topics\":[\"energy\"],\"stances\":[{\"target\":\"use-of-force\",\"stance\":\"favor\","
    "\"holder\":\"price\",\"evidence\":\"oil\"}]}\n"
    "{\"id\":\"2\",\"text\":\"virus\",\"topics\":[\"covid-19\"]}\n{\"id\":\"3\",\"text\":\"cake\",\"topics\":"
    "[]}\n";

TEST(CheckCorpus, FindsNothingInASoundCorpus) { EXPECT_EQ(findings(kSound), std::vector<std::string>{}); }

TEST(CheckCorpus, FindsEachFault) {
  const auto first = [](const std::string& line) {
    const auto all = findings(kSound + line + "\n");
    return all.empty() ? "nothing" : all[0];
  };
  EXPECT_EQ(first(R"({"id":"4","text":"x","topics":["covid19"]})"),
            "c:4: error: unknown topic \"covid19\"; did you mean \"covid-19\"?");
  EXPECT_EQ(first(R"({"id":"4","text":"x","topics":["zebra"]})"), "c:4: error: unknown topic \"zebra\"");
  EXPECT_EQ(first(R"({"id":"4","text":"x","topics":[],"stances":[{"target":"force","stance":"favor"}]})"),
            "c:4: error: unknown target \"force\"");
  EXPECT_EQ(
      first(R"({"id":"4","text":"x","topics":[],"stances":[{"target":"use-of-force","stance":"favour"}]})"),
      "c:4: error: unknown stance \"favour\"; expected favor, against or neutral");
  EXPECT_EQ(
      first(
          R"({"id":"4","text":"x","topics":[],"stances":[{"target":"use-of-force","stance":"favor","evidence":"y"}]})"),
      "c:4: warning: the evidence for \"use-of-force\" is not an exact part of the text");
  EXPECT_EQ(
      first(
          R"({"id":"4","text":"x","topics":[],"stances":[{"target":"use-of-force","stance":"favor","holder":"y"}]})"),
      "c:4: warning: the holder \"y\" is not named in the text or title");
  EXPECT_EQ(first(R"({"id":"1","text":"x","topics":[]})"), "c:4: error: id \"1\" is already that of c:1");
  EXPECT_EQ(first(R"({"id":"4","text":" \n","topics":[]})"),
            "c:4: warning: the document is empty: nothing can be learnt from it");
  EXPECT_EQ(first(R"({"id":"4","text":"virus","topics":["covid-19"]})"),
            "c:4: warning: the same document stands twice: c:2 and c:4");
  EXPECT_EQ(first(R"({"id":"4","text":"virus","topics":[]})"),
            "c:4: warning: the same document has different topics: c:2 and c:4");
  EXPECT_EQ(
      first(R"({"id":"4","text":"x"})"),
      "c:4: warning: topics are missing here and in 0 more documents, which topics can't be learnt from "
      "(an empty list would say that none apply)");
  EXPECT_EQ(first(R"({"id":"4"})").substr(0, 27), "c:4: error: field \"text\" is");
}

std::string pair(const std::string& id, const std::string& text, const std::string& target,
                 const std::string& stance) {
  return R"({"id":")" + id + R"(","text":")" + text + R"(","target":")" + target + R"(","stance":")" +
         stance + "\"}\n";
}

std::vector<std::string> stance_findings(const std::string& lines) {
  Scheme scheme = small_scheme();
  scheme.topics.clear();
  return findings_with(scheme, lines);
}

TEST(CheckCorpus, TakesTargetsInWordsAsFree) {
  const std::string known = pair("1", "a", "use-of-force", "favor");
  EXPECT_EQ(stance_findings(known + pair("2", "b", "A ban on guns", "unrelated")),
            std::vector<std::string>{});
  EXPECT_EQ(stance_findings(known + pair("2", "b", "use-of-farce", "favor")),
            std::vector<std::string>{
                "c:2: error: unknown target \"use-of-farce\"; did you mean \"use-of-force\"?"});
  EXPECT_EQ(stance_findings(pair("1", "a", "obesity", "con") + pair("2", "b", "guns", "pro")),
            std::vector<std::string>{});
  EXPECT_EQ(
      stance_findings(pair("1", "a", "use-of-force", "pro")),
      std::vector<std::string>{"c:1: error: unknown stance \"pro\"; expected favor, against or neutral"});
}

TEST(CheckCorpus, AllowsTargetsInWordsBesideLabelsOfTheScheme) {
  const std::string known = R"({"id": "1", "text": "a", "topics": [], "stances": []})"
                            "\n";
  EXPECT_EQ(stance_findings(known + pair("2", "a", "A ban on guns", "favor")), std::vector<std::string>{});
  EXPECT_EQ(stance_findings(known + R"({"id": "2", "text": "a", "topics": [], "stances": []})"
                                    "\n"),
            std::vector<std::string>{"c:2: warning: the same document stands twice: c:1 and c:2"});
}

TEST(CheckCorpus, AllowsManyTargetsOfOneText) {
  EXPECT_EQ(stance_findings(pair("1", "a", "guns", "favor") + pair("2", "a", "schools", "against") +
                            "{\"id\":\"3\",\"text\":\"a\",\"target\":\"roads\"}\n"),
            std::vector<std::string>{});
}

TEST(CheckCorpus, ReportsRepeatedPairsOnce) {
  const std::string once = pair("1", "a", "guns", "favor");
  EXPECT_EQ(
      stance_findings(once + once + pair("2", "a", "guns", "favor")),
      std::vector<std::string>{"c:2: warning: this pair of text and target stands in an earlier record, "
                               "too (2 such pairs)"});
  EXPECT_EQ(stance_findings(once + pair("2", "a", "guns", "against")),
            std::vector<std::string>{
                "c:2: warning: this pair of text and target has another stance in an earlier record"});
  EXPECT_EQ(stance_findings(once + pair("1", "b", "guns", "favor")),
            std::vector<std::string>{"c:2: error: id \"1\" is already that of c:1"});
  EXPECT_EQ(
      stance_findings(pair("1", "a", "use-of-force", "favor") + pair("2", "a", "use-of-force", "against")),
      std::vector<std::string>{
          "c:2: error: the same document has two stances on \"use-of-force\": c:1 and c:2; keep one"});
}

TEST(CheckCorpus, ComparesTheStancesOfOneDocument) {
  const auto document = [](const std::string& id, const std::string& stance) {
    return R"({"id":")" + id +
           R"(","text":"oil","topics":["energy"],"stances":[{"target":"use-of-force","stance":")" + stance +
           "\"}]}\n";
  };
  const auto first = [](const std::string& lines) { return findings(lines).at(0); };
  EXPECT_EQ(first(document("1", "favor") + document("2", "against")),
            "c:2: error: the same document is annotated in two ways: c:1 and c:2; keep one");
  EXPECT_EQ(first(document("1", "favor") + document("2", "favor")),
            "c:2: warning: the same document stands twice: c:1 and c:2");
}

TEST(CheckCorpus, CountsRepetitionsInOneLine) {
  const auto document = [](const std::string& id, const std::string& topics) {
    return R"({"id":")" + id + R"(","text":"oil","topics":[)" + topics + "]}\n";
  };
  EXPECT_EQ(findings(document("1", "\"energy\"") + document("2", "\"covid-19\"") + document("3", "") +
                     document("4", "\"energy\"") + document("5", "\"energy\"")),
            (std::vector<std::string>{
                "c:4: warning: the same document stands twice: c:1 and c:4 (2 such pairs)",
                "c:2: warning: the same document has different topics: c:1 and c:2 (2 such pairs)"}));
}

TEST(CheckCorpus, WantsOneTopicWhereTheSchemeSaysSo) {
  Scheme scheme = small_scheme();
  scheme.exclusive = true;
  const std::string lines =
      "{\"id\":\"1\",\"text\":\"a\",\"topics\":[\"energy\"]}\n"
      "{\"id\":\"2\",\"text\":\"b\",\"topics\":[\"energy\",\"covid-19\"]}\n"
      "{\"id\":\"3\",\"text\":\"c\",\"topics\":[]}\n"
      "{\"id\":\"4\",\"text\":\"d\",\"topics\":[\"covid-19\",\"covid-19\"]}\n";
  EXPECT_EQ(findings_with(scheme, lines),
            (std::vector<std::string>{
                "c:2: error: the document has 2 topics, but the scheme says that each has exactly one",
                "c:3: error: the document has 0 topics, but the scheme says that each has exactly one"}));
}

TEST(CheckCorpus, WantsPositivesAndNegatives) {
  EXPECT_EQ(findings("{\"id\":\"1\",\"text\":\"a\",\"topics\":[\"energy\"]}\n"),
            (std::vector<std::string>{
                "c: error: every document has topic \"energy\"; add some without it",
                "c: error: no document has topic \"covid-19\"; add some or take it out of the scheme"}));
  EXPECT_EQ(findings("{\"id\":\"1\",\"text\":\"a\"}\n"),
            std::vector<std::string>{"c: error: no document has topics"});
}

TEST(CheckCorpus, AcceptsTheShippedCorpus) {
  auto records = read_corpus({BEARING_SOURCE_DIR "/datasets/asean-affairs/asean-affairs.jsonl"}, {});
  auto scheme = read_scheme(BEARING_SOURCE_DIR "/datasets/asean-affairs/scheme.toml");
  ASSERT_TRUE(records && scheme);
  for (const Finding& finding : check_corpus(*records, *scheme)) ADD_FAILURE() << finding.to_string();
}

std::string long_text(int seed) {
  std::string text;
  for (int i = 0; i < 200; ++i)
    text += "word" + std::to_string((i * 7919 + seed * 104729) % 10007) + (i % 9 ? " " : ".\n");
  return text;
}

TEST(CheckOverlap, NamesBothPlaces) {
  std::string train, test;
  for (int i = 0; i < 20; ++i) train += "{\"text\":\"" + std::to_string(i) + " and more of it\"}\n";
  std::string text = long_text(1);
  std::replace(text.begin(), text.end(), '\n', ' ');
  train += "{\"text\":\"" + text + "\"}\n";
  test =
      "{\"text\":\"nothing like it\"}\n{\"text\":\"" + text.substr(0, text.size() - 60) + " a new end\"}\n";
  const auto found = check_overlap(read_bytes(train, CorpusFormat::kJsonLines, "train").records,
                                   read_bytes(test, CorpusFormat::kJsonLines, "test").records);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_FALSE(found[0].fatal);
  EXPECT_EQ(found[0].line, 2u);
  EXPECT_NE(found[0].message.find("train:21 and test:2"), std::string::npos) << found[0].message;
}

TEST(CheckOverlap, FindsNoneInTheShippedSplit) {
  auto records = read_corpus({BEARING_SOURCE_DIR "/datasets/asean-affairs/asean-affairs.jsonl"}, {});
  ASSERT_TRUE(records);
  for (const Finding& finding :
       check_overlap({records->begin(), records->begin() + 645}, {records->begin() + 645, records->end()})) {
    ADD_FAILURE() << finding.to_string();
  }
}

TEST(NearDuplicates, IgnoresCaseAndSpace) {
  EXPECT_EQ(shingles_of("Some  Text,\n\nwith SPACE "), shingles_of(" some text, with space"));
  EXPECT_EQ(jaccard(shingles_of("a"), shingles_of("a")), 1.0);
  EXPECT_EQ(jaccard(shingles_of("a"), shingles_of("b")), 0.0);
  EXPECT_EQ(jaccard({}, {}), 1.0);
  EXPECT_DOUBLE_EQ(jaccard({1, 2, 3}, {2, 3, 4}), 0.5);
}

TEST(NearDuplicates, FindsWhatExactComparisonFinds) {
  std::vector<std::string> texts;
  for (int i = 0; i < 100; ++i)
    texts.push_back(long_text(i).substr(0, 40 + static_cast<std::size_t>(i) * 12));
  NearDuplicateIndex index;
  for (const std::string& text : texts) index.add(text);
  for (std::size_t i = 0; i < texts.size(); ++i) {
    for (const std::size_t cut : {0u, 5u, 30u, 200u}) {
      const std::string query = texts[i].substr(0, texts[i].size() - std::min(cut, texts[i].size() - 1));
      const double similarity = jaccard(shingles_of(query), shingles_of(texts[i]));
      const auto match = index.find(query, 0.8);
      EXPECT_EQ(match.has_value(), similarity >= 0.8) << i << " " << cut << " " << similarity;
      EXPECT_EQ(match ? match->index : i, i);
    }
  }
}

}  // namespace
}  // namespace bearing
