#include "text/language.hpp"

#include <cld2/public/compact_lang_det.h>
#include <cld2/public/encodings.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>

namespace bearing {
namespace {

// Of the first kReadBytes, kSlices slices of kSliceBytes are looked at, spread evenly: pages begin with
// mastheads, and CLD2 takes longer than anything else that is done with a text.
constexpr std::size_t kReadBytes = 8000, kSlices = 3, kSliceBytes = 700;
constexpr std::size_t kMinLetters = 12;  // CLD2 guesses on less.

// Syllables that fill about a third of unaccented Vietnamese and are words of no other language that news is
// written in.
constexpr auto kUnaccentedSyllables = std::to_array<std::string_view>(
    {"khong",  "cua",   "cac",    "nuoc",   "nguoi", "duoc",  "nhung", "trong",  "mot",  "cung",
     "ngay",   "nghi",  "nhan",   "nhat",   "thong", "trung", "thanh", "chuyen", "lien", "phat",
     "chinh",  "truoc", "nhieu",  "viec",   "quoc",  "viet",  "giao",  "dien",   "voi",  "dong",
     "ngoai",  "phai",  "truong", "theo",   "cho",   "biet",  "chuc",  "hoi",    "hai",  "tien",
     "thi",    "tren",  "dang",   "nghiep", "hiep",  "thuc",  "gioi",  "giup",   "khu",  "vuc",
     "thuong", "phia",  "cuoc",   "buoc",   "sau",   "khi",   "nhu",   "ky",     "da",   "vao",
     "bien",   "doi",   "tuong",  "bang",   "chung", "toi",   "nay",   "tinh",   "hang", "quan"});
// Words that fill a sixth of English; no other language has them all.
constexpr auto kEnglishWords =
    std::to_array<std::string_view>({"the", "of", "and", "to", "that", "was", "with"});

enum class KnownWord : std::uint8_t { kNone, kEnglish, kUnaccented };

// A lower-case word of up to eight ASCII letters as a number; 0 for longer ones.
constexpr std::uint64_t pack(std::string_view word) {
  if (word.size() > 8) return 0;
  std::uint64_t packed = 0;
  for (const char c : word) packed = packed << 8U | static_cast<std::uint8_t>(c | 0x20);
  return packed;
}

// The words above by their packed letters: open addressing, an eighth of it filled.
class KnownWords {
 public:
  constexpr KnownWords() {
    for (const std::string_view word : kUnaccentedSyllables) add(pack(word), KnownWord::kUnaccented);
    for (const std::string_view word : kEnglishWords) add(pack(word), KnownWord::kEnglish);
  }
  constexpr KnownWord find(std::uint64_t packed) const {
    std::size_t at = place(packed);
    while (words_[at] != packed && words_[at] != 0) at = (at + 1) % kSlots;
    return words_[at] == 0 ? KnownWord::kNone : kinds_[at];
  }

 private:
  static constexpr std::size_t kSlots = 1024;
  static constexpr std::size_t place(std::uint64_t packed) { return (packed * 0x9E3779B97F4A7C15ULL) >> 54U; }
  constexpr void add(std::uint64_t packed, KnownWord kind) {
    std::size_t at = place(packed);
    while (words_[at] != 0) at = (at + 1) % kSlots;
    words_[at] = packed;
    kinds_[at] = kind;
  }
  std::array<std::uint64_t, kSlots> words_{};
  std::array<KnownWord, kSlots> kinds_{};
};

constexpr KnownWords kKnownWords;

// Slices of the beginning of the text, cut between words.
std::string cut_slices(std::string_view text) {
  text = text.substr(0, kReadBytes);
  if (text.size() <= kSlices * kSliceBytes) return std::string(text);
  std::string sample;
  for (std::size_t i = 0; i < kSlices; ++i) {
    std::size_t begin = (text.size() - kSliceBytes) * i / (kSlices - 1);
    if (i > 0) begin = std::min(text.find(' ', begin), begin + kSliceBytes / 2);
    const std::string_view slice = text.substr(begin, kSliceBytes);
    sample += slice.substr(0, slice.rfind(' '));
    sample += ' ';
  }
  return sample;
}

// Everything that CLD2 refuses (controls, noncharacters, bad bytes) is made a space.
std::string without_refused(std::string sample) {
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

struct WordCount {
  std::size_t words = 0, short_words = 0;   // Short: no longer than a syllable of Vietnamese.
  std::size_t english = 0, unaccented = 0;  // Words in the lists.
};

WordCount count_words(std::string_view sample) {
  constexpr std::size_t kLongestSyllable = 7;
  WordCount count;
  for (std::size_t at = 0; at < sample.size();) {
    if (!is_ascii_letter(sample[at])) {
      ++at;
      continue;
    }
    std::size_t end = at;
    while (end < sample.size() && is_ascii_letter(sample[end])) ++end;
    ++count.words;
    count.short_words += end - at <= kLongestSyllable ? 1 : 0;
    const KnownWord known = kKnownWords.find(pack(sample.substr(at, end - at)));
    count.english += known == KnownWord::kEnglish ? 1 : 0;
    count.unaccented += known == KnownWord::kUnaccented ? 1 : 0;
    at = end;
  }
  return count;
}

// By the share of frequent syllables; short words weigh as much as long ones.
bool is_unaccented_vietnamese(const WordCount& count) {
  return count.unaccented >= 3 && count.unaccented * 6 >= count.words &&
         count.short_words * 10 >= count.words * 8;
}

// Saves CLD2's time where there can be no doubt.
bool is_plain_english(const WordCount& count) {
  return count.english >= 8 && count.english * 8 >= count.words;
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
  const std::string slices = cut_slices(text);
  const LetterCount letters = count_letters(slices);
  if (letters.ascii + letters.other < kMinLetters) return {};
  if (is_accented_vietnamese(slices, letters.ascii + letters.other)) return {"vi", true};
  if (letters.other * 50 <= letters.ascii) {
    const WordCount words = count_words(slices);
    if (is_unaccented_vietnamese(words)) return {"vi", true};
    if (is_plain_english(words)) return {"en", true};
  }
  const std::string sample = without_refused(slices);
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
