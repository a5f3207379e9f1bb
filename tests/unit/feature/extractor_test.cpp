#include "feature/extractor.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <map>
#include <set>

#include "base/utf8.hpp"
#include "tests/unit/feature/extracted_document.hpp"

namespace bearing {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(TermExtractor, PairsWordsWithinSentencesOnly) {
  EXPECT_EQ(ExtractedDocument("Rivers rose quickly. Farmers left.").listing(),
            "rivers rose rivers+rose quickly rose+quickly farmers left farmers+left");
  EXPECT_EQ(ExtractedDocument("Rivers rose", "Farmers left").listing(),
            "farmers left farmers+left rivers rose rivers+rose");
}

TEST(TermExtractor, CountsWordsOfTheTitleMoreOften) {
  FeatureRules rules;
  rules.title = 5;
  const ExtractedDocument document("Flood after flood hit the valley.", "Flood in the valley", rules);
  ASSERT_NE(document.word("flood"), nullptr);
  EXPECT_EQ(document.word("flood")->count, 7);
  EXPECT_EQ(document.word("valley")->count, 6);
  EXPECT_EQ(document.word("hit")->count, 1);
  EXPECT_EQ(document.terms.words, 10u);
}

TEST(TermExtractor, CountsPairsAsOftenAsTheyOccur) {
  const ExtractedDocument document("Trade talks failed. Trade talks resumed.", "Trade talks");
  double pair_count = 0;
  for (const Occurrence& o : document.terms.occurrences) {
    if (o.tokens == 2 && o.in_title) pair_count = document.terms.terms[o.term].count;
  }
  EXPECT_EQ(pair_count, 4);
}

TEST(TermExtractor, PlacesOccurrencesInTheirSentences) {
  const ExtractedDocument document("One flood. Two fires.", "Bad news");
  ASSERT_EQ(document.terms.sentences.size(), 3u);
  std::uint32_t end = 0;
  for (std::uint32_t s = 0; s < 3; ++s) {
    const TermSentence& sentence = document.terms.sentences[s];
    EXPECT_EQ(sentence.begin, end);
    EXPECT_EQ(sentence.in_title, s == 0);
    EXPECT_EQ(sentence.index, s == 0 ? 0 : s - 1);
    end = sentence.end;
    for (std::uint32_t o = sentence.begin; o < end; ++o) {
      EXPECT_EQ(document.terms.occurrences[o].sentence, s);
      EXPECT_EQ(document.terms.occurrences[o].in_title, s == 0);
    }
  }
  EXPECT_EQ(end, document.terms.occurrences.size());
}

TEST(TermExtractor, LeavesPageFurnitureOut) {
  const std::string body =
      "The council approved the new bridge on Monday after a long debate.\n\n"
      "Residents along the river had asked for it for ten years.";
  const ExtractedDocument plain(body), page(body + "\n\nRead more: Vaccine stocks run low in the islands");
  EXPECT_EQ(page.listing(), plain.listing());
}

TEST(TermExtractor, TakesPageFurnitureInWhereTheRulesWantIt) {
  const std::string page =
      "The council approved the new bridge on Monday after a long debate.\n\n"
      "Residents along the river had asked for it for ten years.\n\nRead more: Vaccine stocks run low";
  FeatureRules rules;
  rules.furniture = true;
  const ExtractedDocument without(page), with(page, {}, rules);
  EXPECT_EQ(without.word("vaccine"), nullptr);
  ASSERT_NE(with.word("vaccine"), nullptr);
  EXPECT_EQ(with.terms.words, without.terms.words + 6);
  EXPECT_EQ(with.text.sentences.back().kind, BlockKind::kTeaser) << "the kinds of blocks stay as they are";
}

TEST(TermExtractor, CountsAHeadlineRepeatedInTheTextOnce) {
  const std::string headline = "Council approves new bridge over the river",
                    body = "The vote followed a long debate on Monday evening.";
  EXPECT_EQ(ExtractedDocument(headline + "\n\n" + body, headline).listing(),
            ExtractedDocument(body, headline).listing());
}

TEST(TermExtractor, FindsNothingInNothing) {
  for (const char* text : {"", " \r\n\t ", "... --- !!!", "\xEF\xBB\xBF"}) {
    const ExtractedDocument document(text);
    EXPECT_THAT(document.terms.terms, IsEmpty()) << text;
    EXPECT_THAT(document.terms.occurrences, IsEmpty());
    EXPECT_THAT(document.terms.sentences, IsEmpty());
    EXPECT_EQ(document.terms.words, 0u);
  }
}

TEST(TermExtractor, TakesThePossessiveAway) {
  for (const char* text : {"ASEAN's", "ASEAN\u2019s", "asean's", "ASEAN'S"}) {
    const ExtractedDocument document(text);
    ASSERT_EQ(document.terms.terms.size(), 1u) << text;
    EXPECT_EQ(document.terms.terms[0].key, word_key("asean", TokenKind::kWord)) << text;
  }
  EXPECT_NE(word_key("s", TokenKind::kWord), word_key("'s", TokenKind::kWord)) << "nothing would be left";
}

TEST(TermExtractor, TellsNumbersApartByTheirLengthOnly) {
  const ExtractedDocument document("In 2024 and 1999, 7 of 8 towns reported 19 cases and 18 deaths.");
  ASSERT_NE(document.word("#4"), nullptr);
  EXPECT_EQ(document.word("#4")->count, 2);
  EXPECT_EQ(document.word("#1")->count, 2);
  EXPECT_EQ(document.word("19")->count, 1) << "as in COVID-19";
  EXPECT_EQ(document.word("#2")->count, 1);
  EXPECT_EQ(word_key("1234567", TokenKind::kNumber), word_key("12345678901", TokenKind::kNumber));
  EXPECT_NE(word_key("1.5", TokenKind::kNumber), word_key("2.5", TokenKind::kNumber));
}

TEST(TermExtractor, UnaccentedTypingSharesTheShadowFeatures) {
  const ExtractedDocument accented("Nước lũ dâng cao ở đồng bằng."), plain("Nuoc lu dang cao o dong bang.");
  const auto all = accented.hashes(), shadows = plain.hashes();
  EXPECT_TRUE(std::includes(all.begin(), all.end(), shadows.begin(), shadows.end()));
  EXPECT_GT(all.size(), shadows.size());
  FeatureRules rules;
  rules.word = rules.pair = 0;
  EXPECT_EQ(accented.hashes(false, rules), shadows);
}

TEST(TermExtractor, AnUnaccentedTermWeighsAsMuchAsItsTwoFeaturesTogether) {
  FeatureRules rules;
  rules.word = 3;
  rules.shadow = 4;
  const ExtractedDocument document("lũ flood", {}, rules);
  std::vector<Feature> features;
  append_features(*document.word("lũ"), rules, features);
  ASSERT_EQ(features.size(), 2u);
  EXPECT_EQ(features[0].weight, 3.0F);
  EXPECT_EQ(features[1].weight, 4.0F);
  features.clear();
  append_features(*document.word("flood"), rules, features);
  ASSERT_EQ(features.size(), 1u);
  EXPECT_EQ(features[0].weight, 5.0F);
}

TEST(TermExtractor, AWeightOfZeroSwitchesAFamilyOff) {
  FeatureRules rules;
  rules.word = rules.shadow = rules.pair = rules.shadow_pair = rules.chars = 0;
  const ExtractedDocument document("Nước lũ dâng cao");
  EXPECT_THAT(document.hashes(false, rules), IsEmpty());
  EXPECT_THAT(document.hashes(true, rules), IsEmpty());
  rules.pair = 1;
  EXPECT_EQ(document.hashes(false, rules).size(), 3u);
}

// The same characters mean different things as a word, as its shadow and as an n-gram.
TEST(TermExtractor, KeepsTheFamiliesApart) {
  FeatureRules rules;
  rules.chars_min = rules.chars_max = 5;
  const ExtractedDocument document("lũy kế");
  std::set<std::uint64_t> hashes;
  std::size_t features = 0;
  for (const bool chars : {false, true}) {
    for (const std::uint64_t hash : document.hashes(chars, rules)) hashes.insert(hash), ++features;
  }
  EXPECT_EQ(hashes.size(), features);
  EXPECT_EQ(features, 4u + 2u + 1u) << "two words and a pair, accented and not; <lũy>";
}

TEST(TermExtractor, CutsNgramsAtCharacters) {
  const ExtractedDocument document("hội");
  FeatureRules rules;
  std::vector<Feature> features;
  append_char_features(document.terms.terms[0], rules, features);
  EXPECT_EQ(features.size(), 3u + 2u + 1u) << "of <hội>, five characters";
  for (const Feature& feature : features) EXPECT_EQ(feature.weight, 0.5F);
  rules.chars_min = 6;
  rules.chars_max = 16;
  features.clear();
  append_char_features(document.terms.terms[0], rules, features);
  EXPECT_THAT(features, IsEmpty());
}

// A letter that case folding drops altogether must not leave a word without form.
TEST(TermExtractor, NoTermIsWithoutForm) {
  for (const char* text :
       {"\u3164 \u115F \u1160 \uFFA0 flood", "\u00AA \u02B0 \u0345a", "'s \u2019s", "\u0E31\u0E34"}) {
    const ExtractedDocument document(text);
    for (const Term& term : document.terms.terms) {
      EXPECT_TRUE(!term.is_word() || !term.folded.empty()) << text;
    }
  }
}

FeatureRules with_boundaries() {
  FeatureRules rules;
  rules.boundary = 2;
  return rules;
}

const Occurrence* boundary(const ExtractedDocument& document, bool last) {
  const Occurrence* found = nullptr;
  for (const Occurrence& o : document.terms.occurrences) {
    if (document.terms.terms[o.term].family == TermFamily::kBoundary && (last || found == nullptr))
      found = &o;
  }
  return found;
}

TEST(TermExtractor, KnowsTheFirstAndTheLastWordOfTheTextAsSuch) {
  const std::string text = "Rivers rose quickly. Lũ lớn.\n\nRead more: Vaccine stocks run low in the islands";
  const ExtractedDocument document(text, "Farmers left", with_boundaries()), plain(text, "Farmers left");
  ASSERT_EQ(document.terms.occurrences.size(), plain.terms.occurrences.size() + 2);
  const Occurrence &begin = *boundary(document, false), &end = *boundary(document, true);
  EXPECT_EQ(&begin - 1, &document.terms.occurrences[document.terms.sentences[1].begin]) << "behind its word";
  EXPECT_EQ(&end, &document.terms.occurrences.back());
  for (const Occurrence* o : {&begin, &end}) {
    EXPECT_EQ(o->tokens, 0u);
    EXPECT_FALSE(o->in_title);
    EXPECT_EQ(document.terms.terms[o->term].count, 1);
  }
  EXPECT_EQ(document.text.folded(document.text.tokens[begin.token]), "rivers");
  EXPECT_EQ(document.text.folded(document.text.tokens[end.token]), "lớn") << "furniture takes no part";
  EXPECT_EQ(document.terms.sentences.back().end, document.terms.occurrences.size());
  EXPECT_EQ(document.terms.words, plain.terms.words);
}

TEST(TermExtractor, TellsBoundariesFromTheirWordsAndFromEachOther) {
  const ExtractedDocument document("Flood", {}, with_boundaries());
  ASSERT_EQ(document.terms.terms.size(), 3u);
  std::set<std::uint64_t> keys;
  for (const Term& term : document.terms.terms) keys.insert({term.key, term.shadow_key});
  EXPECT_EQ(keys.size(), 6u);
  EXPECT_EQ(boundary(document, true)->token, 0u);
  for (const char* nothing : {"", "... !"})
    EXPECT_THAT(ExtractedDocument(nothing, "Farmers left", with_boundaries()).terms.terms,
                testing::Each(testing::Field(&Term::family, testing::Ne(TermFamily::kBoundary))));
}

TEST(TermExtractor, BoundariesWeighLikePairs) {
  const FeatureRules rules = with_boundaries();
  const ExtractedDocument document("Lũ flood", {}, rules);
  std::vector<Feature> features;
  const Term& accented = document.terms.terms[boundary(document, false)->term];
  append_features(accented, rules, features);
  append_char_features(accented, rules, features);
  ASSERT_EQ(features.size(), 2u);
  EXPECT_EQ(features[0].hash, accented.key);
  EXPECT_EQ(features[1].hash, accented.shadow_key);
  EXPECT_EQ(features[0].weight, 2.0F);
  EXPECT_EQ(features[1].weight, 2.0F);
  features.clear();
  append_features(document.terms.terms[boundary(document, true)->term], rules, features);
  ASSERT_EQ(features.size(), 1u);
  EXPECT_FLOAT_EQ(features[0].weight, static_cast<float>(std::hypot(2, 2)));
}

TEST(TermExtractor, LeavesOutTheBoundariesThatAModelDoesNotKnow) {
  const std::string text = "Lũ lớn cuốn trôi cầu. The flood receded.";
  ExtractedDocument all(text, {}, with_boundaries()), some(text);
  const Term begin = all.terms.terms[boundary(all, false)->term],
             end = all.terms.terms[boundary(all, true)->term];
  TermExtractor extractor;
  const auto families = [&](std::uint64_t known) {
    const Vocabulary vocabulary = build_vocabulary({known});
    extractor.extract_known(some.title, some.text, with_boundaries(), VocabularyIndex(vocabulary.view()),
                            some.terms);
    std::vector<std::uint64_t> keys;
    for (const Term& term : some.terms.terms) {
      if (!term.is_word()) keys.push_back(term.key);
    }
    return keys;
  };
  EXPECT_THAT(families(begin.key), ElementsAre(begin.key));
  EXPECT_THAT(families(begin.shadow_key), ElementsAre(begin.key));
  EXPECT_THAT(families(end.shadow_key), ElementsAre(end.key));
  EXPECT_THAT(families(end.key), IsEmpty()) << "an unaccented term has only the shadow's feature";
}

// Old model files hold these values: they may never change.
TEST(TermExtractor, HashesNeverChange) {
  EXPECT_EQ(word_key("asean", TokenKind::kWord), 0x26E09290EFDCD34FU);
  EXPECT_EQ(word_key("lũ", TokenKind::kWord), 0x3D3B77601A4D511FU);
  EXPECT_EQ(word_key("2024", TokenKind::kNumber), 0x83626C1F91C92F86U);
  const ExtractedDocument document("lũ lụt");
  ASSERT_EQ(document.terms.terms.size(), 3u);
  std::vector<std::uint64_t> hashes;
  for (const Term& term : document.terms.terms) {
    hashes.push_back(term.key);
    hashes.push_back(term.shadow_key);
  }
  EXPECT_THAT(hashes, ElementsAre(0x3D3B77601A4D511FU, 0xA0197FD1AE7090A6U, 0x954B101A397BE803U,
                                  0x62C83D9DBC0BBA25U, 0x27A3CEC9FB8308B5U, 0x243510E954BFFD68U));
  FeatureRules rules;
  rules.chars_max = 3;
  std::vector<Feature> features;
  append_char_features(document.terms.terms[0], rules, features);
  ASSERT_EQ(features.size(), 2u);
  EXPECT_EQ(features[0].hash, 0x4DEA3D31C52E4FF0U);
  EXPECT_EQ(features[1].hash, 0xA5DD18EBD2D946C3U);
}

TEST(TermExtractor, LeavesOutThePairsThatAModelDoesNotKnow) {
  const ExtractedDocument all("Lũ lớn cuốn trôi cầu. The flood reached the town. The flood receded.");
  const auto key_of = [&](const char* first, const char* second) {
    for (const Occurrence& o : all.terms.occurrences) {
      if (o.tokens == 2 && all.text.folded(all.text.tokens[o.token]) == first &&
          all.text.folded(all.text.tokens[o.token + 1]) == second)
        return all.terms.terms[o.term];
    }
    return Term{};
  };
  const Vocabulary known = build_vocabulary(
      {key_of("the", "flood").shadow_key, key_of("lũ", "lớn").key, key_of("trôi", "cầu").shadow_key});
  TermExtractor extractor;
  ExtractedDocument some("Lũ lớn cuốn trôi cầu. The flood reached the town. The flood receded.");
  const auto listing = [&](const FeatureRules& rules) {
    extractor.extract_known(some.title, some.text, rules, VocabularyIndex(known.view()), some.terms);
    return some.listing();
  };
  EXPECT_EQ(listing({}),
            "lũ lớn lũ+lớn cuốn trôi cầu trôi+cầu the flood the+flood reached the town the flood the+flood "
            "receded");
  EXPECT_EQ(some.terms.words, all.terms.words);
  const Term* flood = some.word("flood");
  ASSERT_NE(flood, nullptr);
  EXPECT_EQ(flood->count, 2);
  FeatureRules accented;
  accented.shadow_pair = 0;
  EXPECT_EQ(listing(accented),
            "lũ lớn lũ+lớn cuốn trôi cầu the flood the+flood reached the town the flood "
            "the+flood receded");
  FeatureRules none;
  none.pair = none.shadow_pair = 0;
  EXPECT_EQ(listing(none), "lũ lớn cuốn trôi cầu the flood reached the town the flood receded");
}

// Scratch memory from other documents must not show, however long they were.
TEST(TermExtractor, GivesTheSameWhenReused) {
  std::string long_text;
  for (int i = 0; i < 5000; ++i)
    long_text += "word" + std::to_string(i % 3000) + "x" + (i % 9 == 8 ? ". The " : " ");
  TextAnalyzer analyzer;
  TermExtractor extractor;
  AnalyzedText title, text;
  DocumentTerms terms;
  for (int round = 0; round < 3; ++round) {
    for (const std::string& body : {long_text, std::string("Flood. Flood again."), std::string()}) {
      analyzer.analyze({}, body, true, title, text);
      extractor.extract(title, text, {}, terms);
      const ExtractedDocument fresh(body);
      ASSERT_EQ(terms.terms.size(), fresh.terms.terms.size());
      for (std::size_t t = 0; t < terms.terms.size(); ++t) {
        ASSERT_EQ(terms.terms[t].key, fresh.terms.terms[t].key);
        ASSERT_EQ(terms.terms[t].count, fresh.terms.terms[t].count);
      }
    }
  }
}

TEST(TermExtractor, FindsTheTermsOfAPlainMap) {
  std::string body;
  for (int i = 0; i < 4000; ++i) body += "w" + std::to_string(i * i % 1777) + "q ";
  const ExtractedDocument document(body);
  std::map<std::string, double> expected;
  for (const Token& token : document.text.tokens) expected[std::string(document.text.folded(token))] += 1;
  std::size_t words = 0;
  for (const Term& term : document.terms.terms) {
    if (!term.is_word()) continue;
    ++words;
    EXPECT_EQ(term.count, expected.at(std::string(term.folded)));
  }
  EXPECT_EQ(words, expected.size());
}

TEST(Pooling, GrowsWithTheScoreWithoutAStep) {
  EXPECT_NEAR(pooled(0), std::log(2.0), 1e-15);
  EXPECT_NEAR(pooled(30.0000001), pooled(29.9999999), 1e-6);
  EXPECT_GT(pooled(-700), 0);
  EXPECT_EQ(pooled(800), 800);
  EXPECT_TRUE(std::isfinite(pool_score(0, 0, {})));
  FeatureRules rules;
  rules.pool_length = 1;
  EXPECT_NEAR(pool_score(6, 3, rules), std::log(2.0), 1e-6) << "a mean";
}

TEST(Sublinear, IsOneForOneOccurrence) {
  EXPECT_EQ(sublinear(1), 1);
  EXPECT_NEAR(sublinear(std::exp(2.0)), 3, 1e-12);
}

}  // namespace
}  // namespace bearing
