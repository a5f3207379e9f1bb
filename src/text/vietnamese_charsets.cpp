#include "text/vietnamese_charsets.hpp"

#include <unicode/uchar.h>
#include <unicode/unorm2.h>

#include <algorithm>
#include <array>
#include <span>

namespace bearing {
namespace {

// Code points of bytes 0x80-0xFF. VN3 of TCVN 5712:1993 is a font encoding: capitals with tone marks were
// typed as small letters in a font of capitals, and 0x80-0x9F kept the punctuation of windows-1252.
constexpr std::array<char16_t, 128> kTcvn3 = {
    0x20AC, 0xFFFD, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152,
    0xFFFD, 0x017D, 0xFFFD, 0xFFFD, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122,
    0x0161, 0x203A, 0x0153, 0xFFFD, 0x017E, 0x0178, 0x00A0, 0x0102, 0x00C2, 0x00CA, 0x00D4, 0x01A0, 0x01AF,
    0x0110, 0x0103, 0x00E2, 0x00EA, 0x00F4, 0x01A1, 0x01B0, 0x0111, 0x1EB0, 0x0300, 0x0309, 0x0303, 0x0301,
    0x0323, 0x00E0, 0x1EA3, 0x00E3, 0x00E1, 0x1EA1, 0x1EB2, 0x1EB1, 0x1EB3, 0x1EB5, 0x1EAF, 0x1EB4, 0x1EAE,
    0x1EA6, 0x1EA8, 0x1EAA, 0x1EA4, 0x1EC0, 0x1EB7, 0x1EA7, 0x1EA9, 0x1EAB, 0x1EA5, 0x1EAD, 0x00E8, 0x1EC2,
    0x1EBB, 0x1EBD, 0x00E9, 0x1EB9, 0x1EC1, 0x1EC3, 0x1EC5, 0x1EBF, 0x1EC7, 0x00EC, 0x1EC9, 0x1EC4, 0x1EBE,
    0x1ED2, 0x0129, 0x00ED, 0x1ECB, 0x00F2, 0x1ED4, 0x1ECF, 0x00F5, 0x00F3, 0x1ECD, 0x1ED3, 0x1ED5, 0x1ED7,
    0x1ED1, 0x1ED9, 0x1EDD, 0x1EDF, 0x1EE1, 0x1EDB, 0x1EE3, 0x00F9, 0x1ED6, 0x1EE7, 0x0169, 0x00FA, 0x1EE5,
    0x1EEB, 0x1EED, 0x1EEF, 0x1EE9, 0x1EF1, 0x1EF3, 0x1EF7, 0x1EF9, 0x00FD, 0x1EF5, 0x1ED0};

// RFC 1456. Six more letters stand at control codes, see decode_vietnamese_byte.
constexpr std::array<char16_t, 128> kViscii = {
    0x1EA0, 0x1EAE, 0x1EB0, 0x1EB6, 0x1EA4, 0x1EA6, 0x1EA8, 0x1EAC, 0x1EBC, 0x1EB8, 0x1EBE, 0x1EC0, 0x1EC2,
    0x1EC4, 0x1EC6, 0x1ED0, 0x1ED2, 0x1ED4, 0x1ED6, 0x1ED8, 0x1EE2, 0x1EDA, 0x1EDC, 0x1EDE, 0x1ECA, 0x1ECE,
    0x1ECC, 0x1EC8, 0x1EE6, 0x0168, 0x1EE4, 0x1EF2, 0x00D5, 0x1EAF, 0x1EB1, 0x1EB7, 0x1EA5, 0x1EA7, 0x1EA9,
    0x1EAD, 0x1EBD, 0x1EB9, 0x1EBF, 0x1EC1, 0x1EC3, 0x1EC5, 0x1EC7, 0x1ED1, 0x1ED3, 0x1ED5, 0x1ED7, 0x1EE0,
    0x01A0, 0x1ED9, 0x1EDD, 0x1EDF, 0x1ECB, 0x1EF0, 0x1EE8, 0x1EEA, 0x1EEC, 0x01A1, 0x1EDB, 0x01AF, 0x00C0,
    0x00C1, 0x00C2, 0x00C3, 0x1EA2, 0x0102, 0x1EB3, 0x1EB5, 0x00C8, 0x00C9, 0x00CA, 0x1EBA, 0x00CC, 0x00CD,
    0x0128, 0x1EF3, 0x0110, 0x1EE9, 0x00D2, 0x00D3, 0x00D4, 0x1EA1, 0x1EF7, 0x1EEB, 0x1EED, 0x00D9, 0x00DA,
    0x1EF9, 0x1EF5, 0x00DD, 0x1EE1, 0x01B0, 0x00E0, 0x00E1, 0x00E2, 0x00E3, 0x1EA3, 0x0103, 0x1EEF, 0x1EAB,
    0x00E8, 0x00E9, 0x00EA, 0x1EBB, 0x00EC, 0x00ED, 0x0129, 0x1EC9, 0x0111, 0x1EF1, 0x00F2, 0x00F3, 0x00F4,
    0x00F5, 0x1ECF, 0x1ECD, 0x1EE5, 0x00F9, 0x00FA, 0x0169, 0x1EE7, 0x00FD, 0x1EE3, 0x1EEE};

constexpr std::array<std::u16string_view, 29> kOnsets = {
    u"",   u"b",   u"c",  u"ch", u"d",  u"\u0111", u"g", u"gh", u"gi", u"h",  u"k",  u"kh", u"l", u"m", u"n",
    u"ng", u"ngh", u"nh", u"p",  u"ph", u"qu",     u"r", u"s",  u"t",  u"th", u"tr", u"v",  u"x", u"q"};
constexpr std::array<std::u16string_view, 9> kCodas = {u"",   u"c",  u"ch", u"m", u"n",
                                                       u"ng", u"nh", u"p",  u"t"};
// Vowels with their own diacritics (circumflex, breve, horn) but without tone.
constexpr std::u16string_view kVowels = u"aeiouy\u0103\u00E2\u00EA\u00F4\u01A1\u01B0";
constexpr std::u16string_view kTones = u"\u0300\u0301\u0303\u0309\u0323";
constexpr std::size_t kMaxSyllable = 7;  // "nghieng"

struct Syllable {
  std::array<char16_t, 16> letters{};
  std::size_t size = 0;
  int tones = 0;
};

// Splits tone marks from vowels, in whatever order and form they come: "ế" becomes "ê" with one tone.
bool take_apart(std::u16string_view word, Syllable& out) {
  UErrorCode status = U_ZERO_ERROR;
  const UNormalizer2* nfc = unorm2_getNFCInstance(&status);
  for (const char16_t unit : word) {
    const auto lower = static_cast<UChar32>(u_tolower(unit));
    std::array<UChar, 8> parts{};
    std::int32_t count = unorm2_getDecomposition(nfc, lower, parts.data(), 8, &status);
    if (count <= 0) {
      parts[0] = static_cast<UChar>(lower);
      count = 1;
    }
    for (std::int32_t i = 0; i < count; ++i) {
      const UChar part = parts[static_cast<std::size_t>(i)];
      const UChar32 composed =
          out.size > 0 ? unorm2_composePair(nfc, out.letters[out.size - 1], part) : U_SENTINEL;
      if (kTones.find(part) != std::u16string_view::npos) {
        ++out.tones;
      } else if (composed > 0) {
        out.letters[out.size - 1] = static_cast<char16_t>(composed);
      } else if (out.size == out.letters.size()) {
        return false;
      } else {
        out.letters[out.size++] = part;
      }
    }
  }
  return true;
}

template <class List>
bool contains(const List& list, std::u16string_view part) {
  return std::find(list.begin(), list.end(), part) != list.end();
}

bool is_syllable(std::u16string_view word) {
  Syllable s;
  if (!take_apart(word, s) || s.tones > 1 || s.size == 0 || s.size > kMaxSyllable) return false;
  const std::u16string_view letters(s.letters.data(), s.size);
  const std::size_t first = letters.find_first_of(kVowels);
  const std::size_t last = letters.find_last_of(kVowels);
  if (first == std::u16string_view::npos || last - first > 3) return false;
  if (letters.substr(first, last - first + 1).find_first_not_of(kVowels) != std::u16string_view::npos)
    return false;
  return contains(kOnsets, letters.substr(0, first)) && contains(kCodas, letters.substr(last + 1));
}

bool is_letter(char16_t unit) { return u_isalpha(unit) || kTones.find(unit) != std::u16string_view::npos; }

}  // namespace

char16_t decode_vietnamese_byte(VietnameseCharset charset, unsigned char byte) {
  if (byte >= 0x80) return (charset == VietnameseCharset::kTcvn3 ? kTcvn3 : kViscii)[byte - 0x80U];
  if (charset == VietnameseCharset::kViscii) {
    switch (byte) {
      case 0x02:
        return 0x1EB2;
      case 0x05:
        return 0x1EB4;
      case 0x06:
        return 0x1EAA;
      case 0x14:
        return 0x1EF6;
      case 0x19:
        return 0x1EF8;
      case 0x1E:
        return 0x1EF4;
      default:
        break;
    }
  }
  return byte;
}

SyllableCount count_vietnamese_syllables(std::u16string_view text) {
  SyllableCount count;
  for (std::size_t at = 0; at < text.size();) {
    if (!is_letter(text[at])) {
      count.symbols += text[at] >= 0x80 && text[at] < 0x2000
                           ? 1
                           : 0;  // Letters of another encoding often decode to symbols.
      ++at;
      continue;
    }
    std::size_t end = at;
    bool marked = false;
    for (; end < text.size() && is_letter(text[end]); ++end) marked = marked || text[end] >= 0x80;
    if (marked) ++(is_syllable(text.substr(at, end - at)) ? count.plausible : count.other);
    at = end;
  }
  return count;
}

}  // namespace bearing
