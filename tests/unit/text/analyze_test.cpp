#include "text/analyze.hpp"

#include <gtest/gtest.h>

#include <string>
#include <tuple>
#include <vector>

#include "base/hash.hpp"
#include "unit/text/random_text.hpp"

namespace bearing {
namespace {

struct Analyzed {
  AnalyzedText title, text;
};

void expect_segmented_alike(const SegmentedText& segmented, const AnalyzedText& analyzed) {
  ASSERT_EQ(segmented.text, analyzed.text);
  ASSERT_EQ(segmented.replaced, analyzed.replaced);
  ASSERT_EQ(segmented.truncated, analyzed.truncated);
  ASSERT_EQ(segmented.sentences.size(), analyzed.sentences.size());
  for (std::size_t i = 0; i < segmented.sentences.size(); ++i) {
    const Sentence &a = segmented.sentences[i], &b = analyzed.sentences[i];
    ASSERT_EQ(std::tie(a.begin, a.end, a.first_token, a.last_token, a.kind),
              std::tie(b.begin, b.end, b.first_token, b.last_token, b.kind));
  }
  ASSERT_EQ(segmented.words.size(), analyzed.tokens.size());
  for (std::size_t i = 0; i < segmented.words.size(); ++i) {
    const Token& token = analyzed.tokens[i];
    ASSERT_EQ(segmented.words[i], (TokenSpan{token.begin, token.end, token.kind}));
  }
}

// Whatever is analysed here is also cut into words alone, and gives the same ones.
Analyzed analyzed(std::string_view title, std::string_view text, bool drop_furniture = false) {
  TextAnalyzer analyzer;
  Analyzed out;
  analyzer.analyze(title, text, drop_furniture, out.title, out.text);
  SegmentedText segmented_title, segmented_text;
  segmented_text.words.resize(3);  // What was there before is gone.
  analyzer.segment(title, text, drop_furniture, segmented_title, segmented_text);
  expect_segmented_alike(segmented_title, out.title);
  expect_segmented_alike(segmented_text, out.text);
  return out;
}

std::vector<std::string> forms(const AnalyzedText& text, bool shadow) {
  std::vector<std::string> out;
  for (const Token& token : text.tokens) out.emplace_back(shadow ? text.shadow(token) : text.folded(token));
  return out;
}

using Strings = std::vector<std::string>;

/// Everything that holds for any input.
void expect_sound(const AnalyzedText& out, std::string_view source) {
  ASSERT_EQ(out.origin.derived_size(), out.text.size());
  std::uint32_t token = 0, end = 0;
  for (const Sentence& sentence : out.sentences) {
    ASSERT_LE(end, sentence.begin);
    ASSERT_LT(sentence.begin, sentence.end);
    ASSERT_EQ(sentence.first_token, token);
    ASSERT_LE(sentence.first_token, sentence.last_token);
    std::uint32_t at = sentence.begin;
    for (; token < sentence.last_token; ++token) {
      const Token& t = out.tokens[token];
      ASSERT_TRUE(at <= t.begin && t.begin < t.end && t.end <= sentence.end);
      ASSERT_LE(t.folded + t.folded_size, out.forms.size());
      ASSERT_LE(t.shadow + t.shadow_size, out.forms.size());
      ASSERT_EQ(t.folded_hash, hash64(out.folded(t), kFoldedSeed));
      ASSERT_EQ(t.shadow_hash, hash64(out.shadow(t), kShadowSeed));
      const ByteRange range = out.origin.to_source({t.begin, t.end});
      ASSERT_TRUE(range.begin < range.end && range.end <= source.size());
      at = t.end;
    }
    end = sentence.end;
  }
  ASSERT_EQ(token, out.tokens.size());
  ASSERT_LE(end, out.text.size());
}

TEST(TextAnalyzer, GivesSentencesAndTokensWithForms) {
  const Analyzed out = analyzed("ASEAN họp", "Thủ tướng nói. Hoà bình!");
  EXPECT_EQ(forms(out.title, false), (Strings{"asean", "họp"}));
  EXPECT_EQ(forms(out.title, true), (Strings{"asean", "hop"}));
  ASSERT_EQ(out.text.sentences.size(), 2u);
  EXPECT_EQ(out.text.sentences[0].last_token, 3u);
  EXPECT_EQ(out.text.sentences[1].first_token, 3u);
  EXPECT_EQ(forms(out.text, false), (Strings{"thủ", "tướng", "nói", "hòa", "bình"}));
  EXPECT_EQ(forms(out.text, true), (Strings{"thu", "tuong", "noi", "hoa", "binh"}));
}

TEST(TextAnalyzer, SharesThePlaceOfEqualForms) {
  const Analyzed out = analyzed("", "Peace");
  ASSERT_EQ(out.text.tokens.size(), 1u);
  EXPECT_EQ(out.text.tokens[0].folded, out.text.tokens[0].shadow);
  EXPECT_EQ(out.text.forms, "peace");
}

TEST(TextAnalyzer, PartsTokensOfGluedSentences) {
  const Analyzed out = analyzed("", "It was on the agenda.They did not vote.");
  ASSERT_EQ(out.text.sentences.size(), 2u);
  EXPECT_EQ(forms(out.text, false),
            (Strings{"it", "was", "on", "the", "agenda", "they", "did", "not", "vote"}));
}

TEST(TextAnalyzer, MapsTokensToTheBytesThatCameIn) {
  const std::string source = "  Vie\u0323\u0302t\u00A0\u00A0Nam\r\n";
  const Analyzed out = analyzed("", source);
  ASSERT_EQ(out.text.tokens.size(), 2u);
  EXPECT_EQ(out.text.origin.to_source({out.text.tokens[0].begin, out.text.tokens[0].end}),
            (ByteRange{2, 10}));
  EXPECT_EQ(out.text.origin.to_source({out.text.tokens[1].begin, out.text.tokens[1].end}),
            (ByteRange{14, 17}));
}

TEST(TextAnalyzer, CountsBadBytesAndMapsAroundThem) {
  const Analyzed out = analyzed("\xFF", "ab\xFF\xFE Nam");
  EXPECT_EQ(out.title.replaced, 1u);
  EXPECT_EQ(out.text.replaced, 2u);
  ASSERT_EQ(out.text.tokens.size(), 2u);
  EXPECT_EQ(out.text.origin.to_source({out.text.tokens[1].begin, out.text.tokens[1].end}), (ByteRange{5, 8}));
}

TEST(TextAnalyzer, TakesEmptyAndBlankFields) {
  const Analyzed out = analyzed("", " \r\n\t ");
  EXPECT_TRUE(out.title.sentences.empty());
  EXPECT_TRUE(out.text.text.empty());
  EXPECT_TRUE(out.text.tokens.empty());
}

TEST(TextAnalyzer, ClearsWhatIsReused) {
  TextAnalyzer analyzer;
  AnalyzedText title, text;
  analyzer.analyze("One \xFF", "Two three. Four", false, title, text);
  analyzer.analyze("A", "B", false, title, text);
  EXPECT_EQ(title.text, "A");
  EXPECT_EQ(title.replaced, 0u);
  EXPECT_EQ(forms(text, false), (Strings{"b"}));
  EXPECT_EQ(text.sentences.size(), 1u);
}

TEST(TextAnalyzer, CutsEndlessTextAtACharacter) {
  std::string text(kMaxTextBytes - 1, ' ');
  text += "ệ";
  text[0] = 'a';
  const Analyzed out = analyzed("", text);
  EXPECT_TRUE(out.text.truncated);
  EXPECT_EQ(out.text.replaced, 0u);
  EXPECT_EQ(out.text.text, "a");
  EXPECT_FALSE(analyzed("", "a").text.truncated);
}

TEST(TextAnalyzer, ReadsEveryBlockAsBodyUnlessFurnitureIsDropped) {
  const Analyzed out = analyzed("", "Read more:\n\nShare on Facebook\n\nThe ministers met in Jakarta.");
  for (const Block& block : out.text.blocks) EXPECT_EQ(block.kind, BlockKind::kBody);
  EXPECT_EQ(out.text.sentences.size(), 3u);
}

TEST(TextAnalyzer, IsNotChangedByInvisibleDifferences) {
  const Analyzed plain = analyzed("Biển Đông", "Thủ tướng nói. Họ đồng ý.\n\nHết.");
  const Analyzed noisy =
      analyzed("Biển  Đông\n", "\uFEFFThủ\u00A0tướng nói.  Họ đồng ý. \r\n\r\n\r\nHết.\u200B\n");
  EXPECT_EQ(noisy.title.text, plain.title.text);
  EXPECT_EQ(noisy.text.text, plain.text.text);
  EXPECT_EQ(noisy.text.forms, plain.text.forms);
}

TEST(TextAnalyzer, IsSoundForAnyBytes) {
  RandomText random(1);
  TextAnalyzer analyzer;
  AnalyzedText title, text;
  for (int i = 0; i < 6000; ++i) {
    const std::string source = i % 3 == 0 ? random.bytes(random.below(60))
                               : i % 3 == 1
                                   ? random.unicode(random.below(30))
                                   : random.of(U"aB.đỆ\u0301 \n“”ไท中1\u00AD!?,'@:/", random.below(60));
    analyzer.analyze(source, source, i % 2 == 0, title, text);
    expect_sound(title, source);
    expect_sound(text, source);
    if (HasFatalFailure()) FAIL() << testing::PrintToString(source);
  }
}

TEST(TextAnalyzer, IsSoundForTextCutAnywhere) {
  const std::string source =
      "Thủ tướng nói: “Hoà bình!”\r\n\r\nＡＳＥＡＮ e\u0323\u0302 😀 ไทย 中国。 agenda.They did.";
  TextAnalyzer analyzer;
  AnalyzedText title, text;
  for (std::size_t size = 0; size <= source.size(); ++size) {
    const std::string_view cut = std::string_view(source).substr(0, size);
    analyzer.analyze(cut, cut, true, title, text);
    expect_sound(text, cut);
    if (HasFatalFailure()) FAIL() << size;
  }
}

}  // namespace
}  // namespace bearing
