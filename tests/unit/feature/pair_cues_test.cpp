#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <random>

#include "feature/pair_features.hpp"
#include "tests/small_pair_model.hpp"

namespace bearing {
namespace {

PairRules cue_rules() {
  PairRules rules;
  rules.overlap = rules.feeling = false;
  rules.cues = {{"a ferry", "favor", {"welcome", "good idea", "cheer*", "love ferr*"}},
                {"a ferry", "against", {"No ferry", "noise", "don't need", "noferry"}},
                {"a bridge", "favor", {"span", "good idea"}}};
  return rules;
}

using Values = std::map<std::string, float>;

Values named(const PairRules& rules, const std::vector<float>& dense) {
  const auto names = dense_names(rules);
  EXPECT_EQ(names.size(), dense.size());
  EXPECT_EQ(rules.dense_size(), dense.size());
  Values values;
  for (std::size_t i = 0; i < dense.size(); ++i) values[names[i]] = dense[i];
  EXPECT_EQ(values.size(), dense.size()) << "two features have one name";
  return values;
}

Values values_of(std::string_view text, std::string_view target = "a ferry", PairRules rules = cue_rules()) {
  const AnalyzedText none, analyzed_text = analyzed(text), analyzed_target = analyzed(target);
  PairExtractor extractor(rules);
  PairInput input;
  extractor.set_text(none, analyzed_text);
  extractor.pair(analyzed_target, input);
  return named(rules, input.dense);
}

// Hits of a list of "a ferry".
double hits(std::string_view text, const char* stance = "favor", PairRules rules = cue_rules()) {
  return std::round(std::expm1(values_of(text, "a ferry", rules).at(std::string("cues.a ferry.") + stance)));
}

TEST(PairCues, FindPhrasesOfWholeWords) {
  EXPECT_EQ(hits("We WELCOME the ferry."), 1);
  EXPECT_EQ(hits("A good idea! Welcome, then."), 2);
  EXPECT_EQ(hits("Welcomed by all. That idea is good."), 0);
  EXPECT_EQ(hits("It is good. Idea of the year."), 0) << "a phrase ends with its sentence";
  EXPECT_EQ(hits("good good idea"), 1) << "what looks like the beginning of a phrase hides none";
  EXPECT_EQ(hits("We don\u2019t need it", "against"), 1) << "the apostrophe of printers";
  EXPECT_EQ(hits(""), 0);
}

TEST(PairCues, CountEachPhraseOnce) {
  EXPECT_EQ(hits("Welcome, welcome, welcome!"), 1);
  EXPECT_EQ(hits("cheers, cheering and cheerful"), 1);
}

TEST(PairCues, AStarStandsForAnyRest) {
  EXPECT_EQ(hits("They cheer."), 1);
  EXPECT_EQ(hits("A cheerful crowd."), 1);
  EXPECT_EQ(hits("A chee platter."), 0);
  EXPECT_EQ(hits("I love ferries"), 1);
  EXPECT_EQ(hits("I love my ferries"), 0);
  EXPECT_EQ(hits("I loved ferries"), 0) << "only the last word is open";
}

TEST(PairCues, HashtagsHoldPhrasesAsOneWord) {
  EXPECT_EQ(hits("#goodidea"), 1);
  EXPECT_EQ(hits("#Good_Idea"), 1);
  EXPECT_EQ(hits("#goodideas"), 1) << "begins with it";
  EXPECT_EQ(hits("goodidea"), 0) << "not a hashtag";
  EXPECT_EQ(hits("@welcome"), 0) << "somebody's name";
  PairRules rules = cue_rules();
  rules.cues[0].phrases = {"yes", "span", "cheer"};
  EXPECT_EQ(hits("#yes", "favor", rules), 0) << "three bytes";
  EXPECT_EQ(hits("#span #spanner", "favor", rules), 1) << "four may be a hashtag, not begin one";
  EXPECT_EQ(hits("#cheerful", "favor", rules), 0) << "nor five";
}

TEST(PairCues, PartsOfHashtagsAreWords) {
  PairRules rules = cue_rules();
  EXPECT_EQ(hits("#AWarmWelcome #say_welcome", "favor", rules), 0);
  rules.split_hashtags = true;
  EXPECT_EQ(hits("#AWarmWelcome", "favor", rules), 1);
  EXPECT_EQ(hits("#say_welcome", "favor", rules), 1);
  EXPECT_EQ(hits("#welcome2024", "favor", rules), 1);
  EXPECT_EQ(hits("#NOFerry", "against", rules), 2) << "\"No ferry\" and \"noferry\"";
  EXPECT_EQ(hits("we #LoveFerries", "favor", rules), 1);
}

TEST(PairCues, CompareTheStancesOfTheTarget) {
  const double ln2 = std::log(2), ln3 = std::log(3);
  const Values values = values_of("Welcome, a good idea that spans the strait, but noise!");
  const std::map<std::string, double> expected = {
      {"cues.favor.hits", ln3},
      {"cues.favor.any", 1},
      {"cues.favor.share", 0.5},
      {"cues.favor.leads", 1},
      {"cues.favor.negated", 0},
      {"cues.favor.elsewhere", ln2},
      {"cues.against.hits", ln2},
      {"cues.against.any", 1},
      {"cues.against.share", 0.25},
      {"cues.against.leads", 0},
      {"cues.against.negated", 0},
      {"cues.against.elsewhere", 0},
      {"cues.none", 0},
      {"cues.most_elsewhere", ln2},
      {"cues.a ferry.favor", ln3},
      {"cues.a ferry.against", ln2},
      {"cues.a bridge.favor", ln2},
  };
  ASSERT_EQ(values.size(), expected.size());
  for (const auto& [name, value] : expected) EXPECT_NEAR(values.at(name), value, 1e-6) << name;
  EXPECT_NEAR(values_of("not welcome").at("cues.favor.negated"), ln2, 1e-6);
  EXPECT_EQ(values_of("Welcome noise").at("cues.favor.leads"), 0) << "as many against";
}

TEST(PairCues, ATargetWithoutListsHasNoHits) {
  const Values values = values_of("A good idea, welcome", "a tunnel");
  EXPECT_EQ(values.at("cues.none"), 1);
  EXPECT_EQ(values.at("cues.favor.any"), 0);
  EXPECT_NEAR(values.at("cues.favor.elsewhere"), std::log(4), 1e-6);
  EXPECT_NEAR(values.at("cues.most_elsewhere"), std::log(3), 1e-6);
  EXPECT_EQ(values_of("welcome", "A FERRY").at("cues.favor.any"), 1) << "targets are compared folded";
}

TEST(PairCues, ListsOfNoTargetAreCountedForEveryTarget) {
  PairRules rules = cue_rules();
  rules.cues.insert(rules.cues.begin() + 1, {"", "rude", {"fool*", "noise"}});
  const char* text = "Fools! All that noise. #fooled Welcome.";
  Values values = values_of(text, "a ferry", rules);
  EXPECT_NEAR(values.at("words.rude"), std::log(3), 1e-6);
  EXPECT_NEAR(values_of(text, "a tunnel", rules).at("words.rude"), std::log(3), 1e-6);
  values.erase("words.rude");
  EXPECT_EQ(values, values_of(text)) << "cues of targets are what they were";

  rules.cues = {{"", "rude", {"fool*"}}, {"", "kind", {"please", "thank you"}}};
  values = values_of("Thank you, fools", "a ferry", rules);
  EXPECT_EQ(values.size(), 2u);
  EXPECT_NEAR(values.at("words.kind"), std::log(2), 1e-6);
}

TEST(PairCues, AreTheSameWhateverWasReadBefore) {
  PairExtractor reused(cue_rules());
  const AnalyzedText none, target = analyzed("a ferry");
  PairInput input;
  for (const char* text : {"Welcome", "noise #goodidea", "", "Welcome", "a cheerful good idea"}) {
    const AnalyzedText analyzed_text = analyzed(text);
    reused.set_text(none, analyzed_text);
    reused.pair(target, input);
    EXPECT_EQ(named(cue_rules(), input.dense), values_of(text)) << text;
  }
}

TEST(PairCues, PhrasesWithoutWordsAreHarmless) {
  PairRules rules = cue_rules();
  rules.cues[0].phrases = {"*", "!", " ", "#", "* *"};
  ASSERT_TRUE(rules.validate().ok());
  EXPECT_EQ(hits("anything at all! #hashtag *", "favor", rules), 0);
}

// The obvious way: every run of words of every sentence against every phrase.
std::size_t slow_hits(const AnalyzedText& text, const std::vector<std::string>& phrases) {
  std::size_t found = 0;
  for (const std::string& phrase : phrases) {
    const AnalyzedText cue = analyzed(phrase);
    const auto fits = [&](std::uint32_t at, std::uint32_t end) {
      for (std::uint32_t i = 0; i < cue.tokens.size(); ++i) {
        if (at + i >= end) return false;
        const std::string_view word = text.folded(text.tokens[at + i]), wanted = cue.folded(cue.tokens[i]);
        const bool open = phrase.ends_with('*') && i + 1 == cue.tokens.size();
        if (open ? !word.starts_with(wanted) : word != wanted) return false;
      }
      return true;
    };
    bool hit = false;
    for (const Sentence& s : text.sentences) {
      for (std::uint32_t t = s.first_token; t < s.last_token; ++t) hit = hit || fits(t, s.last_token);
    }
    found += hit ? 1 : 0;
  }
  return found;
}

TEST(PairCues, FindWhatASlowSearchFinds) {
  std::mt19937 random(7);
  const std::vector<std::string> words = {"a", "ab", "abc", "b", "ba", "c"};
  const auto some = [&](std::size_t most) {
    std::string out;
    for (std::size_t n = 1 + random() % most; n > 0; --n) out += words[random() % words.size()] + " ";
    out.pop_back();
    return out;
  };
  for (int round = 0; round < 200; ++round) {
    PairRules rules;
    rules.overlap = rules.feeling = false;
    std::vector<std::string> phrases;
    for (int i = 0; i < 8; ++i) phrases.push_back(some(3) + (random() % 2 == 0 ? "*" : ""));
    rules.cues = {{"a ferry", "favor", phrases}};
    const std::string text = some(12) + ". " + some(5);
    EXPECT_EQ(hits(text, "favor", rules), slow_hits(analyzed(text), phrases)) << text;
  }
}

TEST(PairForm, TellsHowATextIsWritten) {
  PairRules rules;
  rules.overlap = rules.feeling = false;
  rules.form = true;
  const Values values = values_of("@Ann WE said no!! Why? #Ferry \"my\" https://x.org/a ...", "x", rules);
  const std::map<std::string, double> expected = {{"exclamations", std::log(3)},
                                                  {"questions", std::log(2)},
                                                  {"hashtags", std::log(2)},
                                                  {"mentions", std::log(2)},
                                                  {"repeated_marks", 1},
                                                  {"begins_with_mention", 1},
                                                  {"quotes", 1},
                                                  {"links", 1},
                                                  {"ellipses", 1},
                                                  {"i", std::log(2)},
                                                  {"we", std::log(2)},
                                                  {"you", 0},
                                                  {"capitals", 0}};
  for (const auto& [name, value] : expected) EXPECT_NEAR(values.at(name), value, 1e-6) << name;
  EXPECT_NEAR(values_of("NOT now, they say. Họ nói.", "x", rules).at("capitals"), std::log(2), 1e-6);
  EXPECT_NEAR(values_of("NOT now, they say. Họ nói.", "x", rules).at("they"), std::log(3), 1e-6);
  for (const auto& [name, value] : values_of("", "x", rules)) EXPECT_EQ(value, 0) << name;
}

}  // namespace
}  // namespace bearing
