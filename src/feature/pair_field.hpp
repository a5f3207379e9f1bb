// One side of a pair, a text or a target, as the rooms of pair features look at it. Internal to src/feature.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "feature/cue_words.hpp"
#include "text/analyze.hpp"

namespace bearing {

/// A feature that is there or isn't.
inline float flag(bool value) { return value ? 1.0F : 0.0F; }

struct PairWord {
  std::uint64_t key;    ///< cue_key() of the folded form.
  std::uint64_t stem;   ///< stem_key() of the folded form.
  std::uint32_t cues;   ///< As find_cues() tells.
  std::uint32_t token;  ///< Index into the tokens of its field.
  std::string_view folded;
  bool stop, stop_stem;  ///< Whether the word, its stem is a function word('s).
  bool digit;            ///< Begins with an ASCII digit.
  bool in_title;
};

/// A word with the sign before it, a part of a hashtag, or a mark.
struct PairUnit {
  static constexpr std::uint32_t kMark = 0xFFFFFFFFU;
  std::uint64_t hash;
  std::uint32_t word;            ///< Index into PairField::words, or kMark.
  char sign;                     ///< '#', '@' or 0 before a word; '!' or '?' for a mark.
  bool part = false;             ///< Of a hashtag, which stands before its parts.
  std::string_view folded = {};  ///< Of the word or part; of a mark empty.
};

/// How a text is written: counts of its body and title.
struct PairForm {
  std::uint32_t exclamations = 0, questions = 0, repeated_marks = 0, hashtags = 0, mentions = 0;
  std::uint32_t capitals = 0;  ///< Words of three letters or more, all capital.
  std::uint32_t links = 0, ellipses = 0;
  bool begins_with_mention = false;
};

/// A sentence with a word: its words and units [begin, end).
struct PairSentence {
  std::uint32_t first_word, last_word;
  std::uint32_t first_unit, last_unit;
};

/// Words, units and sentences of one side. Borrows from the AnalyzedTexts that were added.
struct PairField {
  std::vector<PairWord> words;
  std::vector<PairUnit> units;
  std::vector<PairSentence> sentences;
  bool asks = false;    ///< Has a "?".
  bool quotes = false;  ///< Has a quotation mark.
  PairForm form;
  bool split_hashtags = false;  ///< Whether add() also makes units of the parts of hashtags. Not cleared.

  void clear();

  /// Adds the sentences [first, last) of `text`, cut to what is there; without `all_blocks` those of the
  /// body.
  void add(const AnalyzedText& text, std::uint32_t first, std::uint32_t last, bool in_title, bool all_blocks);

  std::span<const PairWord> words_of(const PairSentence& sentence) const {
    return std::span(words).subspan(sentence.first_word, sentence.last_word - sentence.first_word);
  }

 private:
  void add_sentence(const AnalyzedText& text, const Sentence& sentence, bool in_title);
  void add_word(const AnalyzedText& text, const Token& token, char sign);
  void add_parts(const AnalyzedText& text, const Token& token);
  void add_marks(std::string_view between);
  void set_cues(std::uint32_t first_word);
  std::vector<CueWord> cue_words_;
  std::vector<std::uint32_t> cues_;
};

}  // namespace bearing
