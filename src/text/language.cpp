#include "text/language.hpp"

#include <cld2/public/compact_lang_det.h>
#include <cld2/public/encodings.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <unordered_set>

namespace bearing {
namespace {

constexpr std::size_t kSampleBytes = 8000;  // More text doesn't change the answer.
constexpr std::size_t kMinLetters = 12;     // CLD2 guesses on less.

// Syllables that fill about a third of unaccented Vietnamese and are words of no other language that news is
// written in.
constexpr auto kUnaccented = std::to_array<std::string_view>(
    {"khong",  "cua",   "cac",    "nuoc",   "nguoi", "duoc",  "nhung", "trong",  "mot",  "cung",
     "ngay",   "nghi",  "nhan",   "nhat",   "thong", "trung", "thanh", "chuyen", "lien", "phat",
     "chinh",  "truoc", "nhieu",  "viec",   "quoc",  "viet",  "giao",  "dien",   "voi",  "dong",
     "ngoai",  "phai",  "truong", "theo",   "cho",   "biet",  "chuc",  "hoi",    "hai",  "tien",
     "thi",    "tren",  "dang",   "nghiep", "hiep",  "thuc",  "gioi",  "giup",   "khu",  "vuc",
     "thuong", "phia",  "cuoc",   "buoc",   "sau",   "khi",   "nhu",   "ky",     "da",   "vao",
     "bien",   "doi",   "tuong",  "bang",   "chung", "toi",   "nay",   "tinh",   "hang", "quan"});

// The beginning of the text with everything that CLD2 refuses (controls, noncharacters, bad bytes) made a
// space.
std::string make_sample(std::string_view text) {
  std::string sample(text.substr(0, kSampleBytes));
  const auto size = static_cast<std::int32_t>(sample.size());
  for (std::int32_t i = 0; i < size;) {
    const std::int32_t begin = i;
    UChar32 c = 0;
    U8_NEXT(sample.data(), i, size, c);
    const bool control = c < 0x20 || (c >= 0x7F && c < 0xA0);
    if (control || U_IS_UNICODE_NONCHAR(c)) std::fill(sample.begin() + begin, sample.begin() + i, ' ');
  }
  return sample;
}

bool is_ascii_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

struct LetterCount {
  std::size_t ascii = 0, other = 0;
};

LetterCount count_letters(std::string_view sample) {
  LetterCount count;
  for (const char c : sample) {
    count.ascii += is_ascii_letter(c) ? 1 : 0;
    count.other += static_cast<unsigned char>(c) >= 0xC0 ? 1 : 0;
  }
  return count;
}

// Letters that hardly any language but Vietnamese uses together: ơ, ư and đ, and vowels with two marks; or
// combining marks. Saves CLD2's time.
bool is_accented_vietnamese(std::string_view sample, std::size_t letters) {
  std::size_t horned = 0, marked = 0;
  for (std::size_t i = 0; i + 1 < sample.size(); ++i) {
    const auto lead = static_cast<unsigned char>(sample[i]);
    const auto next = static_cast<unsigned char>(sample[i + 1]);
    if (lead < 0xC4 || lead > 0xE1) continue;
    const bool vowel = lead == 0xE1 && (next == 0xBA || next == 0xBB);
    const bool horn = lead == 0xC6 && (next == 0xA0 || next == 0xA1 || next == 0xAF || next == 0xB0);
    const bool stroke = lead == 0xC4 && (next == 0x90 || next == 0x91);
    const bool combining_horn = lead == 0xCC && next == 0x9B;
    marked += vowel || (lead == 0xCC && !combining_horn) ? 1 : 0;
    horned += horn || stroke || combining_horn ? 1 : 0;
  }
  return horned >= 3 && marked >= 3 && (horned + marked) * 10 >= letters;
}

// Share of words that are frequent syllables of Vietnamese typed without diacritics; short words weigh as
// much as long ones.
bool is_unaccented_vietnamese(std::string_view sample) {
  static const std::unordered_set<std::string_view> syllables(kUnaccented.begin(), kUnaccented.end());
  constexpr std::size_t kLongestSyllable = 7;
  std::size_t words = 0, found = 0, short_words = 0;
  std::array<char, kLongestSyllable> lower{};
  for (std::size_t at = 0; at < sample.size();) {
    if (!is_ascii_letter(sample[at])) {
      ++at;
      continue;
    }
    std::size_t end = at;
    for (; end < sample.size() && is_ascii_letter(sample[end]); ++end) {
      if (end - at < lower.size()) lower[end - at] = static_cast<char>(sample[end] | 0x20);
    }
    ++words;
    if (end - at <= kLongestSyllable) {
      ++short_words;
      found += syllables.contains({lower.data(), end - at}) ? 1 : 0;
    }
    at = end;
  }
  return found >= 3 && found * 6 >= words && short_words * 10 >= words * 8;
}

// CLD2 keeps some codes that BCP 47 has replaced.
std::string bcp47(CLD2::Language language) {
  const std::string code = CLD2::LanguageCode(language);
  if (language == CLD2::UNKNOWN_LANGUAGE || code == "un" || code.starts_with("xx") || code == "zzp")
    return "und";
  if (code == "iw") return "he";
  if (code == "jw") return "jv";
  if (code == "mo") return "ro";
  return code;
}

}  // namespace

DetectedLanguage detect_language(std::string_view text) {
  const std::string sample = make_sample(text);
  const LetterCount letters = count_letters(sample);
  if (letters.ascii + letters.other < kMinLetters) return {};
  if (letters.other * 50 <= letters.ascii && is_unaccented_vietnamese(sample)) return {"vi", true};
  if (is_accented_vietnamese(sample, letters.ascii + letters.other)) return {"vi", true};
  CLD2::CLDHints hints{nullptr, nullptr, CLD2::UNKNOWN_ENCODING, CLD2::UNKNOWN_LANGUAGE};
  std::array<CLD2::Language, 3> languages{};
  std::array<int, 3> percents{};
  std::array<double, 3> scores{};
  int text_bytes = 0, valid_bytes = 0;
  bool reliable = false;
  const CLD2::Language language = CLD2::ExtDetectLanguageSummaryCheckUTF8(
      sample.data(), static_cast<int>(sample.size()), true, &hints, 0, languages.data(), percents.data(),
      scores.data(), nullptr, &text_bytes, &reliable, &valid_bytes);
  DetectedLanguage detected{bcp47(language), reliable && language != CLD2::UNKNOWN_LANGUAGE};
  if (!detected.reliable) detected.code = "und";
  return detected;
}

}  // namespace bearing
