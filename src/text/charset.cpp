#include "text/charset.hpp"

#include <simdjson.h>
#include <unicode/ucnv.h>
#include <unicode/ucsdet.h>
#include <unicode/utf16.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <array>
#include <memory>
#include <optional>

#include "text/utf8.hpp"
#include "text/vietnamese_charsets.hpp"

namespace bearing {
namespace {

constexpr std::size_t kSampleBytes =
    32768;  // Detection looks at no more than this, from the first byte that isn't ASCII on.
constexpr std::int32_t kMinConfidence = 30;  // Of ICU's detector, out of 100; below it guesses at random.

using Converter = std::unique_ptr<UConverter, decltype(&ucnv_close)>;

// ICU would look for files of other names.
bool is_charset_name(std::string_view name) {
  return !name.empty() && name.size() <= 40 && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.' || c == ':';
  });
}

Converter open_converter(const std::string& name) {
  if (!is_charset_name(name)) return {nullptr, &ucnv_close};
  UErrorCode status = U_ZERO_ERROR;
  UConverter* converter = ucnv_open(name.c_str(), &status);
  return {U_SUCCESS(status) ? converter : nullptr, &ucnv_close};
}

bool is_same_name(std::string_view a, const char* b) {
  return ucnv_compareNames(std::string(a).c_str(), b) == 0;
}

// Pages call windows code pages by the names of their ISO subsets; browsers read them all as the superset.
std::string canonical_name(std::string_view name) {
  constexpr std::array<std::array<const char*, 2>, 9> kSupersets = {{{"ISO-8859-1", "windows-1252"},
                                                                     {"latin1", "windows-1252"},
                                                                     {"US-ASCII", "windows-1252"},
                                                                     {"ISO-8859-9", "windows-1254"},
                                                                     {"ISO-8859-11", "windows-874"},
                                                                     {"TIS-620", "windows-874"},
                                                                     {"GB2312", "GB18030"},
                                                                     {"GBK", "GB18030"},
                                                                     {"x-sjis", "Shift_JIS"}}};
  for (const auto& [subset, superset] : kSupersets) {
    if (is_same_name(name, subset)) return superset;
  }
  return std::string(name);
}

std::optional<VietnameseCharset> own_charset(std::string_view name) {
  for (const char* alias :
       {"TCVN3", "TCVN", "TCVN-5712", "TCVN5712-1", "x-viet-tcvn5712", "x-viet-tcvn3", "ABC"}) {
    if (is_same_name(name, alias)) return VietnameseCharset::kTcvn3;
  }
  for (const char* alias : {"VISCII", "csVISCII", "viscii1.1-1", "x-viet-viscii"}) {
    if (is_same_name(name, alias)) return VietnameseCharset::kViscii;
  }
  return std::nullopt;
}

void append_code_point(char32_t c, std::size_t source_begin, std::size_t source_size, DecodedText& out) {
  std::array<char, 4> bytes{};
  const std::size_t size = utf8::encode(c, bytes.data());
  out.utf8.append(bytes.data(), size);
  if (size == 1 && source_size == 1) {
    out.origin.append_copy(source_begin, 1);
  } else {
    out.origin.append_change(source_begin, source_size, size);
  }
  out.replaced += c == utf8::kReplacement ? 1 : 0;
}

// One chunk of UTF-16 with the source byte that each unit came from; `end` is the source byte after the
// chunk.
void append_utf16(const UChar* units, const std::int32_t* offsets, std::int32_t count, std::size_t base,
                  std::size_t end, DecodedText& out) {
  std::int32_t last_offset = 0;
  for (std::int32_t i = 0; i < count;) {
    if (offsets[i] >= 0) last_offset = offsets[i];
    UChar32 c = 0;
    U16_NEXT(units, i, count, c);
    if (U_IS_SURROGATE(c)) c = static_cast<UChar32>(utf8::kReplacement);
    const std::size_t begin = base + static_cast<std::size_t>(last_offset);
    const std::size_t next = i < count && offsets[i] >= 0 ? base + static_cast<std::size_t>(offsets[i]) : end;
    append_code_point(static_cast<char32_t>(c), begin, next > begin ? next - begin : 0, out);
  }
}

void convert(UConverter* converter, std::string_view bytes, std::size_t skip, DecodedText& out) {
  std::array<UChar, 2050> units;
  std::array<std::int32_t, 2050> offsets;
  const char* source = bytes.data() + skip;
  const char* const source_end = bytes.data() + bytes.size();
  out.utf8.reserve(bytes.size() + bytes.size() / 4);
  for (UErrorCode status = U_BUFFER_OVERFLOW_ERROR; status == U_BUFFER_OVERFLOW_ERROR;) {
    status = U_ZERO_ERROR;
    const auto base = static_cast<std::size_t>(source - bytes.data());
    UChar* target = units.data();
    // Two units less than there is room for, so that the second half of a surrogate pair can still be
    // fetched.
    ucnv_toUnicode(converter, &target, units.data() + 2048, &source, source_end, offsets.data(), true,
                   &status);
    if (status == U_BUFFER_OVERFLOW_ERROR && target > units.data() && U16_IS_LEAD(target[-1])) {
      UErrorCode more = U_ZERO_ERROR;
      std::int32_t unused = 0;
      ucnv_toUnicode(converter, &target, target + 1, &source, source_end, &unused, true, &more);
      offsets[static_cast<std::size_t>(target - units.data()) - 1] = -1;
    }
    append_utf16(units.data(), offsets.data(), static_cast<std::int32_t>(target - units.data()), base,
                 static_cast<std::size_t>(source - bytes.data()), out);
  }
}

void convert(VietnameseCharset charset, std::string_view bytes, DecodedText& out) {
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    append_code_point(decode_vietnamese_byte(charset, static_cast<unsigned char>(bytes[i])), i, 1, out);
  }
}

// Decodes by name; false when nobody knows it.
bool decode_as(std::string_view name, std::string_view bytes, std::size_t skip, DecodedText& out) {
  if (const auto own = own_charset(name)) {
    out.charset = *own == VietnameseCharset::kTcvn3 ? "TCVN3" : "VISCII";
    convert(*own, bytes, out);
    return true;
  }
  const std::string canonical = canonical_name(name);
  const Converter converter = open_converter(canonical);
  if (converter == nullptr) return false;
  UErrorCode status = U_ZERO_ERROR;
  const char* iana = ucnv_getStandardName(canonical.c_str(), "IANA", &status);
  out.charset = iana != nullptr ? iana : canonical;
  convert(converter.get(), bytes, skip, out);
  return true;
}

void take_utf8(std::string_view bytes, std::size_t skip, DecodedText& out) {
  out.charset = "UTF-8";
  out.replaced = repair_utf8(bytes.substr(skip), out.utf8, out.origin);
  if (out.replaced > 0 && skip > 0) {
    OffsetMap shift;
    shift.append_copy(skip, bytes.size() - skip);
    out.origin = out.origin.compose(shift);
  }
  if (out.replaced > 0) return;
  out.utf8.assign(bytes.substr(skip));
  out.origin.append_copy(skip, out.utf8.size());
}

struct ByteOrderMark {
  const char* charset;
  std::string_view bytes;
};

constexpr std::array<ByteOrderMark, 5> kMarks = {{{"UTF-8", {"\xEF\xBB\xBF", 3}},
                                                  {"UTF-32LE", {"\xFF\xFE\0\0", 4}},
                                                  {"UTF-32BE", {"\0\0\xFE\xFF", 4}},
                                                  {"UTF-16LE", {"\xFF\xFE", 2}},
                                                  {"UTF-16BE", {"\xFE\xFF", 2}}}};

// UTF-16 without mark: every second byte of ASCII characters, spaces above all, is zero.
const char* find_utf16(std::string_view bytes) {
  const std::string_view sample = bytes.substr(0, 4096);
  if (sample.size() < 4) return nullptr;
  std::array<std::size_t, 2> zeros{};
  for (std::size_t i = 0; i < sample.size(); ++i) zeros[i % 2] += sample[i] == '\0' ? 1 : 0;
  const std::size_t pairs = sample.size() / 2;
  if (zeros[1] * 10 >= pairs && zeros[0] * 20 <= zeros[1]) return "UTF-16LE";
  if (zeros[0] * 10 >= pairs && zeros[1] * 20 <= zeros[0]) return "UTF-16BE";
  return nullptr;
}

std::string_view take_sample(std::string_view bytes) {
  const auto* high =
      std::find_if(bytes.begin(), bytes.end(), [](char c) { return static_cast<signed char>(c) < 0; });
  const auto from = static_cast<std::size_t>(high - bytes.begin());
  return bytes.substr(from - std::min<std::size_t>(from, 64), kSampleBytes);
}

// Mostly well-formed UTF-8 with some damage: a cut page, a comment pasted from elsewhere.
bool is_damaged_utf8(std::string_view sample) {
  std::size_t good = 0, bad = 0;
  const auto size = static_cast<std::int32_t>(sample.size());
  for (std::int32_t i = 0; i < size;) {
    UChar32 c = 0;
    const std::int32_t begin = i;
    U8_NEXT(sample.data(), i, size, c);
    if (c < 0 && size - begin < 4) break;  // The sample ends within a character.
    if (c < 0) ++bad;
    good += c >= 0x80 ? 1 : 0;
  }
  return good > 0 && good >= bad * 4;
}

std::u16string to_utf16(std::string_view sample, const char* charset) {
  std::u16string out;
  const Converter converter = open_converter(charset);
  if (converter == nullptr) return out;
  UErrorCode status = U_ZERO_ERROR;
  out.resize(sample.size() * 2 + 1);
  const std::int32_t size = ucnv_toUChars(converter.get(), out.data(), static_cast<std::int32_t>(out.size()),
                                          sample.data(), static_cast<std::int32_t>(sample.size()), &status);
  out.resize(U_SUCCESS(status) ? static_cast<std::size_t>(size) : 0);
  return out;
}

std::u16string to_utf16(std::string_view sample, VietnameseCharset charset) {
  std::u16string out;
  for (const char c : sample) out.push_back(decode_vietnamese_byte(charset, static_cast<unsigned char>(c)));
  return out;
}

// The Vietnamese encoding under which words become Vietnamese syllables, clearly more so than as Western
// European text.
const char* find_vietnamese(std::string_view sample) {
  constexpr double kMinShare = 0.75, kMinGain = 0.1;
  constexpr std::size_t kMinSyllables = 3;
  const double western = count_vietnamese_syllables(to_utf16(sample, "windows-1252")).share();
  const char* best = nullptr;
  double best_share = std::max(kMinShare, western + kMinGain);
  const auto judge = [&](const char* name, const std::u16string& text) {
    const SyllableCount count = count_vietnamese_syllables(text);
    if (count.plausible < kMinSyllables || count.share() < best_share) return;
    best = name;
    best_share = count.share() + 1e-9;
  };
  judge("TCVN3", to_utf16(sample, VietnameseCharset::kTcvn3));
  judge("VISCII", to_utf16(sample, VietnameseCharset::kViscii));
  judge("windows-1258", to_utf16(sample, "windows-1258"));
  return best;
}

// Thai has no detector in ICU: nearly all high bytes are Thai letters, and vowel and tone marks stand on
// consonants.
bool is_thai(std::string_view sample) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(sample[i]); };
  const auto is_mark = [](unsigned c) {
    return c == 0xD1 || (c >= 0xD4 && c <= 0xDA) || (c >= 0xE7 && c <= 0xEE);
  };
  std::size_t high = 0, letters = 0, marks = 0, placed = 0;
  for (std::size_t i = 0; i < sample.size(); ++i) {
    const unsigned c = byte(i);
    high += c >= 0x80 ? 1 : 0;
    letters += (c >= 0xA1 && c <= 0xDA) || (c >= 0xDF && c <= 0xFB) ? 1 : 0;
    if (!is_mark(c)) continue;
    ++marks;
    placed += i > 0 && ((byte(i - 1) >= 0xA1 && byte(i - 1) <= 0xCE) || is_mark(byte(i - 1))) ? 1 : 0;
  }
  return high >= 12 && high * 10 >= sample.size() * 4 && letters * 50 >= high * 49 && marks * 8 >= high &&
         placed * 20 >= marks * 19;
}

std::string detect(std::string_view sample) {
  if (const char* vietnamese = find_vietnamese(sample)) return vietnamese;
  if (is_thai(sample)) return "windows-874";
  UErrorCode status = U_ZERO_ERROR;
  const std::unique_ptr<UCharsetDetector, decltype(&ucsdet_close)> detector(ucsdet_open(&status),
                                                                            &ucsdet_close);
  if (U_FAILURE(status)) return "windows-1252";
  ucsdet_setText(detector.get(), sample.data(), static_cast<std::int32_t>(sample.size()), &status);
  const UCharsetMatch* match = ucsdet_detect(detector.get(), &status);
  if (U_FAILURE(status) || match == nullptr) return "windows-1252";
  const std::string name = ucsdet_getName(match, &status);
  const bool wide = name.starts_with("UTF-") ||
                    name.starts_with("IBM");  // Would have shown itself before; EBCDIC is no news text.
  return wide || ucsdet_getConfidence(match, &status) < kMinConfidence ? "windows-1252" : name;
}

// Fonts, not declarations, made these encodings: their pages call themselves Western European.
bool hides_vietnamese(std::string_view declared) {
  return canonical_name(declared) == "windows-1252" || is_same_name(declared, "windows-1258");
}

bool is_shifted(std::string_view bytes) {
  return bytes.find("\x1B$") != std::string_view::npos || bytes.find("\x1B(") != std::string_view::npos;
}

}  // namespace

DecodedText decode(std::string_view bytes, std::string_view declared) {
  if (!own_charset(declared) && open_converter(canonical_name(declared)) == nullptr) declared = {};
  DecodedText out;
  for (const ByteOrderMark& mark : kMarks) {
    if (!bytes.starts_with(mark.bytes)) continue;
    if (mark.bytes.size() == 3) {
      take_utf8(bytes, 3, out);
    } else {
      decode_as(mark.charset, bytes, mark.bytes.size(), out);
    }
    return out;
  }
  if (const char* utf16 = find_utf16(bytes)) {
    decode_as(utf16, bytes, 0, out);
    return out;
  }
  const bool valid = simdjson::validate_utf8(bytes.data(), bytes.size());
  const bool seven_bits = valid && is_shifted(bytes);
  if (valid && !seven_bits) {
    take_utf8(bytes, 0, out);
    return out;
  }
  const std::string_view sample = seven_bits ? bytes.substr(0, kSampleBytes) : take_sample(bytes);
  const bool unsure =
      declared.empty() || is_same_name(declared, "UTF-8") || (!seven_bits && hides_vietnamese(declared));
  if (!unsure && decode_as(declared, bytes, 0, out)) return out;
  if (seven_bits) {
    const std::string name = detect(sample);
    if (name.starts_with("ISO-2022") && decode_as(name, bytes, 0, out)) return out;
  } else if (!is_damaged_utf8(sample)) {
    const char* vietnamese = declared.empty() ? nullptr : find_vietnamese(sample);
    const bool trusted = !declared.empty() && !is_same_name(declared, "UTF-8");
    const std::string name = vietnamese != nullptr ? vietnamese
                             : trusted             ? std::string(declared)
                                                   : detect(sample);
    if (decode_as(name, bytes, 0, out)) return out;
  }
  take_utf8(bytes, 0, out);
  return out;
}

std::size_t repair_utf8(std::string_view text, std::string& out, OffsetMap& origin) {
  if (simdjson::validate_utf8(text.data(), text.size())) return 0;
  out.clear();
  origin.clear();
  out.reserve(text.size() + 16);
  std::size_t replaced = 0, copied = 0;
  const auto copy_until = [&](std::size_t end) {
    out.append(text.substr(copied, end - copied));
    origin.append_copy(copied, end - copied);
  };
  for (std::size_t at = 0; at < text.size();) {
    if (static_cast<signed char>(text[at]) >= 0) {
      ++at;
      continue;
    }
    // U8_NEXT moves past a maximal ill-formed part, as Unicode recommends (chapter 3, table 3-8).
    const std::string_view rest = text.substr(at, 8);
    std::int32_t size = 0;
    UChar32 c = 0;
    U8_NEXT(rest.data(), size, static_cast<std::int32_t>(rest.size()), c);
    if (c < 0) {
      copy_until(at);
      out.append("\xEF\xBF\xBD");
      origin.append_change(at, static_cast<std::size_t>(size), 3);
      copied = at + static_cast<std::size_t>(size);
      ++replaced;
    }
    at += static_cast<std::size_t>(size);
  }
  copy_until(text.size());
  return replaced;
}

}  // namespace bearing
