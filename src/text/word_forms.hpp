// The forms of word after word, fast. Internal to src/text.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "text/segment.hpp"

namespace bearing {

/// Seeds of the hashes of folded and of shadow forms. Model files know words by these hashes.
inline constexpr std::uint64_t kFoldedSeed = 1, kShadowSeed = 2;

/// Where the forms of a word stand in the string that was given to start(), and their hashes. `shadow` equals
/// `folded` when the forms are the same.
struct FormPlaces {
  std::uint32_t folded, folded_size;
  std::uint32_t shadow, shadow_size;
  std::uint64_t folded_hash, shadow_hash;
};

/// Writes append_folded() and append_shadow() of words into one string, and hashes them. Short words are
/// remembered with their forms and hashes, since a language has few thousand frequent ones. What is
/// remembered never changes a result.
class WordForms {
 public:
  /// Begins a new string of forms. `forms` is scratch until finish() is called.
  void start(std::string& forms);

  /// Adds the forms of words of `text`, which is normalised. Calls take(i, places) for each.
  template <class Take>
  void add(std::string_view text, std::span<const TokenSpan> words, Take take) {
    if (sought_.size() < words.size()) sought_.resize(words.size());
    for (std::size_t i = 0; i < words.size(); ++i) sought_[i] = seek(text, words[i].begin, words[i].end);
    // All that the loop needs in registers, since what it writes are bytes, which might be anything.
    const Sought* const sought = sought_.data();
    const Remembered* const remembered = remembered_.data();
    std::uint8_t* const used = used_places_.data();
    char* out = room(words.size() * kMostRemembered);
    const char* begin = forms_->data();
    for (std::size_t i = 0; i < words.size(); ++i) {
      const std::uint32_t place = sought[i].place;
      const Remembered& entry = remembered[place];
      if (entry.is(sought[i].key)) {
        used[place] = 1;
        take(i, write(entry, begin, out));
        out += entry.size;
      } else {
        used_ = static_cast<std::size_t>(out - forms_->data());
        take(i, add_missed(text.substr(words[i].begin, words[i].end - words[i].begin), sought[i]));
        out = room((words.size() - i) * kMostRemembered);
        begin = forms_->data();
      }
    }
    used_ = static_cast<std::size_t>(out - forms_->data());
  }

  /// Cuts the string to what was added.
  void finish();

 private:
  static constexpr std::size_t kShort = 16;  ///< Bytes of a word that fits into registers.
  static constexpr unsigned kSetBits = 11, kHashShift = 64 - kSetBits, kTagShift = kHashShift - 8;
  static constexpr std::size_t kWays = 4;
  static constexpr std::uint32_t kEachByte = 0x01010101;
  static constexpr std::uint64_t kSpread = 0x9E3779B97F4A7C15ULL, kMix = 0xD6E8FEB86659FD93ULL;
  using Key = std::array<std::uint64_t, 2>;
  /// Not UTF-8, so that it is no word's.
  static constexpr Key kNoKey = {~std::uint64_t{0}, ~std::uint64_t{0}};

  /// One line of the processor's cache.
  struct alignas(64) Remembered {
    Key key{};
    std::uint64_t folded_hash = 0, shadow_hash = 0;
    std::array<char, 16> folded;
    std::array<char, 12> shadow;
    std::uint8_t folded_size = 0;
    /// Where the shadow stands, counted from the folded form: behind it, or at 0 when they are the same.
    std::uint8_t shadow_begin = 0, shadow_size = 0;
    std::uint8_t size = 0;  ///< Of both.
    bool is(const Key& other) const { return ((key[0] ^ other[0]) | (key[1] ^ other[1])) == 0; }
  };

  static constexpr std::size_t kMostRemembered = sizeof Remembered::folded + sizeof Remembered::shadow;

  static std::uint64_t spread(const Key& key) { return (key[0] ^ (key[1] * kSpread)) * kMix; }
  static std::size_t set_of(std::uint64_t hash) { return static_cast<std::size_t>(hash >> kHashShift); }
  static std::uint8_t tag_of(std::uint64_t hash) { return static_cast<std::uint8_t>(hash >> kTagShift); }

  template <class Byte>
  static std::uint64_t read8(const Byte* bytes) {
    std::uint64_t value;
    std::memcpy(&value, bytes, sizeof value);
    return value;
  }

  /// The bytes of a word of at most kShort bytes, zeros behind it.
  static Key load(std::string_view text, std::size_t begin, std::size_t size) {
    if (begin + kShort > text.size()) {
      Key key{};
      std::memcpy(key.data(), text.data() + begin, size);
      return key;
    }
    const char* const bytes = text.data() + begin;
    const unsigned char* const mask = kMasks.data() + kShort - size;
    return {read8(bytes) & read8(mask), read8(bytes + 8) & read8(mask + 8)};
  }

  /// Where add() will look for a word.
  struct Sought {
    Key key{};
    std::uint32_t place = 0;
  };

  /// Also asks the processor to fetch the place. Long words get a key that is never found.
  Sought seek(std::string_view text, std::size_t begin, std::size_t end) const {
    const std::size_t size = end - begin;
    if (size > kShort) return {kNoKey, 0};
    const Key key = load(text, begin, size);
    const std::uint64_t hash = spread(key);
    // Which of the set it is can't be foreseen, that it is one of them nearly always.
    const std::size_t set = set_of(hash);
    const std::uint32_t differ = tags_[set] ^ tag_of(hash) * kEachByte;
    const std::uint32_t equal = (differ - kEachByte) & ~differ & (kEachByte << 7);
    const auto way = static_cast<std::uint32_t>(std::countr_zero(equal | 1U << 31)) / 8;
    const auto place = static_cast<std::uint32_t>(set * kWays) + way;
    __builtin_prefetch(remembered_.data() + place);
    return {key, place};
  }

  /// Writes the forms to `out`. Places count from `begin`.
  static FormPlaces write(const Remembered& entry, const char* begin, char* out) {
    std::memcpy(out, entry.folded.data(), sizeof entry.folded);
    std::memcpy(out + entry.folded_size, entry.shadow.data(), sizeof entry.shadow);
    const auto at = static_cast<std::uint32_t>(out - begin);
    return {at,
            entry.folded_size,
            at + entry.shadow_begin,
            entry.shadow_size,
            entry.folded_hash,
            entry.shadow_hash};
  }

  FormPlaces add_remembered(const Remembered& entry) {
    char* const out = room(kMostRemembered);
    const FormPlaces written = write(entry, forms_->data(), out);
    used_ += entry.size;
    return written;
  }

  /// At least `size` bytes to write to, past what was added.
  char* room(std::size_t size) {
    if (forms_->size() < used_ + size) grow(size);
    return forms_->data() + used_;
  }

  void grow(std::size_t size);
  FormPlaces add_missed(std::string_view word, const Sought& sought);
  FormPlaces add_new(std::string_view word, Remembered* slot);

  /// From byte kShort - n on: n bytes of ones, then zeros.
  static constexpr auto kMasks = [] {
    std::array<unsigned char, 2 * kShort> masks{};
    for (std::size_t i = 0; i < kShort; ++i) masks[i] = 0xFF;
    return masks;
  }();

  std::string* forms_ = nullptr;
  std::size_t used_ = 0;
  std::string folded_, shadow_;
  std::vector<Sought> sought_;
  std::vector<Remembered> remembered_;  // In sets of kWays.
  // What would cost a line of the cache for each word stands apart, in little room.
  std::vector<std::uint32_t> tags_;        // Of each set: a byte of the hash of each word.
  std::vector<std::uint8_t> used_places_;  // Of each word: 1 once it was met again.
};

}  // namespace bearing
