#include "text/fold.hpp"

#include <gtest/gtest.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>
#include <unicode/utf16.h>

#include <string>

#include "text/normalise.hpp"
#include "text/vietnamese_tone.hpp"
#include "unit/text/random_text.hpp"

namespace bearing {
namespace {

std::string folded(std::string_view word) {
  std::string out;
  append_folded(word, out);
  return out;
}

std::string shadow(std::string_view word) {
  std::string out;
  append_shadow(folded(word), out);
  return out;
}

void place_tone(std::string& syllable) {
  const std::size_t size = syllable.size();
  syllable.resize(size + kToneGrowth);
  syllable.resize(place_vietnamese_tone(syllable.data(), size));
}

/// Case folding and NFC by ICU over the whole word.
std::string folded_by_icu(std::string_view word) {
  std::u16string units;
  for (std::size_t at = 0; at < word.size();) {
    const utf8::CodePoint c = utf8::decode(word, at);
    if (c.value >= 0x10000) units.push_back(static_cast<char16_t>(U16_LEAD(c.value)));
    units.push_back(static_cast<char16_t>(c.value < 0x10000 ? c.value : U16_TRAIL(c.value)));
    at += c.size;
  }
  UErrorCode status = U_ZERO_ERROR;
  std::u16string lower(units.size() * 3 + 4, u'\0'), composed(units.size() * 9 + 12, u'\0');
  const int size = u_strFoldCase(lower.data(), static_cast<int32_t>(lower.size()), units.data(),
                                 static_cast<int32_t>(units.size()), U_FOLD_CASE_DEFAULT, &status);
  const int end = unorm2_normalize(unorm2_getNFCInstance(&status), lower.data(), size, composed.data(),
                                   static_cast<int32_t>(composed.size()), &status);
  std::string out;
  for (int i = 0; i < end;) {
    UChar32 c = 0;
    U16_NEXT(composed.data(), i, end, c);
    utf8::append(static_cast<char32_t>(c), out);
  }
  return out;
}

TEST(Fold, FoldsCaseInEveryScript) {
  EXPECT_EQ(folded("ASEAN"), "asean");
  EXPECT_EQ(folded("ĐẶNG"), "đặng");
  EXPECT_EQ(folded("STRASSE"), folded("Straße"));
  EXPECT_EQ(folded("ΟΔΟΣ"), folded("οδος"));
  EXPECT_EQ(folded("МОСКВА"), "москва");
  EXPECT_EQ(folded("ԵՐԵՎԱՆ"), folded("երեւան").replace(folded("երեւան").find("ւ"), 2, "վ"));
  EXPECT_EQ(folded("İstanbul"), "i\u0307stanbul");
  EXPECT_EQ(folded("𐐀"), "𐐨");
  EXPECT_EQ(folded("中国ไทย"), "中国ไทย");
}

TEST(Fold, MakesApostrophesPlain) {
  EXPECT_EQ(folded("O’Neil"), "o'neil");
  EXPECT_EQ(folded("Hawai\u02BBi"), "hawai\u02BBi");
  EXPECT_EQ(folded("rock\u02BCn"), "rock'n");
}

TEST(Fold, PutsVietnameseTonesOnTheirTraditionalVowel) {
  const std::pair<const char*, const char*> cases[] = {
      {"hoà", "hòa"},   {"thuỷ", "thủy"}, {"HOÀ", "hòa"},       {"khoẻ", "khỏe"},   {"qúy", "quý"},
      {"qủa", "quả"},   {"tòan", "toàn"}, {"khóang", "khoáng"}, {"lọai", "loại"},   {"hùynh", "huỳnh"},
      {"gìa", "già"},   {"gíup", "giúp"}, {"uỷ", "ủy"},         {"xóay", "xoáy"},   {"tíên", "tiến"},
      {"múôn", "muốn"}, {"đựơc", "được"}, {"thúê", "thuế"},     {"khủyu", "khuỷu"}, {"Hòang", "hoàng"},
      {"loá", "lóa"}};
  for (const auto& [word, expected] : cases) EXPECT_EQ(folded(word), expected) << word;
}

TEST(Fold, LeavesRightTonesAndForeignWordsAlone) {
  for (const char* word :
       {"khoán",   "quỳ",     "quý",   "hòa",   "thủy", "của",    "mía",   "cửa",  "người", "được",
        "nghiêng", "giếng",   "giá",   "gì",    "gìn",  "khuyến", "quyết", "hoài", "rượu",  "cứu",
        "gửi",     "mùa",     "giặt",  "quốc",  "thuở", "ngoéo",  "voilà", "días", "país",  "río",
        "aún",     "también", "naïve", "señor", "à",    "về",     "ngoằn", "xoong"}) {
    EXPECT_EQ(folded(word), word);
  }
}

TEST(Fold, MovesAToneOnceAndDamagesNoLetter) {
  RandomText random(3);
  for (int i = 0; i < 50000; ++i) {
    const std::string word = random.of(U"qugihtnoaeyuàáảãạòóỏùúủừợêếâớơưđ", 1 + random.below(8));
    std::string changed = word;
    place_tone(changed);
    ASSERT_LE(changed.size(), word.size() + kToneGrowth);
    std::string again = changed;
    place_tone(again);
    ASSERT_EQ(again, changed) << word;
    ASSERT_EQ(shadow(changed), shadow(word));
  }
}

TEST(Fold, EqualsIcuOnEveryCharacterAndOnRandomWords) {
  for (char32_t c = 1; c < 0x20000; ++c) {
    if ((c >= 0xD800 && c < 0xE000) || c == 0x2018 || c == 0x2019 || c == 0x201B || c == 0x2BC || c == 0x149)
      continue;
    std::string word;
    utf8::append(c, word);
    NormalisedText normal;
    normalise(word, normal);
    ASSERT_EQ(folded(normal.text), folded_by_icu(normal.text)) << std::hex << static_cast<unsigned>(c);
  }
  RandomText random(1);
  for (int i = 0; i < 60000; ++i) {
    NormalisedText word;
    normalise(random.of(U"aZßİJ\u030C\u0301\u0323\u0345\u0307ΐΣςᾼФйӐ中ガไท่한Ⅷⓐﬀǅ", 1 + random.below(7)),
              word);
    ASSERT_EQ(folded(word.text), folded_by_icu(word.text)) << word.text;
  }
}

TEST(Fold, IsIdempotent) {
  RandomText random(2);
  for (int i = 0; i < 40000; ++i) {
    NormalisedText word;
    normalise(random.unicode(1 + random.below(5)), word);
    const std::string once = folded(word.text);
    ASSERT_EQ(folded(once), once) << testing::PrintToString(word.text);
    std::string shadow_once, shadow_twice;
    append_shadow(once, shadow_once);
    append_shadow(shadow_once, shadow_twice);
    ASSERT_EQ(shadow_twice, shadow_once) << testing::PrintToString(word.text);
  }
}

TEST(Fold, GoesTheSameWayForLongWords) {
  std::string upper, lower;
  for (int i = 0; i < 40; ++i) upper += "ĐÀO", lower += "đào";
  EXPECT_EQ(folded(upper), lower);
}

TEST(Shadow, ShedsDiacriticsOfLatinGreekAndCyrillic) {
  EXPECT_EQ(shadow("Đường"), "duong");
  EXPECT_EQ(shadow("Nguyễn"), "nguyen");
  EXPECT_EQ(shadow("Łódź"), "lodz");
  EXPECT_EQ(shadow("Ærøskøbing"), "aeroskobing");
  EXPECT_EQ(shadow("İstanbul"), "istanbul");
  EXPECT_EQ(shadow("Αθήνα"), "αθηνα");
  EXPECT_EQ(shadow("ёлка"), "елка");
  EXPECT_EQ(shadow("m\u0303a"), "ma");
}

TEST(Shadow, LeavesMarksThatAreLettersAlone) {
  for (const char* word : {"हिन्दी", "ไทย่", "عَرَبِي", "שָׁלוֹם", "ガイド", "한국어", "中国"}) {
    NormalisedText normal;
    normalise(word, normal);
    EXPECT_EQ(shadow(normal.text), normal.text);
  }
}

TEST(Shadow, IsTheSameForAccentedAndUnaccentedSpelling) {
  EXPECT_EQ(shadow("hoà"), shadow("hòa"));
  EXPECT_EQ(shadow("Thủ"), shadow("THU"));
}

}  // namespace
}  // namespace bearing
