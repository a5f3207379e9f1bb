#include "text/language.hpp"

#include <cld2/public/compact_lang_det.h>
#include <cld2/public/encodings.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "text/latin_scan.hpp"

namespace bearing {
namespace {

// Of the first kReadBytes, kSlices slices of kSliceBytes are looked at, spread evenly: pages begin with
// mastheads, and CLD2 takes longer than anything else that is done with a text.
constexpr std::size_t kReadBytes = 8000, kSlices = 3, kSliceBytes = 700;
constexpr std::size_t kMinLetters = 12;  // CLD2 guesses on less.
constexpr std::size_t kWindow = 64;      // Bytes that are looked at together.

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
// More of them, for texts that have few of the former: lists, notes, bare facts.
constexpr auto kMoreEnglishWords = std::to_array<std::string_view>(
    {"for", "from", "by",   "it",   "its", "will",  "were", "which", "this",  "not",   "have", "has",
     "are", "be",   "said", "they", "who", "their", "been", "would", "after", "while", "but",  "had"});

enum class KnownWord : std::uint8_t { kNone, kEnglish, kMoreEnglish, kUnaccented };

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
    for (const std::string_view word : kMoreEnglishWords) add(pack(word), KnownWord::kMoreEnglish);
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

// Slices of the beginning of the text, cut between words, in one piece. Zeros follow, so that whole blocks
// can be read.
class Sample {
 public:
  explicit Sample(std::string_view text) {
    text = text.substr(0, kReadBytes);
    if (text.size() <= kSlices * kSliceBytes) {
      append(text);
    } else {
      for (std::size_t i = 0; i < kSlices; ++i) {
        std::size_t begin = (text.size() - kSliceBytes) * i / (kSlices - 1);
        if (i > 0) begin = std::min(text.find(' ', begin), begin + kSliceBytes / 2);
        const std::string_view slice = text.substr(begin, kSliceBytes);
        append(slice.substr(0, slice.rfind(' ')));
        append(" ");
      }
    }
    std::fill_n(bytes_.begin() + static_cast<std::ptrdiff_t>(size_), kPadding, '\0');
  }
  std::string_view text() const { return {bytes_.data(), size_}; }

 private:
  void append(std::string_view part) {
    std::copy(part.begin(), part.end(), bytes_.begin() + static_cast<std::ptrdiff_t>(size_));
    size_ += part.size();
  }
  static constexpr std::size_t kPadding = 2 * kWindow;
  std::size_t size_ = 0;
  std::array<char, kSlices*(kSliceBytes + 1) + kPadding> bytes_;
};

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

// How many bytes `is` likes, given each byte and the one behind it. Small counters, and no branches in `is`,
// let the compiler take many bytes at a time.
template <class Is>
std::size_t count_bytes(std::string_view sample, Is is) {
  constexpr std::size_t kMost = 0xFF;
  std::size_t count = 0;
  for (std::size_t begin = 0; begin < sample.size(); begin += kMost) {
    const std::size_t end = std::min(begin + kMost, sample.size());
    std::uint8_t part = 0;
    for (std::size_t i = begin; i < end; ++i) {
      const auto byte = static_cast<std::uint8_t>(sample[i]),
                 next = static_cast<std::uint8_t>(sample.data()[i + 1]);
      part = static_cast<std::uint8_t>(part + static_cast<std::uint8_t>(is(byte, next)));
    }
    count += part;
  }
  return count;
}

bool is_ascii_letter(std::uint8_t c) { return static_cast<std::uint8_t>((c | 0x20) - 'a') < 26; }

struct LetterCount {
  std::size_t ascii = 0, other = 0;
};

LetterCount count_letters(std::string_view sample) {
  return {count_bytes(sample, [](std::uint8_t c, std::uint8_t) { return is_ascii_letter(c); }),
          count_bytes(sample, [](std::uint8_t c, std::uint8_t) { return c >= 0xC0; })};
}

// Letters that hardly any language but Vietnamese uses together: ơ, ư and đ, and vowels with two marks; or
// combining marks. Saves CLD2's time.
bool is_accented_vietnamese(std::string_view sample, std::size_t letters) {
  sample.remove_suffix(1);  // Letters of two bytes.
  const std::size_t horned = count_bytes(sample, [](std::uint8_t lead, std::uint8_t next) {
    const bool horn = (lead == 0xC6) & ((next == 0xA0) | (next == 0xA1) | (next == 0xAF) | (next == 0xB0));
    const bool stroke = (lead == 0xC4) & ((next & 0xFE) == 0x90);
    return horn | stroke | ((lead == 0xCC) & (next == 0x9B));
  });
  const std::size_t marked = count_bytes(sample, [](std::uint8_t lead, std::uint8_t next) {
    return ((lead == 0xE1) & ((next | 1) == 0xBB)) | ((lead == 0xCC) & (next != 0x9B));
  });
  return horned >= 3 && marked >= 3 && (horned + marked) * 10 >= letters;
}

struct WordCount {
  std::size_t words = 0, short_words = 0;  // Short: no longer than a syllable of Vietnamese.
  std::size_t english = 0, more_english = 0, unaccented = 0;  // Words in the lists.
};

// Bit i: whether byte i of a window is a letter of ASCII.
std::uint64_t letters_of_window(const char* window) {
  std::uint64_t letters = 0;
  for (std::size_t i = 0; i < kWindow; i += latin::kBlock)
    letters |= std::uint64_t{latin::ascii_letters(window + i)} << i;
  return letters;
}

// pack() of `size` <= 8 letters; eight bytes can be read.
std::uint64_t pack_letters(const char* word, std::size_t size) {
  std::uint64_t packed = 0;
  std::memcpy(&packed, word, sizeof packed);
  if constexpr (std::endian::native == std::endian::little) packed = __builtin_bswap64(packed);
  return (packed | 0x2020202020202020ULL) >> (64 - 8 * size);
}

void count_word(const char* word, std::size_t size, WordCount& count) {
  constexpr std::size_t kLongestSyllable = 7, kLongestListed = 8;
  ++count.words;
  count.short_words += size <= kLongestSyllable ? 1 : 0;
  if (size > kLongestListed) return;
  const KnownWord known = kKnownWords.find(pack_letters(word, size));
  count.english += known == KnownWord::kEnglish ? 1 : 0;
  count.more_english += known == KnownWord::kMoreEnglish ? 1 : 0;
  count.unaccented += known == KnownWord::kUnaccented ? 1 : 0;
}

// Runs of letters of ASCII. `sample` is followed by two windows of zeros.
WordCount count_words(std::string_view sample) {
  WordCount count;
  const char *at = sample.data(), *const end = at + sample.size();
  while (at < end) {
    std::uint64_t letters = letters_of_window(at);
    const char* next = at + kWindow;
    for (std::size_t begin = 0; letters != 0;) {
      const auto gap = static_cast<std::size_t>(std::countr_zero(letters));
      letters >>= gap;
      begin += gap;
      auto size = static_cast<std::size_t>(std::countr_one(letters));
      if (begin + size == kWindow && begin > 0) {  // Goes on, perhaps: the next window begins with it.
        next = at + begin;
        break;
      }
      if (size == kWindow) {
        while (at + size < end && is_ascii_letter(static_cast<std::uint8_t>(at[size]))) ++size;
        next = at + size;
        letters = 0;
      } else {
        letters >>= size;
      }
      count_word(at + begin, size, count);
      begin += size;
    }
    at = next;
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
  const std::size_t all = count.english + count.more_english;
  return (count.english >= 8 && count.english * 8 >= count.words) ||
         (count.english >= 4 && count.more_english >= 2 && all >= 9 && all * 6 >= count.words);
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
  const Sample slices_of_text(text);
  const std::string_view slices = slices_of_text.text();
  const LetterCount letters = count_letters(slices);
  if (letters.ascii + letters.other < kMinLetters) return {};
  if (is_accented_vietnamese(slices, letters.ascii + letters.other)) return {"vi", true};
  if (letters.other * 50 <= letters.ascii) {
    const WordCount words = count_words(slices);
    if (is_unaccented_vietnamese(words)) return {"vi", true};
    if (is_plain_english(words)) return {"en", true};
  }
  const std::string sample = without_refused(std::string(slices));
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
