#include "text/charset.hpp"

#include <gtest/gtest.h>
#include <simdjson.h>
#include <unicode/ucnv.h>
#include <unicode/unorm2.h>

#include <random>
#include <string>

#include "text/vietnamese_charsets.hpp"

namespace bearing {
namespace {

constexpr std::string_view kVietnamese =
    "Bộ trưởng Ngoại giao hai nước khẳng định quyết tâm thúc đẩy hợp tác, giữ gìn hòa bình ở Biển Đông; "
    "những ngư dân đã được cứu hộ kịp thời sau cơn bão. Quỹ hỗ trợ vẫn mở cửa.";

std::string encode_with_icu(std::string_view text, const char* charset) {
  UErrorCode status = U_ZERO_ERROR;
  std::string out(text.size() * 4, '\0');
  const int32_t size = ucnv_convert(charset, "UTF-8", out.data(), static_cast<int32_t>(out.size()),
                                    text.data(), static_cast<int32_t>(text.size()), &status);
  EXPECT_TRUE(U_SUCCESS(status)) << charset;
  out.resize(static_cast<std::size_t>(size));
  return out;
}

std::string encode_vietnamese(std::string_view text, VietnameseCharset charset) {
  std::string out;
  const DecodedText utf16 = decode(encode_with_icu(text, "UTF-16BE"), "UTF-16BE");
  const std::string wide = encode_with_icu(utf16.utf8, "UTF-16BE");
  for (std::size_t i = 0; i + 1 < wide.size(); i += 2) {
    const auto unit = static_cast<char16_t>(static_cast<unsigned char>(wide[i]) << 8 |
                                            static_cast<unsigned char>(wide[i + 1]));
    int found = -1;
    for (int byte = 0; byte < 256 && found < 0; ++byte) {
      if (decode_vietnamese_byte(charset, static_cast<unsigned char>(byte)) == unit) found = byte;
    }
    EXPECT_GE(found, 0) << static_cast<int>(unit);
    out.push_back(static_cast<char>(found));
  }
  return out;
}

// windows-1258 writes tones as combining marks, which ICU's encoder expects as input.
std::string with_combining_tones(std::string_view text) {
  const DecodedText wide = decode(text);
  std::string out;
  UErrorCode status = U_ZERO_ERROR;
  const UNormalizer2* nfc = unorm2_getNFCInstance(&status);
  const std::string utf16 = encode_with_icu(wide.utf8, "UTF-16LE");
  std::u16string result;
  for (std::size_t i = 0; i + 1 < utf16.size(); i += 2) {
    const auto unit = static_cast<char16_t>(static_cast<unsigned char>(utf16[i]) |
                                            static_cast<unsigned char>(utf16[i + 1]) << 8);
    UChar parts[8];
    const int32_t count = unorm2_getDecomposition(nfc, unit, parts, 8, &status);
    std::u16string tones;
    UChar32 letter = count > 0 ? parts[0] : unit;
    for (int32_t part = 1; part < count; ++part) {
      const UChar32 composed = unorm2_composePair(nfc, letter, parts[part]);
      const bool tone = std::u16string_view(u"\u0300\u0301\u0303\u0309\u0323").find(parts[part]) !=
                        std::u16string_view::npos;
      if (tone) {
        tones.push_back(parts[part]);
      } else {
        letter = composed;
      }
    }
    result.push_back(static_cast<char16_t>(letter));
    result += tones;
  }
  std::string bytes;
  for (const char16_t unit : result) {
    bytes.push_back(static_cast<char>(unit & 0xFF));
    bytes.push_back(static_cast<char>(unit >> 8));
  }
  return decode(bytes, "UTF-16LE").utf8;
}

TEST(Charset, TakesValidUtf8AsItIs) {
  const DecodedText text = decode(kVietnamese, "windows-1252");
  EXPECT_EQ(text.utf8, kVietnamese);
  EXPECT_EQ(text.charset, "UTF-8");
  EXPECT_EQ(text.replaced, 0U);
  EXPECT_EQ(text.origin.to_source({4, 9}), (ByteRange{4, 9}));
}

TEST(Charset, LeavesOutByteOrderMarks) {
  const DecodedText utf8 = decode(
      "\xEF\xBB\xBF"
      "abc");
  EXPECT_EQ(utf8.utf8, "abc");
  EXPECT_EQ(utf8.origin.to_source({0, 1}), (ByteRange{3, 4}));
  for (const char* charset : {"UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE"}) {
    const DecodedText wide = decode(encode_with_icu("\uFEFFHội nghị 😀", charset));
    EXPECT_EQ(wide.utf8, "Hội nghị 😀") << charset;
    EXPECT_EQ(wide.charset, charset);
    EXPECT_EQ(wide.replaced, 0U);
  }
}

TEST(Charset, RepairsBehindAByteOrderMark) {
  const DecodedText text = decode(
      "\xEF\xBB\xBF"
      "ab\xFF"
      "c");
  EXPECT_EQ(text.utf8, "ab\uFFFDc");
  EXPECT_EQ(text.origin.to_source({2, 5}), (ByteRange{5, 6}));
  EXPECT_EQ(text.origin.to_source({5, 6}), (ByteRange{6, 7}));
}

TEST(Charset, FindsUtf16WithoutMark) {
  for (const char* charset : {"UTF-16LE", "UTF-16BE"}) {
    const DecodedText text = decode(encode_with_icu(kVietnamese, charset));
    EXPECT_EQ(text.utf8, kVietnamese) << charset;
    EXPECT_EQ(text.charset, charset);
  }
}

TEST(Charset, DetectsVietnameseEncodings) {
  EXPECT_EQ(decode(encode_vietnamese(kVietnamese, VietnameseCharset::kTcvn3)).utf8, kVietnamese);
  EXPECT_EQ(decode(encode_vietnamese(kVietnamese, VietnameseCharset::kTcvn3)).charset, "TCVN3");
  EXPECT_EQ(decode(encode_vietnamese(kVietnamese, VietnameseCharset::kViscii)).utf8, kVietnamese);
  EXPECT_EQ(decode(encode_vietnamese(kVietnamese, VietnameseCharset::kViscii)).charset, "VISCII");
  const std::string combining = with_combining_tones(kVietnamese);
  const DecodedText windows = decode(encode_with_icu(combining, "windows-1258"));
  EXPECT_EQ(windows.charset, "windows-1258");
  EXPECT_EQ(windows.utf8, combining);
}

TEST(Charset, SeesThroughAWesternDeclarationOfVietnameseFonts) {
  const std::string bytes = encode_vietnamese(kVietnamese, VietnameseCharset::kTcvn3);
  EXPECT_EQ(decode(bytes, "iso-8859-1").utf8, kVietnamese);
  EXPECT_EQ(decode("D\xE9j\xE0 vu \xE0 la mode fran\xE7"
                   "aise, no\xEBl",
                   "iso-8859-1")
                .charset,
            "windows-1252");
}

TEST(Charset, MatchesTheStandardTables) {
  // TCVN 5712:1993 VN3 and RFC 1456, a few letters of each.
  EXPECT_EQ(decode_vietnamese_byte(VietnameseCharset::kTcvn3, 0xB5), u'à');
  EXPECT_EQ(decode_vietnamese_byte(VietnameseCharset::kTcvn3, 0xAE), u'đ');
  EXPECT_EQ(decode_vietnamese_byte(VietnameseCharset::kTcvn3, 0xD6), u'ệ');
  EXPECT_EQ(decode_vietnamese_byte(VietnameseCharset::kTcvn3, 0xFE), u'ỵ');
  EXPECT_EQ(decode_vietnamese_byte(VietnameseCharset::kViscii, 0xF0), u'đ');
  EXPECT_EQ(decode_vietnamese_byte(VietnameseCharset::kViscii, 0xAE), u'ệ');
  EXPECT_EQ(decode_vietnamese_byte(VietnameseCharset::kViscii, 0x02), u'Ẳ');
  EXPECT_EQ(decode_vietnamese_byte(VietnameseCharset::kViscii, 'a'), u'a');
}

TEST(Charset, DecodesWhatIsDeclared) {
  const std::string_view text = "外務省は火曜日、協議を続けると発表した。";
  for (const char* charset : {"Shift_JIS", "EUC-JP", "ISO-2022-JP"}) {
    EXPECT_EQ(decode(encode_with_icu(text, charset), charset).utf8, text) << charset;
  }
  const DecodedText chinese = decode(encode_with_icu("外交部发言人表示", "GB18030"), "gb2312");
  EXPECT_EQ(chinese.utf8, "外交部发言人表示");
  EXPECT_EQ(chinese.charset, "gb18030");
}

TEST(Charset, DetectsOtherEncodings) {
  const std::string_view russian =
      "Министр иностранных дел заявил во вторник, что стороны договорились продолжить переговоры.";
  EXPECT_EQ(decode(encode_with_icu(russian, "windows-1251")).utf8, russian);
  EXPECT_EQ(decode(encode_with_icu(russian, "KOI8-R")).utf8, russian);
  const std::string_view thai = "กระทรวงการต่างประเทศแถลงว่าการประชุมจะมีขึ้นในวันจันทร์ที่กรุงเทพมหานคร";
  EXPECT_EQ(decode(encode_with_icu(thai, "windows-874")).utf8, thai);
  const std::string_view french = "Le ministre a déclaré que l’été serait chaud — très chaud.";
  const DecodedText western = decode(encode_with_icu(french, "windows-1252"));
  EXPECT_EQ(western.utf8, french);
  EXPECT_EQ(western.charset, "windows-1252");
}

TEST(Charset, IgnoresUnknownDeclarations) {
  EXPECT_EQ(decode("caf\xE9 noir", "no-such-charset").utf8, "café noir");
  EXPECT_EQ(decode("caf\xE9 noir", "../../etc/passwd").utf8, "café noir");
  EXPECT_EQ(decode("caf\xE9 noir", std::string(5000, 'x')).utf8, "café noir");
}

TEST(Charset, KeepsDamagedUtf8) {
  const std::string text = std::string(kVietnamese) + " \xE1\xBB";
  const DecodedText decoded = decode(text);
  EXPECT_EQ(decoded.charset, "UTF-8");
  EXPECT_EQ(decoded.replaced, 1U);
  EXPECT_EQ(decoded.utf8, std::string(kVietnamese) + " \uFFFD");
}

TEST(Charset, MapsBackToBytes) {
  const DecodedText text = decode(
      "a\xE9"
      "b",
      "windows-1252");
  ASSERT_EQ(text.utf8, "aéb");
  EXPECT_EQ(text.origin.to_source({1, 3}), (ByteRange{1, 2}));
  EXPECT_EQ(text.origin.to_source({3, 4}), (ByteRange{2, 3}));
  const DecodedText wide = decode(encode_with_icu("x😀y", "UTF-16LE"), "UTF-16LE");
  ASSERT_EQ(wide.utf8, "x😀y");
  EXPECT_EQ(wide.origin.to_source({1, 5}), (ByteRange{2, 6}));
  EXPECT_EQ(wide.origin.to_source({5, 6}), (ByteRange{6, 8}));
}

TEST(Charset, MapsAcrossConversionChunks) {
  std::string text;
  for (int i = 0; i < 3000; ++i) text += i % 7 == 0 ? "😀" : "é";
  for (const std::size_t shift : {0, 1}) {
    const std::string source = std::string(shift, 'a') + text;
    const std::string bytes = encode_with_icu(source, "UTF-16LE");
    const DecodedText decoded = decode(bytes, "UTF-16LE");
    ASSERT_EQ(decoded.utf8, source);
    for (std::size_t at = 0, unit = 0; at < source.size();) {
      const auto lead = static_cast<unsigned char>(source[at]);
      const std::size_t size = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : 4;
      const std::size_t wide = size == 4 ? 4 : 2;
      ASSERT_EQ(decoded.origin.to_source({at, at + size}), (ByteRange{unit, unit + wide})) << at;
      at += size;
      unit += wide;
    }
  }
}

TEST(RepairUtf8, LeavesValidTextAlone) {
  std::string out = "kept";
  OffsetMap origin;
  EXPECT_EQ(repair_utf8(kVietnamese, out, origin), 0U);
  EXPECT_EQ(out, "kept");
  EXPECT_EQ(repair_utf8("", out, origin), 0U);
}

TEST(RepairUtf8, ReplacesMaximalSubparts) {
  // The Unicode standard's examples, tables 3-8 to 3-11.
  const auto repair = [](std::string_view text) {
    std::string out;
    OffsetMap origin;
    repair_utf8(text, out, origin);
    return out;
  };
  EXPECT_EQ(repair("\xC0\xAF\xE0\x80\xBF\xF0\x81\x82\x41"),
            "\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFDA");
  EXPECT_EQ(repair("\xED\xA0\x80\xED\xBF\xBF\xED\xAF\x41"),
            "\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFDA");
  EXPECT_EQ(repair("\xF4\x91\x92\x93\xFF\x41\x80\xBF\x42"), "\uFFFD\uFFFD\uFFFD\uFFFD\uFFFDA\uFFFD\uFFFDB");
  EXPECT_EQ(repair("\xE1\x80\xE2\xF0\x91\x92\xF1\xBF\x41"), "\uFFFD\uFFFD\uFFFD\uFFFDA");
}

TEST(RepairUtf8, SurvivesTruncationAtEveryByte) {
  for (std::size_t size = 0; size <= kVietnamese.size(); ++size) {
    const std::string_view part = kVietnamese.substr(0, size);
    std::string out;
    OffsetMap origin;
    const std::size_t replaced = repair_utf8(part, out, origin);
    ASSERT_LE(replaced, 1U);
    if (replaced == 0) continue;
    EXPECT_TRUE(simdjson::validate_utf8(out.data(), out.size()));
    EXPECT_EQ(origin.derived_size(), out.size());
    EXPECT_EQ(origin.to_source({0, out.size()}), (ByteRange{0, size}));
  }
}

TEST(Charset, MakesValidUtf8OfAnyBytes) {
  std::mt19937 random(7);
  const char* const declared[] = {"",       "utf-8", "utf-16",    "utf-32",  "windows-1258",
                                  "viscii", "tcvn3", "shift_jis", "gb18030", "iso-2022-jp",
                                  "euc-kr", "big5",  "hz",        "utf-7"};
  for (int round = 0; round < 4000; ++round) {
    std::string bytes(random() % 200, '\0');
    const unsigned mode = random() % 3;
    for (char& c : bytes)
      c = static_cast<char>(mode == 0           ? random()
                            : mode == 1         ? 0x20 + random() % 0x60
                            : random() % 4 == 0 ? 0
                                                : random());
    if (random() % 4 == 0) bytes.insert(bytes.size() / 2, "\x1B$B\x1B(J");
    const DecodedText text = decode(bytes, declared[random() % std::size(declared)]);
    ASSERT_TRUE(simdjson::validate_utf8(text.utf8.data(), text.utf8.size()));
    ASSERT_EQ(text.origin.derived_size(), text.utf8.size());
    const ByteRange all = text.origin.to_source({0, text.utf8.size()});
    ASSERT_LE(all.end, bytes.size());
    ASSERT_FALSE(text.charset.empty());
  }
}

}  // namespace
}  // namespace bearing
