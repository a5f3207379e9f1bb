#include "text/normalise.hpp"

#include <gtest/gtest.h>
#include <unicode/unorm2.h>
#include <unicode/utf16.h>

#include <string>

#include "text/segment.hpp"
#include "unit/text/random_text.hpp"

namespace bearing {
namespace {

std::string normal(std::string_view source) {
  NormalisedText out;
  normalise(source, out);
  return out.text;
}

/// Decomposed or composed by ICU, as the test of the tests.
std::string in_form(const UNormalizer2* form, std::string_view text) {
  std::u16string units;
  for (std::size_t at = 0; at < text.size();) {
    const utf8::CodePoint c = utf8::decode(text, at);
    if (c.value >= 0x10000) units.push_back(static_cast<char16_t>(U16_LEAD(c.value)));
    units.push_back(static_cast<char16_t>(c.value < 0x10000 ? c.value : U16_TRAIL(c.value)));
    at += c.size;
  }
  UErrorCode status = U_ZERO_ERROR;
  std::u16string changed(units.size() * 4 + 8, u'\0');
  changed.resize(static_cast<std::size_t>(unorm2_normalize(form, units.data(),
                                                           static_cast<int32_t>(units.size()), changed.data(),
                                                           static_cast<int32_t>(changed.size()), &status)));
  std::string out;
  for (std::size_t i = 0; i < changed.size();) {
    UChar32 c = 0;
    U16_NEXT(changed.data(), i, changed.size(), c);
    utf8::append(static_cast<char32_t>(c), out);
  }
  return out;
}

std::string nfd(std::string_view text) {
  UErrorCode status = U_ZERO_ERROR;
  return in_form(unorm2_getNFDInstance(&status), text);
}

std::string nfc(std::string_view text) {
  UErrorCode status = U_ZERO_ERROR;
  return in_form(unorm2_getNFCInstance(&status), text);
}

TEST(Normalise, LeavesCleanTextAlone) {
  for (const char* text : {"", "a", "One line.", "Two\nlines", "Two\n\nparagraphs", "Thủ tướng “nói” — vậy…",
                           "中文 ไทย 한국어"}) {
    EXPECT_EQ(normal(text), text);
  }
}

TEST(Normalise, GivesTheSameForDecomposedText) {
  const std::string text =
      "Việt Nam đề nghị các bên kiềm chế ở Trường Sa; Ångström, Đặng Thị Ngọc Thịnh, ё й.";
  EXPECT_NE(nfd(text), text);
  EXPECT_EQ(normal(nfd(text)), text);
  EXPECT_EQ(normal("e\u0323\u0302"), "ệ");
  EXPECT_EQ(normal("\u00EA\u0323"), "ệ");
}

TEST(Normalise, CollapsesAndTrimsWhiteSpace) {
  EXPECT_EQ(normal("  a  b\t\tc \n d\t\n\n\n\ne  \n"), "a b c\nd\n\ne");
  EXPECT_EQ(normal("a\u00A0\u00A0b\u3000c\u2009d"), "a b c d");
  EXPECT_EQ(normal(" \n\t "), "");
  EXPECT_EQ(normal("a \n \n \n b"), "a\n\nb");
}

TEST(Normalise, UnifiesLineEnds) {
  EXPECT_EQ(normal("a\r\nb\rc\u0085d\u2028e\u2029f\vg\fh"), "a\nb\nc\nd\ne\nf\ng\nh");
  EXPECT_EQ(normal("a\r\n\r\nb\r\n\r\n\r\nc\n\rd"), "a\n\nb\n\nc\n\nd");
}

TEST(Normalise, DropsWhatCannotBeSeen) {
  EXPECT_EQ(normal("a\u00ADb\u200Bc\u200Dd\uFEFFe\u200Ef\u202Ag\u2060h\x01i\x7Fj"), "abcdefghij");
  EXPECT_EQ(normal(std::string("a\0b", 3)), "ab");
  EXPECT_EQ(normal("e\u200B\u0302\u00AD\u0323"), "ệ");
}

TEST(Normalise, MapsTypesetForms) {
  EXPECT_EQ(normal("ＡＳＥＡＮ　２０２５！"), "ASEAN 2025!");
  EXPECT_EQ(normal("eﬃcient ﬁnance ﬂow"), "efficient finance flow");
  EXPECT_EQ(normal("ｶﾞｲﾄﾞ"), "ガイド");
  EXPECT_EQ(normal("𝐁𝐨𝐥𝐝 𝟗"), "Bold 9");
  EXPECT_EQ(normal("\uFEFB"), "\u0644\u0627");
}

TEST(Normalise, KeepsQuotesDashesAndCase) { EXPECT_EQ(normal("“A” ‘b’ – — … « C »"), "“A” ‘b’ – — … « C »"); }

TEST(Normalise, BoundsMarksOnOneLetter) {
  std::string text = "a";
  for (int i = 0; i < 100000; ++i) text += i % 2 == 0 ? "\u0301" : "\u0323";
  const std::string once = normal(text + "b");
  EXPECT_LT(once.size(), 100u);
  EXPECT_EQ(normal(once), once);
}

/// Everything that has rules of its own, so that rules meet.
constexpr std::u32string_view kTricky =
    U"aeoAEOđĐxz19 "
    U"\t\n\r\u0085\u2028\u00A0\u3000\u0300\u0301\u0302\u0303\u0309\u0323\u031B\u0327\u0345\u00AD\u200B\u200D"
    U"\uFEFF\u034FÀêợưΆά\u037E\u212A"
    U"Ａｅﬁﬀｶﾞﾟか\u3099中한\u1100\u1161\u11A8\u09C7\u09BE\u0958\u0F73\u0F71𝐁\uFE0F😀\x01\x7F\uFB1D\uFDFA"
    U"\uFEFB\uFE70\u115F\u1160\u3164";

TEST(Normalise, IsIdempotentAndComposed) {
  RandomText random(1);
  for (int i = 0; i < 60000; ++i) {
    const std::string source =
        i % 2 == 0 ? random.of(kTricky, random.below(16)) : random.unicode(random.below(12));
    const std::string once = normal(source);
    ASSERT_EQ(normal(once), once) << testing::PrintToString(source);
    ASSERT_EQ(nfc(once), once) << testing::PrintToString(source);
  }
}

TEST(Normalise, DoesNotDependOnTheNormalFormOfItsInput) {
  RandomText random(2);
  for (int i = 0; i < 40000; ++i) {
    const std::string source =
        i % 2 == 0 ? random.of(kTricky, random.below(12)) : random.unicode(random.below(8));
    // Marks parted by something invisible may change places only once it is gone, so the input is made clean
    // first.
    const std::string clean = normal(source);
    ASSERT_EQ(normal(nfd(clean)), clean) << testing::PrintToString(source);
  }
}

TEST(Normalise, EqualsItselfPieceByPiece) {
  // Long clean runs take another way through the code than single characters do.
  RandomText random(6);
  for (int i = 0; i < 20000; ++i) {
    const std::string source =
        random.of(U"abcdefghijklmnop đệơưạảấầÀ×\u1E00“\u0301\u200B \n\x01\x7F", random.below(120));
    std::string expected;
    for (std::size_t at = 0; at < source.size();) {
      const utf8::CodePoint c = utf8::decode(source, at);
      const bool dropped = c.value == 0x200B || c.value == 0x01 || c.value == 0x7F;
      if (!dropped) expected.append(source, at, c.size);
      at += c.size;
    }
    expected = nfc(expected);
    std::string lines;
    for (const char c : expected) {
      const bool white = c == ' ' || c == '\n';
      if (white && lines.empty()) continue;
      if (c == '\n' && lines.back() == ' ') lines.pop_back();
      if (c == ' ' && (lines.back() == ' ' || lines.back() == '\n')) continue;
      if (c == '\n' && lines.ends_with("\n\n")) continue;
      lines += c;
    }
    while (!lines.empty() && (lines.back() == ' ' || lines.back() == '\n')) lines.pop_back();
    ASSERT_EQ(normal(source), lines) << testing::PrintToString(source);
  }
}

TEST(Normalise, IsNotChangedByInvisibleDifferences) {
  RandomText random(3);
  for (int i = 0; i < 5000; ++i) {
    const std::string plain = random.of(U"aBcđệ1.“”, \n", 1 + random.below(30));
    std::string noisy = " \u00A0";
    for (std::size_t at = 0; at < plain.size();) {
      const utf8::CodePoint c = utf8::decode(plain, at);
      const std::size_t noise = random.below(8);
      if (c.value == ' ' && noise < 3) {
        noisy += noise == 0 ? "\u00A0" : noise == 1 ? "  " : "\t";
      } else if (c.value == '\n' && noise < 3) {
        noisy += noise == 0 ? "\r\n" : noise == 1 ? " \n" : "\u2028";
      } else {
        noisy.append(plain, at, c.size);
        if (noise == 4) noisy += "\u200B";
        if (noise == 5) noisy += "\u00AD";
      }
      at += c.size;
    }
    ASSERT_EQ(normal(noisy + "\r\n "), normal(plain)) << testing::PrintToString(noisy);
  }
}

/// The source of each token, normalised again, must hold the token; `exactly` it where no dictionary parts
/// letters from their marks.
void expect_tokens_to_come_back(std::u32string_view alphabet, bool exactly) {
  RandomText random(4);
  Segmenter segmenter;
  for (int i = 0; i < 40000; ++i) {
    const std::string source = random.of(alphabet, random.below(24));
    NormalisedText out;
    normalise(source, out);
    ASSERT_EQ(out.origin.derived_size(), out.text.size());
    std::vector<TokenSpan> tokens;
    segmenter.words(out.text, tokens);
    for (const TokenSpan& token : tokens) {
      const ByteRange range = out.origin.to_source({token.begin, token.end});
      ASSERT_LE(range.end, source.size());
      const std::string again = normal(std::string_view(source).substr(range.begin, range.size()));
      const std::string text = out.text.substr(token.begin, token.end - token.begin);
      ASSERT_NE(again.find(text), std::string::npos)
          << testing::PrintToString(source) << " " << text << " " << again;
      if (exactly) {
        ASSERT_EQ(again, text) << testing::PrintToString(source);
      }
    }
  }
}

TEST(Normalise, MapsEveryTokenToSourceThatHoldsIt) { expect_tokens_to_come_back(kTricky, false); }

TEST(Normalise, MapsEveryTokenToSourceThatGivesExactlyTheToken) {
  expect_tokens_to_come_back(
      U"aeoAEOđĐxz19 "
      U"\t\n\r\u0085\u00A0\u3000\u0300\u0301\u0302\u0309\u0323\u031B\u00AD\u200B\uFEFF\u034FÀêợưΆά\u212AＡｅﬃ"
      U"𝐁\x01'’.,",
      true);
}

TEST(Normalise, IsSafeForAnyBytes) {
  RandomText random(5);
  for (int i = 0; i < 5000; ++i) {
    const std::string source = random.bytes(random.below(30));
    NormalisedText out;
    normalise(source, out);
    EXPECT_EQ(out.origin.derived_size(), out.text.size());
  }
}

TEST(Normalise, IsSafeForTextCutAnywhere) {
  const std::string text = "Thủ tướng\r\n ＡＢ e\u0323\u0302 😀 \u2028 𝐁 ｶﾞ";
  for (std::size_t size = 0; size <= text.size(); ++size) {
    NormalisedText out;
    normalise(std::string_view(text).substr(0, size), out);
    EXPECT_EQ(out.origin.derived_size(), out.text.size());
    EXPECT_LE(out.origin.to_source({0, out.text.size()}).end, size);
  }
}

}  // namespace
}  // namespace bearing
