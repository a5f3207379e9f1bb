#include "text/segment.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "unit/text/random_text.hpp"

namespace bearing {
namespace {

std::vector<std::string> words_of(std::string_view text) {
  Segmenter segmenter;
  std::vector<TokenSpan> spans;
  segmenter.words(text, spans);
  std::vector<std::string> words;
  for (const TokenSpan& span : spans) words.emplace_back(text.substr(span.begin, span.end - span.begin));
  return words;
}

std::vector<std::string> sentences_of(std::string_view text) {
  Segmenter segmenter;
  std::vector<SentenceSpan> spans;
  segmenter.sentences(text, spans);
  std::vector<std::string> sentences;
  for (const SentenceSpan& span : spans)
    sentences.emplace_back(text.substr(span.begin, span.end - span.begin));
  return sentences;
}

using Strings = std::vector<std::string>;

std::string escaped(std::string_view text) {
  std::string out;
  char buffer[16];
  for (std::size_t at = 0; at < text.size();) {
    const utf8::CodePoint c = utf8::decode(text, at);
    std::snprintf(buffer, sizeof buffer, c.value > 32 && c.value < 127 ? "%c" : "<%04X>",
                  static_cast<unsigned>(c.value));
    out += buffer;
    at += c.size;
  }
  return out;
}

std::string shown(const std::vector<TokenSpan>& spans) {
  std::string out;
  for (const TokenSpan& s : spans) {
    out += std::to_string(s.begin) + "-" + std::to_string(s.end) + (s.kind == TokenKind::kWord ? "w " : "n ");
  }
  return out;
}

std::string shown(const std::vector<SentenceSpan>& spans) {
  std::string out;
  for (const SentenceSpan& s : spans) out += std::to_string(s.begin) + "-" + std::to_string(s.end) + " ";
  return out;
}

/// Holds the fast path against ICU on one text. False (with a failure recorded) when they differ.
bool agree(Segmenter& segmenter, std::string_view text) {
  std::vector<TokenSpan> words, reference_words;
  segmenter.words(text, words);
  segmenter.reference_words(text, reference_words);
  EXPECT_EQ(shown(words), shown(reference_words)) << escaped(text);
  std::vector<SentenceSpan> sentences, reference_sentences;
  segmenter.sentences(text, sentences);
  segmenter.reference_sentences(text, reference_sentences);
  EXPECT_EQ(shown(sentences), shown(reference_sentences)) << escaped(text);
  return words == reference_words && sentences == reference_sentences;
}

void expect_agreement(std::uint32_t seed, std::u32string_view alphabet, int rounds, std::size_t longest) {
  RandomText random(seed);
  Segmenter segmenter;
  for (int i = 0; i < rounds; ++i) {
    if (!agree(segmenter, random.of(alphabet, 1 + random.below(longest)))) return;
  }
}

TEST(SegmenterEquality, HoldsForAsciiPunctuation) {
  expect_agreement(1, U"aZb19_.,:;'\"-@/()!? \n\t#%&*+=<>[]{}$\r", 60000, 14);
  expect_agreement(2, U"aB1. .'!?\")\n", 60000, 10);
}

TEST(SegmenterEquality, HoldsForLatinGreekAndCyrillic) {
  expect_agreement(3, U"aÀđĐộƠểß1ΑωіЙ.,'’‘“”–—… \u00A0\u2009\u00AD·:;‚«»?!\u0301\u0323", 60000, 14);
}

TEST(SegmenterEquality, HoldsForLongLatinText) {
  expect_agreement(10, U"aeinotTHB1ệđƠƯàß×÷. ,.'’ “” \n", 20000, 90);
  expect_agreement(11, U"abcdefghijklmnopqrstuvwxyzABCđệ .", 20000, 120);
  expect_agreement(12, U"abcđệơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồ×÷ẀẁǍǎΆ'_1 ", 20000, 120);
}

TEST(SegmenterEquality, HoldsForMarksJoinersAndFormatCharacters) {
  expect_agreement(4, U"aB1 .\u0301\u200D\u200C\u2060\uFEFF\u00AD©™‼❤😀🏽🇻🇳'’_@\n\u0345\u20E3", 60000, 12);
}

TEST(SegmenterEquality, HoldsForParagraphSeparators) {
  expect_agreement(5, U"aB1.!? \u0085\u2028\u2029\r\n\v\f\u0301)\"", 60000, 12);
}

TEST(SegmenterEquality, HoldsForScriptsWithDictionaries) {
  expect_agreement(
      6, U"สวัสดีชาวโลกวันนี้ aB1.' 中国人民日报。！カタカナひらがなー々ーﾞ한국어 ກາ មានမြန်မာ\u0301\u200B\n",
      12000, 24);
}

TEST(SegmenterEquality, HoldsForHebrewArabicAndIndicScripts) {
  expect_agreement(7, U"אבג\"'״׳ عربي١٢٣،؟ हिन्दी।१२ தமிழ் a1. ՀայԲ։՞ ქა", 30000, 16);
}

TEST(SegmenterEquality, HoldsForAnyCodePoints) {
  RandomText random(8);
  Segmenter segmenter;
  for (int i = 0; i < 30000; ++i) {
    if (!agree(segmenter, random.unicode(1 + random.below(12)))) return;
  }
}

TEST(SegmenterEquality, HoldsForEveryTableCharacterBetweenLettersAndDigits) {
  Segmenter segmenter;
  for (char32_t c = 1; c < 0x3100; ++c) {
    std::string text;
    for (const char* around : {"a", "1", ". ", "B", ".", "b ", "\" ", "!"}) {
      text += around;
      utf8::append(c, text);
    }
    if (!agree(segmenter, text)) return;
  }
}

TEST(SegmenterEquality, HoldsForNews) {
  Segmenter segmenter;
  for (const char* text : {"The U.S. Embassy in Ha Noi said on Jan. 5 that Mr. Nguyen Van A. had met Gen. J. "
                           "Smith at 3.30 p.m. The talks went on.",
                           "Thủ tướng Phạm Minh Chính nói: \"Việt Nam luôn coi trọng quan hệ với ASEAN.\" "
                           "Theo TS. Nguyễn Văn A, GDP tăng 6,5%/năm. TP. Hồ Chí Minh "
                           "đón 1.200.000 lượt khách.",
                           "See https://vietnamnews.vn/politics?id=5&x=A.B or e-mail info@vnanet.vn. It's "
                           "John's “first” visit… “Really?” he asked. It’s on the agenda.They did not."}) {
    agree(segmenter, text);
  }
}

TEST(SegmenterWords, KeepsApostrophesNumbersAndDottedWordsTogether) {
  EXPECT_EQ(words_of("Don't pay 1,200.50 to O’Neil, U.S. snake_case -- end"),
            (Strings{"Don't", "pay", "1,200.50", "to", "O’Neil", "U.S", "snake_case", "end"}));
}

TEST(SegmenterWords, SplitsAtHyphensAndSlashes) {
  EXPECT_EQ(words_of("COVID-19 và/hoặc e-mail"), (Strings{"COVID", "19", "và", "hoặc", "e", "mail"}));
}

TEST(SegmenterWords, TellsNumbersFromWords) {
  Segmenter segmenter;
  std::vector<TokenSpan> spans;
  segmenter.words("12.5 3G ١٢ Năm", spans);
  ASSERT_EQ(spans.size(), 4u);
  EXPECT_EQ(spans[0].kind, TokenKind::kNumber);
  EXPECT_EQ(spans[1].kind, TokenKind::kWord);
  EXPECT_EQ(spans[2].kind, TokenKind::kNumber);
  EXPECT_EQ(spans[3].kind, TokenKind::kWord);
}

TEST(SegmenterWords, LeavesOutPunctuationAndEmoji) { EXPECT_EQ(words_of("… — !? 😀 _ @ “”"), Strings{}); }

TEST(SegmenterWords, SegmentsThaiAndChineseByDictionary) {
  EXPECT_EQ(words_of("สวัสดีชาวโลก ok"), (Strings{"สวัสดี", "ชาว", "โลก", "ok"}));
  EXPECT_GT(words_of("中国人民银行宣布降低利率").size(), 3u);
}

TEST(SegmenterWords, AddsTheBaseAndAppends) {
  Segmenter segmenter;
  std::vector<TokenSpan> spans{{1, 2, TokenKind::kWord}};
  segmenter.words("a ไทย", spans, 100);
  ASSERT_EQ(spans.size(), 3u);
  EXPECT_EQ(spans[0], (TokenSpan{1, 2, TokenKind::kWord}));
  EXPECT_EQ(spans[1], (TokenSpan{100, 101, TokenKind::kWord}));
  EXPECT_EQ(spans[2], (TokenSpan{102, 111, TokenKind::kWord}));
}

TEST(SegmenterWords, SegmentsAPartAsIfItStoodAlone) {
  RandomText random(13);
  Segmenter segmenter;
  for (int i = 0; i < 30000; ++i) {
    const std::string before = random.of(U"abcđệ1 .'ไ", random.below(8));
    const std::string part = random.of(U"abcdefghđệ1 .'ไ", 1 + random.below(40));
    const std::string text = before + part + random.of(U"abcđệ1 .'ไ\u0301", random.below(24));
    std::vector<TokenSpan> within, alone;
    segmenter.words_within(text, {before.size(), before.size() + part.size()}, within);
    segmenter.reference_words(part, alone, static_cast<std::uint32_t>(before.size()));
    ASSERT_EQ(shown(within), shown(alone)) << escaped(text);
  }
}

TEST(SegmenterSentences, EndsAtTerminatorsAndLines) {
  EXPECT_EQ(sentences_of("One. Two! Three?\nFour\n\n Five"),
            (Strings{"One.", "Two!", "Three?", "Four", "Five"}));
}

TEST(SegmenterSentences, DoesNotEndAfterAbbreviations) {
  EXPECT_EQ(sentences_of("Mr. Smith met Gen. Lee. They talked.").size(), 2u);
  EXPECT_EQ(sentences_of("TP. Hồ Chí Minh họp. TS. Nguyễn Văn A dự.").size(), 2u);
  EXPECT_EQ(sentences_of("See No. 5 on Jan. 7. Done.").size(), 2u);
  EXPECT_EQ(sentences_of("The U.S. Navy came.").size(), 1u);
  EXPECT_EQ(sentences_of("PGS. TS. Trần B nói.").size(), 1u);
}

TEST(SegmenterSentences, EndsAfterAbbreviationsThatCloseASentence) {
  EXPECT_EQ(sentences_of("It left the U.S. The talks ended.").size(), 2u);
  EXPECT_EQ(sentences_of("They met at 5 p.m. He spoke.").size(), 2u);
  EXPECT_EQ(sentences_of("He said no. Then he left.").size(), 2u);
}

TEST(SegmenterSentences, DoesNotEndAfterInitialsAndListMarkers) {
  EXPECT_EQ(sentences_of("J. Smith and Nguyễn V. A. Dũng came.").size(), 1u);
  EXPECT_EQ(sentences_of("1. Purpose of the plan"), (Strings{"1. Purpose of the plan"}));
  EXPECT_EQ(sentences_of("IV. Kết luận"), (Strings{"IV. Kết luận"}));
}

TEST(SegmenterSentences, PartsGluedSentences) {
  EXPECT_EQ(sentences_of("It was on the agenda.They did not vote."),
            (Strings{"It was on the agenda.", "They did not vote."}));
  EXPECT_EQ(sentences_of("Hội nghị kết thúc.Ông nói thêm."),
            (Strings{"Hội nghị kết thúc.", "Ông nói thêm."}));
}

TEST(SegmenterSentences, DoesNotPartAddressesAndAbbreviations) {
  for (const char* text : {"Read https://example.com/path.Html?id=1&q=A now", "VnExpress.Net reports",
                           "Write to nguyen.Van@example.com", "at www.site.vn/Tin.Moi?x=A today",
                           "Mr.Smith came", "ở Tp.Hồ Chí Minh"}) {
    EXPECT_EQ(sentences_of(text).size(), 1u) << text;
  }
}

TEST(SegmenterSentences, KeepsClosingQuotesWithTheirSentence) {
  EXPECT_EQ(sentences_of("“We agree.” “So do we.” She left."),
            (Strings{"“We agree.”", "“So do we.”", "She left."}));
  EXPECT_EQ(sentences_of("\"Stop!\" he said. \"Go.\" They went."),
            (Strings{"\"Stop!\" he said.", "\"Go.\"", "They went."}));
}

TEST(SegmenterSentences, KeepsDecimalsAndEllipsesInside) {
  EXPECT_EQ(sentences_of("It rose 3.5 per cent ... and fell.").size(), 1u);
  EXPECT_EQ(sentences_of("Giá 1.200.000 đồng/kg.").size(), 1u);
}

TEST(Segmenter, IsSafeForAnyBytes) {
  RandomText random(9);
  Segmenter segmenter;
  for (int i = 0; i < 3000; ++i) {
    const std::string text = random.bytes(random.below(40));
    std::vector<TokenSpan> words;
    std::vector<SentenceSpan> sentences;
    segmenter.words(text, words);
    segmenter.sentences(text, sentences);
    for (const TokenSpan& w : words) ASSERT_TRUE(w.begin < w.end && w.end <= text.size());
    for (const SentenceSpan& s : sentences) ASSERT_TRUE(s.begin < s.end && s.end <= text.size());
  }
}

TEST(Segmenter, TakesLinearTimeOnEndlessWords) {
  Segmenter segmenter;
  std::vector<SentenceSpan> sentences;
  std::string text;
  for (int i = 0; i < 200000; ++i) text += "ab.Cd";
  segmenter.sentences(text, sentences);
  EXPECT_EQ(sentences.size(), 200001u);
}

}  // namespace
}  // namespace bearing
