// Words by their bytes: the keys of words that were met before, without folding or hashing them again.
//
// In the manner of WordForms (src/text), but for who needs no forms: a word leads straight to its keys and to
// a number, so that whatever is known of a word can be had by index.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/aligned_vector.hpp"
#include "feature/extractor.hpp"
#include "feature/key_table.hpp"
#include "feature/term_keys.hpp"
#include "text/segment.hpp"

namespace bearing {

/// Remembers words from text to text; what is remembered never changes a result. Words of more than kShort
/// bytes are known by a hash of 64 bits, as the model knows all of them. Holds about a megabyte. Not
/// thread-safe.
class WordTable {
 public:
  struct Word {
    TermKeys keys;
    PairBegin begin;           ///< Of the pair that the word begins.
    std::uint32_t number = 0;  ///< Of the key, in the order in which keys were first met since clear().
  };

  /// Finds the words of `text`, which is normalised. Calls take(i, word) for each, and fresh(number,
  /// term) before that where the number is new; `term` is a word as in DocumentTerms, met once, whose form is
  /// gone after the call.
  template <class Take, class Fresh>
  [[gnu::always_inline]] void find(std::string_view text, std::span<const TokenSpan> words, Take take,
                                   Fresh fresh) {
    if (entries_.empty()) clear();
    if (sought_.size() < words.size()) sought_.resize(words.size());
    for (std::size_t i = 0; i < words.size(); ++i) sought_[i] = seek(text, words[i]);
    const Sought* const sought = sought_.data();
    for (std::size_t i = 0; i < words.size(); ++i) {
      const std::uint32_t place = sought[i].place;
      if (entries_[place].is(sought[i].bytes)) {
        used_[place] = 1;
        take(i, entries_[place].word);
      } else {
        take(i, find_missed(text, words[i], sought[i].bytes, fresh));
      }
    }
  }

  /// How many numbers there are.
  std::uint32_t size() const { return numbers_.size(); }

  /// Forgets everything.
  void clear();

 private:
  static constexpr std::size_t kShort = 15;  ///< Bytes; one more says what kind of token it is.
  static constexpr unsigned kSetBits = 12, kHashShift = 64 - kSetBits, kTagShift = kHashShift - 8;
  static constexpr std::size_t kWays = 4;
  static constexpr std::uint32_t kEachByte = 0x01010101;
  using Bytes = std::array<std::uint64_t, 2>;

  /// One line of the processor's cache.
  struct alignas(64) Entry {
    Bytes bytes{};  ///< No word is all zeros.
    Word word;
    bool is(const Bytes& other) const { return ((bytes[0] ^ other[0]) | (bytes[1] ^ other[1])) == 0; }
  };
  struct Sought {
    Bytes bytes;
    std::uint32_t place;
  };

  static std::uint64_t spread(const Bytes& bytes) {
    return (bytes[0] ^ (bytes[1] * 0x9E3779B97F4A7C15ULL)) * 0xD6E8FEB86659FD93ULL;
  }
  static std::size_t set_of(std::uint64_t hash) { return static_cast<std::size_t>(hash >> kHashShift); }
  static std::uint8_t tag_of(std::uint64_t hash) { return static_cast<std::uint8_t>(hash >> kTagShift); }

  static std::uint64_t read8(const void* bytes) {
    std::uint64_t value;
    std::memcpy(&value, bytes, sizeof value);
    return value;
  }
  /// Not through memory: to read 16 bytes right after one of them was written takes long.
  static std::uint64_t last_byte(unsigned char byte) {
    return std::uint64_t{byte} << (std::endian::native == std::endian::little ? 56 : 0);
  }
  static Bytes load(std::string_view text, const TokenSpan& word) {
    const std::size_t size = word.end - word.begin;
    if (size > kShort) return load_long(text.substr(word.begin, size), word.kind);
    Bytes bytes{};
    if (word.begin + sizeof(Bytes) <= text.size()) {
      const char* const from = text.data() + word.begin;
      const unsigned char* const mask = kMasks.data() + sizeof(Bytes) - size;
      bytes = {read8(from) & read8(mask), read8(from + 8) & read8(mask + 8)};
    } else {
      std::memcpy(bytes.data(), text.data() + word.begin, size);
    }
    bytes[1] |= last_byte(static_cast<unsigned char>(word.kind));
    return bytes;
  }
  static Bytes load_long(std::string_view word, TokenKind kind);

  /// Where a word is likely to be, with its line asked for. Which of a set it is can't be foreseen, that it
  /// is one of them nearly always.
  Sought seek(std::string_view text, const TokenSpan& word) const {
    const Bytes bytes = load(text, word);
    const std::uint64_t hash = spread(bytes);
    const std::size_t set = set_of(hash);
    const std::uint32_t differ = tags_[set] ^ tag_of(hash) * kEachByte;
    const std::uint32_t equal = (differ - kEachByte) & ~differ & (kEachByte << 7);
    const auto way = static_cast<std::uint32_t>(std::countr_zero(equal | 1U << 31)) / 8;
    const auto place = static_cast<std::uint32_t>(set * kWays) + way;
    __builtin_prefetch(entries_.data() + place);
    return {bytes, place};
  }

  template <class Fresh>
  const Word& find_missed(std::string_view text, const TokenSpan& span, const Bytes& bytes, Fresh& fresh) {
    Entry& entry = entries_[place_for(bytes)];
    if (entry.is(bytes)) return entry.word;
    entry.bytes = bytes;
    const std::string_view folded =
        read(text.substr(span.begin, span.end - span.begin), span.kind, entry.word);
    const std::uint32_t before = numbers_.size();
    entry.word.number = numbers_.add(entry.word.keys.key);
    if (numbers_.size() != before) {
      const TermKeys& keys = entry.word.keys;
      fresh(entry.word.number,
            Term{keys.key, keys.shadow_key, folded, 1.0, TermFamily::kWord, keys.accented});
    }
    return entry.word;
  }
  std::size_t place_for(const Bytes& bytes);
  std::string_view read(std::string_view word, TokenKind kind, Word& out);

  /// From byte sizeof(Bytes) - n on: n bytes of ones, then zeros.
  static constexpr auto kMasks = [] {
    std::array<unsigned char, 2 * sizeof(Bytes)> masks{};
    for (std::size_t i = 0; i < sizeof(Bytes); ++i) masks[i] = 0xFF;
    return masks;
  }();

  KeyTable numbers_;
  AlignedVector<Entry> entries_;     // In sets of kWays.
  std::vector<std::uint32_t> tags_;  // Of each set: a byte of the hash of each word.
  std::vector<std::uint8_t> used_;   // Of each entry: 1 once it was met again.
  std::vector<Sought> sought_;
  std::string folded_, shadow_;
};

}  // namespace bearing
