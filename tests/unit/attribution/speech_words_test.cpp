#include "attribution/speech_words.hpp"

#include <gtest/gtest.h>

#include <string>

#include "unit/attribution/analyzed_speech.hpp"

namespace bearing {
namespace {

/// The words inside quotation marks, joined by spaces.
std::string quoted(const AnalyzedSpeech& document) {
  std::string all;
  for (const SpeechWord& word : document.speech.speech_text().words) {
    if (!word.quoted) continue;
    if (!all.empty()) all += ' ';
    all += document.text().text.substr(word.begin, word.end - word.begin);
  }
  return all;
}

std::uint32_t classes(const WordClasses& all, std::initializer_list<std::string_view> words) {
  std::uint64_t chain = 0;
  for (std::string_view word : words) chain = WordClasses::chain(chain, WordClasses::word_hash(word));
  return all.find(chain);
}

TEST(WordClasses, KnowsWordsAndPhrases) {
  const WordClasses& english = WordClasses::english();
  EXPECT_TRUE(classes(english, {"said"}) & word_class::kReport);
  EXPECT_TRUE(classes(english, {"according"}) & WordClasses::kContinues);
  EXPECT_FALSE(classes(english, {"according"}) & word_class::kAccording);
  EXPECT_TRUE(classes(english, {"according", "to"}) & word_class::kAccording);
  EXPECT_EQ(classes(english, {"zyzzyva"}), 0U);
  EXPECT_EQ(classes(english, {""}), 0U);
  EXPECT_EQ(classes(english, {std::string(100, 'a')}), 0U);
}

TEST(WordClasses, KnowsVietnameseUnderFoldedForms) {
  const WordClasses& vietnamese = WordClasses::vietnamese();
  EXPECT_TRUE(classes(vietnamese, {"khẳng", "định"}) & word_class::kReport);
  EXPECT_TRUE(classes(vietnamese, {"người", "phát", "ngôn"}) & word_class::kOffice);
  EXPECT_TRUE(classes(vietnamese, {"ủy", "ban"}) & word_class::kOrg);
}

TEST(SpeechWords, PhrasesAreOneWord) {
  const AnalyzedSpeech document("Ông An cho biết Việt Nam phản đối.", "vi");
  const auto& words = document.speech.speech_text().words;
  ASSERT_EQ(words.size(), 5U);  // Ông, An, cho biết, Việt Nam, phản đối
  EXPECT_TRUE(words[2].is(word_class::kReport));
  EXPECT_TRUE(words[3].is(word_class::kPlace));
  EXPECT_TRUE(words[4].is(word_class::kStance));
}

TEST(SpeechWords, TonePlacementDoesNotMatter) {
  const AnalyzedSpeech document("Uỷ ban Thuỷ sản nói.", "vi");
  EXPECT_TRUE(document.speech.speech_text().words[0].is(word_class::kOrg));
}

TEST(SpeechWords, QuotedIsInsideStraightOrCurlyMarks) {
  EXPECT_EQ(quoted(AnalyzedSpeech("He said \"we agree\" and left.")), "we agree");
  EXPECT_EQ(quoted(AnalyzedSpeech("He said “we agree” and left.")), "we agree");
  EXPECT_EQ(quoted(AnalyzedSpeech("He said «we agree» and left.")), "we agree");
  EXPECT_EQ(quoted(AnalyzedSpeech("He said ‘we don’t agree’ and left.")), "we don’t agree");
}

TEST(SpeechWords, QuotationsGoOnAcrossSentences) {
  const AnalyzedSpeech document("\"We agree. They do not.\" He left.");
  EXPECT_EQ(quoted(document), "We agree They do not");
  const auto& sentences = document.speech.speech_text().sentences;
  ASSERT_GE(sentences.size(), 2U);
  EXPECT_TRUE(sentences[0].ends_quoted);
  EXPECT_TRUE(sentences[1].starts_quoted);
}

TEST(SpeechWords, AnUnclosedQuotationEndsWithItsParagraph) {
  EXPECT_EQ(quoted(AnalyzedSpeech("He said \"we agree.\n\nShe left the room early.")), "we agree");
}

TEST(SpeechWords, AStrayClosingMarkQuotesNothing) {
  EXPECT_EQ(quoted(AnalyzedSpeech("He said we agree” and left.")), "");
}

TEST(SpeechWords, NestedQuotationsStayInsideTheOuterOne) {
  EXPECT_EQ(quoted(AnalyzedSpeech("She said “they call it ‘home’ here” and left.")),
            "they call it home here");
}

TEST(SpeechWords, PossessivesAreKnownByTheirStem) {
  const AnalyzedSpeech document("Malaysia's ministers' meeting");
  const auto& words = document.speech.speech_text().words;
  ASSERT_EQ(words.size(), 3U);
  EXPECT_TRUE(words[0].possessive && words[0].is(word_class::kPlace));
  EXPECT_TRUE(words[1].possessive && words[1].is(word_class::kOffice));
  EXPECT_FALSE(words[2].possessive);
}

TEST(SpeechWords, LanguageIsToldWhenNotDeclared) {
  const AnalyzedSpeech vietnamese("Các bộ trưởng cho rằng vai trò của ASEAN là không thể thiếu.", "");
  EXPECT_EQ(vietnamese.speaker("cho rằng"), "Các bộ trưởng");
  const AnalyzedSpeech english("The ministers said that the role of ASEAN could not be replaced.", "");
  EXPECT_EQ(english.speaker("said"), "The ministers");
}

}  // namespace
}  // namespace bearing
