#include "text/vietnamese_tone.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>

#include "text/utf8.hpp"

namespace bearing {
namespace {

/// Rows are vowels, columns are tones: level, huyền, sắc, hỏi, ngã, nặng.
constexpr int kTones = 6;
constexpr std::array<std::u32string_view, 12> kVowels = {U"aàáảãạ", U"ăằắẳẵặ", U"âầấẩẫậ", U"eèéẻẽẹ",
                                                         U"êềếểễệ", U"iìíỉĩị", U"oòóỏõọ", U"ôồốổỗộ",
                                                         U"ơờớởỡợ", U"uùúủũụ", U"ưừứửữự", U"yỳýỷỹỵ"};

constexpr char32_t kTableSize = 0x1F00;

/// For each character its place in kVowels plus one, or 0.
constexpr auto kPlaces = [] {
  std::array<std::uint8_t, kTableSize> places{};
  for (std::size_t vowel = 0; vowel < kVowels.size(); ++vowel) {
    for (std::size_t tone = 0; tone < kTones; ++tone) {
      places[kVowels[vowel][tone]] = static_cast<std::uint8_t>(vowel * kTones + tone + 1);
    }
  }
  return places;
}();

constexpr std::size_t kLongestSyllable = 7;  // "nghiêng"

template <std::size_t n>
bool is_one_of(const std::array<std::u32string_view, n>& set, std::u32string_view value) {
  return std::find(set.begin(), set.end(), value) != set.end();
}

constexpr auto kOnsets = std::to_array<std::u32string_view>(
    {U"",  U"b",  U"c",   U"ch", U"d", U"đ",  U"g",  U"gh", U"gi", U"h", U"k",  U"kh", U"l", U"m",
     U"n", U"ng", U"ngh", U"nh", U"p", U"ph", U"qu", U"r",  U"s",  U"t", U"th", U"tr", U"v", U"x"});
constexpr auto kCodas =
    std::to_array<std::u32string_view>({U"", U"c", U"ch", U"m", U"n", U"ng", U"nh", U"p", U"t"});
constexpr auto kOpenClusters = std::to_array<std::u32string_view>(
    {U"ai", U"ao", U"au", U"ay", U"eo", U"ia", U"iu", U"oa", U"oe", U"oi", U"ua", U"ui", U"uy"});
constexpr auto kClosedClusters = std::to_array<std::u32string_view>({U"oa", U"oe", U"oo", U"uy"});
constexpr auto kTriple =
    std::to_array<std::u32string_view>({U"oai", U"oao", U"oay", U"oeo", U"uya", U"uyu", U"uay"});

/// A word taken apart: its letters without tone, and the one tone with its place.
struct Syllable {
  std::array<char32_t, kLongestSyllable> letters;
  std::size_t size = 0;
  std::size_t tone = 0, tone_at = 0;

  bool is_vowel(std::size_t i) const {
    return i < size && letters[i] < kTableSize && kPlaces[letters[i]] != 0;
  }
  std::u32string_view part(std::size_t begin, std::size_t end) const {
    return {letters.data() + begin, end - begin};
  }
};

/// False when the word is too long or has not exactly one tone.
bool parse(std::string_view word, Syllable& syllable) {
  for (std::size_t at = 0; at < word.size();) {
    const utf8::CodePoint c = utf8::decode(word, at);
    if (syllable.size == kLongestSyllable) return false;
    char32_t letter = c.value;
    const int place = letter < kTableSize ? kPlaces[letter] - 1 : -1;
    if (place >= 0 && place % kTones != 0) {
      if (syllable.tone != 0) return false;
      syllable.tone = static_cast<std::size_t>(place % kTones);
      syllable.tone_at = syllable.size;
      letter = kVowels[static_cast<std::size_t>(place / kTones)][0];
    }
    syllable.letters[syllable.size++] = letter;
    at += c.size;
  }
  return syllable.tone != 0;
}

/// A syllable is onset [0, begin), nucleus [begin, end) and coda.
struct Nucleus {
  std::size_t begin, end;
};

Nucleus find_nucleus(const Syllable& s) {
  std::size_t begin = 0;
  while (begin < s.size && !s.is_vowel(begin)) ++begin;
  // In "qu" and "gi" before a vowel, u and i belong to the onset.
  const bool glide =
      begin == 1 && s.is_vowel(2) &&
      ((s.letters[0] == U'q' && s.letters[1] == U'u') || (s.letters[0] == U'g' && s.letters[1] == U'i'));
  if (glide) ++begin;
  std::size_t end = begin;
  while (s.is_vowel(end)) ++end;
  return {begin, end};
}

/// The index of the vowel that carries the tone by tradition, or where it is now when the nucleus is none of
/// Vietnamese.
std::size_t tone_place(const Syllable& s, Nucleus n) {
  const std::u32string_view nucleus = s.part(n.begin, n.end);
  if (nucleus.size() == 1) return n.begin;
  if (nucleus.size() > 3) return s.tone_at;
  if (const std::size_t marked = nucleus.find_last_of(U"ăâêôơư"); marked != std::u32string_view::npos)
    return n.begin + marked;
  if (nucleus.size() == 3) return is_one_of(kTriple, nucleus) ? n.begin + 1 : s.tone_at;
  if (n.end == s.size) return is_one_of(kOpenClusters, nucleus) ? n.begin : s.tone_at;
  return is_one_of(kClosedClusters, nucleus) ? n.begin + 1 : s.tone_at;
}

}  // namespace

bool has_vietnamese_tone(char32_t c) {
  return c < kTableSize && kPlaces[c] != 0 && (kPlaces[c] - 1) % kTones != 0;
}

std::size_t place_vietnamese_tone(char* syllable, std::size_t size) {
  Syllable parsed;
  if (!parse({syllable, size}, parsed)) return size;
  const Nucleus nucleus = find_nucleus(parsed);
  if (nucleus.begin == nucleus.end) return size;
  const std::size_t place = tone_place(parsed, nucleus);
  if (place == parsed.tone_at) return size;
  if (!is_one_of(kOnsets, parsed.part(0, nucleus.begin)) ||
      !is_one_of(kCodas, parsed.part(nucleus.end, parsed.size)))
    return size;
  parsed.letters[place] = kVowels[(kPlaces[parsed.letters[place]] - 1) / kTones][parsed.tone];
  char bytes[kLongestSyllable * 4];
  std::size_t written = 0;
  for (std::size_t i = 0; i < parsed.size; ++i) written += utf8::encode(parsed.letters[i], bytes + written);
  if (written > size + kToneGrowth) return size;
  std::copy(bytes, bytes + written, syllable);
  return written;
}

}  // namespace bearing
