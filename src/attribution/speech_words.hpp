// A document's words with what matters for who says what: classes, punctuation between words, quotation
// marks.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "attribution/word_classes.hpp"
#include "text/analyze.hpp"

namespace bearing {

/// Bits: what stands between a word and the one before it.
namespace gap {
inline constexpr std::uint16_t kComma = 1U << 0;
inline constexpr std::uint16_t kColon = 1U << 1;
inline constexpr std::uint16_t kDash = 1U << 2;    ///< With spaces, or longer than a hyphen.
inline constexpr std::uint16_t kHyphen = 1U << 3;  ///< Joins two parts of one word.
inline constexpr std::uint16_t kBracket = 1U << 4;
inline constexpr std::uint16_t kQuoteOpens = 1U << 5;
inline constexpr std::uint16_t kQuoteCloses = 1U << 6;
inline constexpr std::uint16_t kPeriod = 1U << 7;  ///< Of an abbreviation or initial, within a sentence.
inline constexpr std::uint16_t kApostrophe = 1U << 8;
inline constexpr std::uint16_t kOther = 1U << 9;
inline constexpr std::uint16_t kQuestion = 1U << 10;
inline constexpr std::uint16_t kQuote = kQuoteOpens | kQuoteCloses;
/// What no name or office goes across.
inline constexpr std::uint16_t kBreak = kComma | kColon | kDash | kBracket | kQuote | kOther;
}  // namespace gap

/// A word, or a phrase of several that the word lists know ("cho biết").
struct SpeechWord {
  std::uint32_t begin, end;  ///< Bytes of the normalised text.
  std::uint32_t classes;     ///< word_class bits; 0: not in the lists.
  std::uint32_t key;         ///< Tells words apart: the lower half of the hash.
  std::uint16_t gap_before;  ///< gap bits.
  bool capital;
  bool possessive;    ///< "Malaysia's", "ministers'".
  bool quoted;        ///< Inside quotation marks.
  bool accented;      ///< Has diacritics.
  std::uint8_t size;  ///< Words of a phrase.

  bool is(std::uint32_t any_of) const { return (classes & any_of) != 0; }
};

struct SpeechSentence {
  std::uint32_t begin = 0, end = 0;             ///< Bytes.
  std::uint32_t first_word = 0, last_word = 0;  ///< Words [first_word, last_word).
  std::uint32_t paragraph = 0;
  std::uint16_t end_gap = 0;   ///< What follows the last word.
  bool starts_quoted = false;  ///< A quotation that an earlier sentence opened goes on.
  bool ends_quoted = false;    ///< A quotation goes on in the next sentence.
  bool body = true;
};

struct SpeechText {
  std::vector<SpeechWord> words;
  std::vector<SpeechSentence>
      sentences;  ///< One for each of the AnalyzedText; those outside the body have no words.
};

/// Fills `out`, linear in the text. `vietnamese` chooses the rules for possessives.
void find_speech_words(const AnalyzedText& text, const WordClasses& classes, bool vietnamese,
                       SpeechText& out);

/// Whether a text is Vietnamese, told by its accented words; for documents that don't say.
bool looks_vietnamese(const AnalyzedText& text);

}  // namespace bearing
