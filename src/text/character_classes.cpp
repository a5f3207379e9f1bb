#include "text/character_classes.hpp"

#include <unicode/ubrk.h>
#include <unicode/uchar.h>

#include <memory>

namespace bearing {
namespace {

/// Whether ICU's word rules keep a letter, `c` and a letter together. ICU departs from the Word_Break
/// property for a few characters, and not for the same ones in every version ("@" and ":"), so it is asked
/// rather than known.
bool joins_letters(UChar c) {
  struct Close {
    void operator()(UBreakIterator* iterator) const { ubrk_close(iterator); }
  };
  const UChar text[] = {u'a', c, u'a'};
  UErrorCode status = U_ZERO_ERROR;
  const std::unique_ptr<UBreakIterator, Close> words(ubrk_open(UBRK_WORD, "", text, 3, &status));
  return U_SUCCESS(status) && !ubrk_isBoundary(words.get(), 1);
}

WordClass word_class_of(char32_t c) {
  const auto code = static_cast<UChar32>(c);
  if (u_getIntPropertyValue(code, UCHAR_LINE_BREAK) == U_LB_COMPLEX_CONTEXT) return WordClass::kSlow;
  switch (u_getIntPropertyValue(code, UCHAR_WORD_BREAK)) {
    case U_WB_ALETTER:
      return WordClass::kLetter;
    case U_WB_NUMERIC:
      return WordClass::kNumeric;
    case U_WB_EXTENDNUMLET:
      return WordClass::kExtendNumLet;
    case U_WB_MIDLETTER:
      return WordClass::kMidLetter;
    case U_WB_MIDNUM:
      return WordClass::kMidNum;
    case U_WB_MIDNUMLET:
      return WordClass::kMidNumLet;
    case U_WB_SINGLE_QUOTE:
      return WordClass::kSingleQuote;
    case U_WB_EXTEND:
      return WordClass::kExtend;
    case U_WB_FORMAT:
    case U_WB_ZWJ:
    case U_WB_HEBREW_LETTER:
    case U_WB_KATAKANA:
    case U_WB_REGIONAL_INDICATOR:
      return WordClass::kSlow;
    default:
      return WordClass::kOther;
  }
}

WordEntry word_entry(char32_t c) {
  const auto code = static_cast<UChar32>(c);
  const int type = u_charType(code);
  const WordClass word_class = word_class_of(c);
  auto bits = static_cast<std::uint8_t>(word_class);
  // A letter that only extends another (the half-width voiced sound mark) makes no word of what it hangs on.
  if (word_class == WordClass::kExtend) return {bits};
  if (u_isalpha(code) || type == U_LETTER_NUMBER) bits |= WordEntry::kHasLetter;
  if (type == U_DECIMAL_DIGIT_NUMBER) bits |= WordEntry::kHasDigit;
  return {bits};
}

SentenceClass sentence_class_of(char32_t c) {
  switch (u_getIntPropertyValue(static_cast<UChar32>(c), UCHAR_SENTENCE_BREAK)) {
    case U_SB_CR:
    case U_SB_LF:
    case U_SB_SEP:
      return SentenceClass::kParagraphEnd;
    case U_SB_SP:
      return SentenceClass::kSpace;
    case U_SB_LOWER:
      return SentenceClass::kLower;
    case U_SB_UPPER:
      return SentenceClass::kUpper;
    case U_SB_OLETTER:
      return SentenceClass::kOtherLetter;
    case U_SB_NUMERIC:
      return SentenceClass::kNumeric;
    case U_SB_ATERM:
      return SentenceClass::kFullStop;
    case U_SB_STERM:
      return SentenceClass::kTerminator;
    case U_SB_SCONTINUE:
      return SentenceClass::kContinue;
    case U_SB_CLOSE:
      return SentenceClass::kClose;
    case U_SB_EXTEND:
    case U_SB_FORMAT:
      return SentenceClass::kExtend;
    default:
      return SentenceClass::kOther;
  }
}

}  // namespace

const CharacterClasses& CharacterClasses::instance() {
  static const CharacterClasses classes;
  return classes;
}

CharacterClasses::CharacterClasses() {
  for (char32_t c = 0; c < kTableSize; ++c) {
    word_[c] = word_entry(c);
    sentence_[c] = sentence_class_of(c);
    const SentenceClass s = sentence_[c];
    if (s == SentenceClass::kFullStop || s == SentenceClass::kTerminator ||
        s == SentenceClass::kParagraphEnd) {
      ending_blocks_[c >> 6] = true;
    }
  }
  word_['@'].bits = static_cast<std::uint8_t>(joins_letters(u'@') ? WordClass::kLetter : WordClass::kOther);
  word_[':'].bits =
      static_cast<std::uint8_t>(joins_letters(u':') ? WordClass::kMidLetter : WordClass::kOther);
}

/// Beyond the table only characters that can't touch a word are worth knowing: emoji, ideographic
/// punctuation.
WordEntry CharacterClasses::far_word(char32_t c) const {
  const auto code = static_cast<UChar32>(c);
  WordEntry entry = word_entry(c);
  const bool other = entry.word_class() == WordClass::kOther && !u_isalpha(code) &&
                     !u_hasBinaryProperty(code, UCHAR_IDEOGRAPHIC);
  if (!other) {
    entry.bits = static_cast<std::uint8_t>((entry.bits & ~WordEntry::kClassMask) |
                                           static_cast<std::uint8_t>(WordClass::kSlow));
  }
  return entry;
}

SentenceClass CharacterClasses::far_sentence(char32_t c) { return sentence_class_of(c); }

bool CharacterClasses::extends_previous(char32_t c) {
  const int value = u_getIntPropertyValue(static_cast<UChar32>(c), UCHAR_WORD_BREAK);
  return value == U_WB_EXTEND || value == U_WB_FORMAT || value == U_WB_ZWJ;
}

}  // namespace bearing
