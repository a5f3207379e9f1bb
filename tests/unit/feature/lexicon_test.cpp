#include "feature/lexicon.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "tests/unit/feature/extracted_document.hpp"

namespace bearing {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Scheme scheme_with(const std::vector<std::pair<std::string, std::vector<std::string>>>& topics,
                   const std::string& language = "en") {
  Scheme scheme;
  scheme.name = "test";
  for (const auto& [id, terms] : topics) {
    SchemeEntry& entry = scheme.topics.emplace_back();
    entry.id = id;
    entry.terms[language] = terms;
  }
  return scheme;
}

Lexicon lexicon_of(const Scheme& scheme) {
  return build_lexicon(scheme, {scheme.topics.size(), scheme.targets.size()});
}

// "words of the hit:groups" for each hit.
std::vector<std::string> hits_in(const Lexicon& lexicon, const std::string& text,
                                 const std::string& title = {}) {
  const ExtractedDocument document(text, title);
  std::vector<LexiconHit> hits = {{7, 7, 7, 7}};  // Must be cleared.
  find_terms(lexicon.view(), document.terms, hits);
  std::vector<std::string> out;
  for (const LexiconHit& hit : hits) {
    std::string& line = out.emplace_back();
    std::uint32_t left = hit.words;
    for (std::uint32_t o = hit.first_occurrence; left > 0; ++o) {
      const Occurrence& occurrence = document.terms.occurrences[o];
      EXPECT_EQ(occurrence.sentence, hit.sentence);
      if (occurrence.tokens != 1) continue;
      const AnalyzedText& field = occurrence.in_title ? document.title : document.text;
      line.append(line.empty() ? "" : " ").append(field.folded(field.tokens[occurrence.token]));
      --left;
    }
    line += ":";
    for (std::uint32_t i = lexicon.first[hit.row]; i < lexicon.first[hit.row + 1]; ++i) {
      line += std::to_string(lexicon.groups[i]);
    }
  }
  return out;
}

TEST(Lexicon, FindsTheLongestTermWithoutOverlap) {
  const Lexicon lexicon =
      lexicon_of(scheme_with({{"a", {"south china", "south china sea"}}, {"b", {"sea lane", "lane"}}}));
  EXPECT_THAT(hits_in(lexicon, "The South China Sea lane was closed."),
              ElementsAre("south china sea:0", "lane:1"));
  EXPECT_THAT(hits_in(lexicon, "South China seafood, sea lane"), ElementsAre("south china:0", "sea lane:1"));
}

TEST(Lexicon, FallsBackToATermInsideABrokenOne) {
  const Lexicon lexicon = lexicon_of(scheme_with({{"a", {"code of conduct talks"}}, {"b", {"conduct"}}}));
  EXPECT_THAT(hits_in(lexicon, "A code of conduct was agreed"), ElementsAre("conduct:1"));
  EXPECT_THAT(hits_in(lexicon, "code of code of conduct talks"), ElementsAre("code of conduct talks:0"));
}

TEST(Lexicon, ABeginningAloneIsNoHit) {
  const Lexicon lexicon = lexicon_of(scheme_with({{"a", {"climate change fund"}}}));
  EXPECT_THAT(hits_in(lexicon, "climate change"), IsEmpty());
  EXPECT_THAT(hits_in(lexicon, "climate"), IsEmpty());
}

TEST(Lexicon, StaysWithinSentences) {
  const Lexicon lexicon = lexicon_of(scheme_with({{"a", {"trade talks"}}}));
  EXPECT_THAT(hits_in(lexicon, "They discussed trade. Talks go on."), IsEmpty());
  EXPECT_THAT(hits_in(lexicon, "talks went on", "On trade"), IsEmpty());
  EXPECT_THAT(hits_in(lexicon, "Nothing here.", "Trade talks"), ElementsAre("trade talks:0"));
}

TEST(Lexicon, EnglishTermsMatchInSingularAndPlural) {
  const Lexicon lexicon = lexicon_of(scheme_with({{"a", {"trade tariff", "vaccines"}}}));
  EXPECT_THAT(hits_in(lexicon, "Trade tariffs and a trade tariff; vaccine, vaccines"),
              ElementsAre("trade tariffs:0", "trade tariff:0", "vaccine:0", "vaccines:0"));
  const Lexicon vietnamese = lexicon_of(scheme_with({{"a", {"ASEAN"}}}, "vi"));
  EXPECT_THAT(hits_in(vietnamese, "aseans"), IsEmpty());
}

TEST(Lexicon, AccentedTermsOfSeveralWordsMatchWithoutAccents) {
  const Lexicon lexicon = lexicon_of(scheme_with({{"a", {"lũ lụt miền Trung", "lũ", "an ủi"}}}, "vi"));
  EXPECT_THAT(hits_in(lexicon, "Lũ lụt miền Trung và lu lut mien Trung"),
              ElementsAre("lũ lụt miền trung:0", "lu lut mien trung:0"));
  EXPECT_THAT(hits_in(lexicon, "lu"), IsEmpty()) << "a single syllable means too many things";
  EXPECT_THAT(hits_in(lexicon, "an ui"), IsEmpty()) << "too short";
}

TEST(Lexicon, ATermMayBelongToSeveralGroups) {
  const Lexicon lexicon =
      lexicon_of(scheme_with({{"a", {"Vaccine"}}, {"b", {"tea"}}, {"c", {"vaccine", "VACCINE"}}}));
  EXPECT_THAT(hits_in(lexicon, "The vaccine"), ElementsAre("vaccine:02"));
}

TEST(Lexicon, MatchesPossessivesAndNumbersLikeTheExtractor) {
  const Lexicon lexicon = lexicon_of(scheme_with({{"a", {"COVID-19", "China's claims"}}}));
  EXPECT_THAT(hits_in(lexicon, "Covid-19 spread"), ElementsAre("covid 19:0"));
  EXPECT_THAT(hits_in(lexicon, "Covid-21 spread"), IsEmpty());
  EXPECT_EQ(hits_in(lexicon, "China\u2019s claims").size(), 1u);
}

TEST(Lexicon, OfASchemeWithoutTermsIsEmptyAndValid) {
  const Lexicon lexicon = lexicon_of(scheme_with({{"a", {}}, {"b", {"", " ", "?!"}}}));
  EXPECT_TRUE(lexicon.view().valid(2));
  EXPECT_EQ(lexicon.index.tags.size(), 0u);
  EXPECT_THAT(hits_in(lexicon, "Anything at all"), IsEmpty());
}

TEST(Lexicon, RefusesArraysThatDontFitTogether) {
  const Lexicon good = lexicon_of(scheme_with({{"a", {"one two three", "two"}}, {"b", {"two", "five"}}}));
  ASSERT_TRUE(good.view().valid(2));
  EXPECT_FALSE(good.view().valid(1)) << "group beyond the topics";
  const auto refused = [&](const char* what, auto damage) {
    Lexicon bad = good;
    damage(bad);
    EXPECT_FALSE(bad.view().valid(2)) << what;
  };
  refused("no boundaries", [](Lexicon& l) { l.first.clear(); });
  refused("a boundary too few", [](Lexicon& l) { l.first.pop_back(); });
  refused("first not 0", [](Lexicon& l) { l.first.front() = 1; });
  refused("beyond the groups", [](Lexicon& l) { l.first.back() += 1; });
  refused("falling", [](Lexicon& l) { l.first[1] = 1000; });
  refused("a group gone", [](Lexicon& l) { l.groups.pop_back(); });
  refused("a flag gone", [](Lexicon& l) { l.continues.pop_back(); });
  refused("damaged index", [](Lexicon& l) { l.index.buckets.back() = 0; });
}

TEST(Lexicon, ValuesGrowSlowlyAndShrinkWithLength) {
  EXPECT_NEAR(sentence_lexicon_value(1), std::log(2.0), 1e-15);
  EXPECT_NEAR(document_lexicon_value(1, 180), std::log(2.0), 1e-15);
  EXPECT_GT(document_lexicon_value(2, 100), document_lexicon_value(2, 1000));
  EXPECT_EQ(document_lexicon_value(0, 10), 0);
}

}  // namespace
}  // namespace bearing
