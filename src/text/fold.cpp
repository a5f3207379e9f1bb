#include "text/fold.hpp"

#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/uscript.h>
#include <unicode/ustring.h>
#include <unicode/utf16.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

#include "text/utf8.hpp"
#include "text/vietnamese_tone.hpp"

namespace bearing {
namespace {

constexpr char32_t kTableSize =
    0x2000;  // Latin, Greek, Cyrillic and their extensions, and what lies between.

const UNormalizer2* nfc() {
  UErrorCode status = U_ZERO_ERROR;
  static const UNormalizer2* const instance = unorm2_getNFCInstance(&status);
  return instance;
}

std::u16string to_utf16(std::string_view text) {
  std::u16string units;
  for (std::size_t at = 0; at < text.size();) {
    const utf8::CodePoint c = utf8::decode(text, at);
    if (c.value < 0x10000) {
      units.push_back(static_cast<char16_t>(c.value));
    } else {
      units.push_back(static_cast<char16_t>(U16_LEAD(c.value)));
      units.push_back(static_cast<char16_t>(U16_TRAIL(c.value)));
    }
    at += c.size;
  }
  return units;
}

template <class Visit>
void for_each_code_point(std::u16string_view units, Visit visit) {
  for (std::size_t i = 0; i < units.size();) {
    UChar32 c = 0;
    U16_NEXT(units.data(), i, units.size(), c);
    visit(static_cast<char32_t>(U_IS_SURROGATE(c) ? UChar32{0xFFFD} : c));
  }
}

std::u16string composed(std::u16string_view units) {
  UErrorCode status = U_ZERO_ERROR;
  std::u16string result(units.size() * 3 + 1, u'\0');
  const auto size = unorm2_normalize(nfc(), units.data(), static_cast<int32_t>(units.size()), result.data(),
                                     static_cast<int32_t>(result.size()), &status);
  if (U_FAILURE(status)) return std::u16string(units);
  result.resize(static_cast<std::size_t>(size));
  return result;
}

/// Full case folding and NFC of any text: the standard that the table is made from, and the way of words that
/// the table can't do.
std::u16string folded_by_icu(std::u16string_view units) {
  UErrorCode status = U_ZERO_ERROR;
  std::u16string result(units.size() * 3 + 1, u'\0');
  const auto size = u_strFoldCase(result.data(), static_cast<int32_t>(result.size()), units.data(),
                                  static_cast<int32_t>(units.size()), U_FOLD_CASE_DEFAULT, &status);
  if (U_FAILURE(status)) return std::u16string(units);
  result.resize(static_cast<std::size_t>(size));
  return composed(result);
}

/// Apostrophes as typed, typeset and as a modifier letter.
bool is_apostrophe(char32_t c) { return c == 0x2018 || c == 0x2019 || c == 0x201B || c == 0x02BC; }

bool is_mark(char32_t c) {
  const auto code = static_cast<UChar32>(c);
  return u_getCombiningClass(code) != 0 || u_getIntPropertyValue(code, UCHAR_NFC_QUICK_CHECK) != UNORM_YES;
}

/// What a character becomes, in at most three bytes; and what must be known of it.
struct Entry {
  static constexpr std::uint8_t kChanges = 1, kMark = 2, kTone = 4, kTooLong = 8;
  char bytes[3] = {};
  std::uint8_t size : 4 = 0;
  std::uint8_t flags : 4 = 0;
};

using Table = std::array<Entry, kTableSize>;

Entry make_entry(std::u16string_view units, std::uint8_t flags) {
  Entry entry;
  std::string bytes;
  for_each_code_point(units, [&](char32_t c) { utf8::append(c, bytes); });
  if (bytes.size() > sizeof entry.bytes) {
    flags |= Entry::kTooLong;
  } else {
    std::copy(bytes.begin(), bytes.end(), entry.bytes);
    entry.size = static_cast<std::uint8_t>(bytes.size() & 0x0F);
  }
  entry.flags = static_cast<std::uint8_t>(flags & 0x0F);
  return entry;
}

bool changes_when_folded(char32_t c) {
  return is_apostrophe(c) || u_hasBinaryProperty(static_cast<UChar32>(c), UCHAR_CHANGES_WHEN_CASEFOLDED);
}

Entry fold_entry(char32_t c) {
  std::u16string units(1, static_cast<char16_t>(c));
  std::uint8_t flags = is_mark(c) ? Entry::kMark : 0;
  if (changes_when_folded(c)) {
    flags |= Entry::kChanges;
    units = folded_by_icu(units);
    std::replace_if(units.begin(), units.end(), is_apostrophe, u'\'');  // Also the one in "ŉ".
  }
  if (units.size() == 1 && has_vietnamese_tone(units[0])) flags |= Entry::kTone;
  return make_entry(units, flags);
}

/// Letters that lose a stroke, a hook or their bond though Unicode doesn't decompose them.
std::u16string_view plain_letter(char32_t c) {
  switch (c) {
    case U'đ':
    case U'ð':
    case U'ɖ':
      return u"d";
    case U'ø':
      return u"o";
    case U'ł':
      return u"l";
    case U'ħ':
      return u"h";
    case U'ŧ':
      return u"t";
    case U'ı':
    case U'ɨ':
      return u"i";
    case U'ƀ':
      return u"b";
    case U'ǥ':
      return u"g";
    case U'ƶ':
      return u"z";
    case U'ŋ':
      return u"n";
    case U'æ':
      return u"ae";
    case U'œ':
      return u"oe";
    case U'þ':
      return u"th";
    default:
      return {};
  }
}

std::u16string decomposition(char32_t c) {
  char16_t units[16];
  UErrorCode status = U_ZERO_ERROR;
  const int size = unorm2_getDecomposition(nfc(), static_cast<UChar32>(c), units, 16, &status);
  return U_SUCCESS(status) && size > 0 ? std::u16string(units, static_cast<std::size_t>(size))
                                       : std::u16string();
}

bool sheds_marks(char32_t base) {
  UErrorCode status = U_ZERO_ERROR;
  const UScriptCode script = uscript_getScript(static_cast<UChar32>(base), &status);
  return script == USCRIPT_LATIN || script == USCRIPT_GREEK || script == USCRIPT_CYRILLIC;
}

/// The base letter of a character of Latin, Greek or Cyrillic without its marks; empty for all others.
std::u16string base_of(char32_t c) {
  const std::u16string parts = decomposition(c);
  char32_t base = c;
  if (!parts.empty()) {
    std::size_t i = 0;
    UChar32 first = 0;
    U16_NEXT(parts.data(), i, parts.size(), first);
    base = static_cast<char32_t>(first);
  }
  if (!sheds_marks(base)) return {};
  if (const std::u16string_view plain = plain_letter(base); !plain.empty()) return std::u16string(plain);
  if (base == c) return {};
  std::u16string units(2, u'\0');
  std::size_t size = 0;
  U16_APPEND_UNSAFE(units.data(), size, static_cast<UChar32>(base));
  units.resize(size);
  return units;
}

Entry shadow_entry(char32_t c) {
  const std::u16string base = base_of(c);
  std::uint8_t flags = is_mark(c) ? Entry::kMark : 0;
  if (!base.empty()) return make_entry(base, static_cast<std::uint8_t>(flags | Entry::kChanges));
  return make_entry(std::u16string(1, static_cast<char16_t>(c)), flags);
}

const Table& fold_table() {
  static const Table table = [] {
    Table entries;
    for (char32_t c = 0; c < kTableSize; ++c) entries[c] = fold_entry(c);
    return entries;
  }();
  return table;
}

const Table& shadow_table() {
  static const Table table = [] {
    Table entries;
    for (char32_t c = 0; c < kTableSize; ++c) entries[c] = shadow_entry(c);
    return entries;
  }();
  return table;
}

/// Appends an ASCII word in lower case and returns true, or leaves `out` alone.
bool append_ascii_folded(std::string_view word, std::string& out) {
  unsigned char any = 0;
  for (const char c : word) any |= static_cast<unsigned char>(c);
  if (any >= 0x80) return false;
  const std::size_t begin = out.size();
  out.append(word);
  char* const bytes = out.data() + begin;
  for (std::size_t i = 0; i < word.size(); ++i) {
    const auto c = static_cast<unsigned char>(bytes[i]);
    bytes[i] = static_cast<char>(c | (static_cast<unsigned char>(c - 'A') < 26 ? 0x20 : 0));
  }
  return true;
}

constexpr std::size_t kLongestInTable = 64;  // Bytes; longer words take the slow way, and are none.

/// A word as the table makes it.
struct TableForm {
  std::array<char, kLongestInTable * 3 + 4> bytes;
  std::size_t size = 0;
  std::uint8_t flags = 0;
};

void apply_table(const Table& table, std::string_view word, TableForm& form) {
  char* end = form.bytes.data();
  std::uint8_t flags = 0;
  for (std::size_t at = 0; at < word.size();) {
    const utf8::CodePoint c = utf8::decode(word, at);
    if (c.value < kTableSize) {
      const Entry& entry = table[c.value];
      std::memcpy(end, entry.bytes, sizeof entry.bytes);
      end += entry.size;
      flags |= entry.flags;
    } else if (c.value == 0x2019 || c.value == 0x2018 || c.value == 0x201B) {
      *end++ = '\'';
    } else {
      std::memcpy(end, word.data() + at, c.size);
      end += c.size;
      if (changes_when_folded(c.value)) flags |= Entry::kChanges | Entry::kTooLong;
      if (is_mark(c.value)) flags |= Entry::kMark;
    }
    at += c.size;
  }
  form.size = static_cast<std::size_t>(end - form.bytes.data());
  form.flags = flags;
}

void append_folded_by_icu(std::string_view word, std::string& out) {
  const std::size_t begin = out.size();
  for_each_code_point(folded_by_icu(to_utf16(word)),
                      [&](char32_t c) { utf8::append(is_apostrophe(c) ? U'\'' : c, out); });
  const std::size_t size = out.size() - begin;
  out.resize(out.size() + kToneGrowth);
  out.resize(begin + place_vietnamese_tone(out.data() + begin, size));
}

void append_shadow_slowly(std::string_view folded, std::string& out) {
  bool sheds = false;
  for_each_code_point(to_utf16(folded), [&](char32_t c) {
    if (u_getCombiningClass(static_cast<UChar32>(c)) != 0) {
      if (!sheds) utf8::append(c, out);
      return;
    }
    const std::u16string base = base_of(c);
    sheds = !base.empty() || sheds_marks(c);
    if (base.empty()) utf8::append(c, out);
    for_each_code_point(base, [&](char32_t b) { utf8::append(b, out); });
  });
}

bool needs_icu(const TableForm& form) {
  return (form.flags & Entry::kTooLong) != 0 ||
         ((form.flags & Entry::kMark) != 0 && (form.flags & Entry::kChanges) != 0);
}

}  // namespace

void append_folded(std::string_view word, std::string& out) {
  if (append_ascii_folded(word, out)) return;
  if (word.size() > kLongestInTable) return append_folded_by_icu(word, out);
  TableForm form;
  apply_table(fold_table(), word, form);
  if (needs_icu(form)) return append_folded_by_icu(word, out);
  if ((form.flags & Entry::kTone) != 0) form.size = place_vietnamese_tone(form.bytes.data(), form.size);
  out.append(form.bytes.data(), form.size);
}

void append_shadow(std::string_view folded, std::string& out) {
  const bool ascii = std::none_of(folded.begin(), folded.end(),
                                  [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
  if (ascii) {
    out.append(folded);
    return;
  }
  if (folded.size() > kLongestInTable) return append_shadow_slowly(folded, out);
  TableForm form;
  apply_table(shadow_table(), folded, form);
  if ((form.flags & (Entry::kMark | Entry::kTooLong)) != 0) return append_shadow_slowly(folded, out);
  out.append(form.bytes.data(), form.size);
}

}  // namespace bearing
