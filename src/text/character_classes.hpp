// What the segmentation rules of UAX #29 know of a character. Internal to src/text.
#pragma once

#include <array>
#include <cstdint>

namespace bearing {

/// Word_Break as the fast path sees it.
enum class WordClass : std::uint8_t {
  kOther,  ///< Parts words on both sides.
  kLetter,
  kNumeric,
  kExtendNumLet,
  kMidLetter,
  kMidNum,
  kMidNumLet,
  kSingleQuote,
  kExtend,  ///< Goes with what is before it.
  kSlow,    ///< Needs ICU: dictionary scripts, Hebrew, kana, format characters.
};

/// Word_Break and what counts for tokens, in one byte.
struct WordEntry {
  static constexpr std::uint8_t kClassMask = 0x0F, kHasLetter = 0x10, kHasDigit = 0x20;
  std::uint8_t bits = 0;
  WordClass word_class() const { return static_cast<WordClass>(bits & kClassMask); }
};

/// Sentence_Break, with Extend and Format as one class.
enum class SentenceClass : std::uint8_t {
  kOther,
  kParagraphEnd,  ///< LF, CR and Sep.
  kSpace,
  kLower,
  kUpper,
  kOtherLetter,
  kNumeric,
  kFullStop,    ///< ATerm.
  kTerminator,  ///< STerm.
  kContinue,
  kClose,
  kExtend,
};

/// Tables for the scripts of the fast path, filled from ICU once. Immutable.
class CharacterClasses {
 public:
  static constexpr char32_t kTableSize = 0x2C00;

  static const CharacterClasses& instance();

  WordEntry word(char32_t c) const { return c < kTableSize ? word_[c] : far_word(c); }
  SentenceClass sentence(char32_t c) const { return c < kTableSize ? sentence_[c] : far_sentence(c); }

  /// Whether the 64 code points of which `c` is one hold a sentence end, a paragraph end or a character
  /// beyond the table.
  bool block_may_end_sentence(char32_t c) const { return c >= kTableSize || ending_blocks_[c >> 6]; }

  /// Whether a character never parts from the one before it (Extend, Format, ZWJ).
  static bool extends_previous(char32_t c);

 private:
  CharacterClasses();
  WordEntry far_word(char32_t c) const;
  static SentenceClass far_sentence(char32_t c);

  std::array<WordEntry, kTableSize> word_;
  std::array<SentenceClass, kTableSize> sentence_;
  std::array<bool, kTableSize / 64> ending_blocks_{};
};

}  // namespace bearing
