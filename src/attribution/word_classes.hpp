// What a word or short phrase can be in a sentence that says who said something.
#pragma once

#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>
#include <vector>

#include "base/hash.hpp"

namespace bearing {

/// Bits, since a word can be several things ("chief", "Công nghiệp", "tuyên bố").
namespace word_class {
inline constexpr std::uint32_t kReport = 1U << 0;       ///< Verb of saying: "said", "cho biết".
inline constexpr std::uint32_t kStance = 1U << 1;       ///< Verb of taking sides: "opposes", "bác bỏ".
inline constexpr std::uint32_t kAccording = 1U << 2;    ///< What a source follows: "according to", "theo".
inline constexpr std::uint32_t kPronoun = 1U << 3;      ///< Stands for the last speaker: "he", "ông ấy".
inline constexpr std::uint32_t kHonorific = 1U << 4;    ///< Before a name: "Dr", "bà".
inline constexpr std::uint32_t kOffice = 1U << 5;       ///< "minister", "bộ trưởng", "đại diện".
inline constexpr std::uint32_t kPeople = 1U << 6;       ///< "fishermen", "người dân".
inline constexpr std::uint32_t kOrg = 1U << 7;          ///< "ministry", "ủy ban".
inline constexpr std::uint32_t kDocument = 1U << 8;     ///< What speaks in writing: "statement", "báo cáo".
inline constexpr std::uint32_t kPlace = 1U << 9;        ///< Countries, capitals and blocs.
inline constexpr std::uint32_t kDeterminer = 1U << 10;  ///< Begins a noun phrase: "the", "một số".
inline constexpr std::uint32_t kModifier = 1U << 11;    ///< Inside a noun phrase: "foreign", "ngoại giao".
inline constexpr std::uint32_t kLink = 1U << 12;        ///< Joins two noun phrases to one: "of", "của".
inline constexpr std::uint32_t kFunction = 1U << 13;    ///< Never in a noun phrase: "with", "đã".
inline constexpr std::uint32_t kVerb = 1U << 14;        ///< Other frequent verbs: "met", "thăm".
inline constexpr std::uint32_t kAdverb = 1U << 15;  ///< May stand between subject and verb: "also", "cũng".
inline constexpr std::uint32_t kFirstPerson = 1U << 16;
inline constexpr std::uint32_t kModal = 1U << 17;       ///< "should", "cần".
inline constexpr std::uint32_t kRelative = 1U << 18;    ///< Begins a clause about what came before: "who".
inline constexpr std::uint32_t kIndefinite = 1U << 19;  ///< "a", "some", "một".
inline constexpr std::uint32_t kPassive = 1U << 20;  ///< Makes a passive of the verb after it: "was", "được".
inline constexpr std::uint32_t kNominal = 1U << 21;  ///< Makes a noun of the verb after it: "lời", "cuộc".
inline constexpr std::uint32_t kMute = 1U << 22;     ///< Head of what can't speak: seas, treaties, diseases.
inline constexpr std::uint32_t kPredicate = kReport | kStance;
}  // namespace word_class

/// Words of one class, separated by spaces; a phrase has underscores in it.
struct WordList {
  std::uint32_t word_class;
  std::string_view words;
};

/// Finds words and phrases by their hashes. Immutable, thread-safe.
class WordClasses {
 public:
  static constexpr std::size_t kLongestPhrase = 5;

  static const WordClasses& english();
  static const WordClasses& vietnamese();

  explicit WordClasses(std::span<const WordList> lists);

  struct Entry {
    std::uint32_t tag = 0;      ///< Upper half of the hash; 0: an empty slot.
    std::uint32_t classes = 0;  ///< And kContinues.
  };
  static constexpr std::uint32_t kContinues = 1U << 31;  ///< Longer phrases begin with this.

  /// The classes of a chain of words, and kContinues; 0 when it isn't known.
  std::uint32_t find(std::uint64_t chain) const {
    for (std::size_t at = chain & mask_; slots_[at].tag != 0; at = (at + 1) & mask_) {
      if (slots_[at].tag == tag_of(chain)) return slots_[at].classes;
    }
    return 0;
  }

  /// Hash of a folded word. Not stored anywhere, so that it may change.
  static std::uint64_t word_hash(std::string_view folded) {
    const auto load = [&](std::size_t at, auto value) -> std::uint64_t {
      std::memcpy(&value, folded.data() + at, sizeof value);
      return value;
    };
    const std::size_t size = folded.size();
    if (size > 16) return hash64(folded);
    if (size >= 8) return mix(mix(size, load(0, std::uint64_t{})), load(size - 8, std::uint64_t{}));
    if (size >= 4) {
      return mix(mix(size, size), load(0, std::uint32_t{}) << 32 | load(size - 4, std::uint32_t{}));
    }
    std::uint64_t bytes = 0;
    for (const char c : folded) bytes = bytes << 8 | static_cast<unsigned char>(c);
    return mix(mix(size, size), bytes);
  }

  /// Hash of a phrase that goes on with a word; 0 is the empty phrase.
  static std::uint64_t chain(std::uint64_t phrase, std::uint64_t word) { return mix(phrase, word); }

 private:
  static std::uint32_t tag_of(std::uint64_t chain) { return static_cast<std::uint32_t>(chain >> 32) | 1U; }
  void add(std::string_view phrase, std::uint32_t classes);
  Entry& slot(std::uint64_t key);
  std::vector<Entry> slots_;
  std::size_t mask_;
};

}  // namespace bearing
