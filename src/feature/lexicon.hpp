// The terms of the label scheme, found in documents.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "feature/extractor.hpp"
#include "feature/output_layout.hpp"
#include "feature/vocabulary.hpp"
#include "scheme/scheme.hpp"

namespace bearing {

/// A view of a lexicon: sequences of words, each of which belongs to one or more groups (topics). A row of
/// `index` is a sequence or a proper beginning of one, under the hash that chains its words. Can live in a
/// mapped file. Immutable, thread-safe.
struct LexiconView {
  VocabularyView index;
  std::span<const std::uint32_t>
      first;  ///< [rows + 1]: groups of a row are groups[first[row]] ... groups[first[row + 1]].
  std::span<const std::uint16_t> groups;    ///< Empty range: a beginning only.
  std::span<const std::uint8_t> continues;  ///< [rows]: whether longer sequences start with this one.

  /// Whether the bounds fit together and every group is below `group_count`.
  bool valid(std::size_t group_count) const;
};

struct Lexicon {
  Vocabulary index;
  std::vector<std::uint32_t> first;
  std::vector<std::uint16_t> groups;
  std::vector<std::uint8_t> continues;
  LexiconView view() const { return {index.view(), first, groups, continues}; }
};

/// Builds the lexicon of a scheme: the terms of its topics and, where the layout has targets, the terms and
/// cues of its targets; groups as in OutputLayout. English terms also match with or without a plural "s" on
/// their last word; accented terms of two words or more also match when typed without diacritics.
Lexicon build_lexicon(const Scheme& scheme, const OutputLayout& layout);

/// A lexicon sequence found in a document.
struct LexiconHit {
  std::uint32_t row;               ///< Row of the lexicon.
  std::uint32_t first_occurrence;  ///< Index into DocumentTerms::occurrences of its first word.
  std::uint32_t words;
  std::uint32_t sentence;
};

/// The row of the sequence that is this word alone, or begins with it; VocabularyView::kUnknown for most
/// words.
std::uint32_t lexicon_start(const LexiconView& lexicon, const Term& word);

/// Finds the longest sequences from left to right, without overlap, within sentences. `starts` has the
/// lexicon_start() of each of DocumentTerms::terms, `known` is the filter of the lexicon's index: who sees
/// many documents can remember them. Appends nothing else; `out` is cleared first.
void find_terms(const LexiconView& lexicon, const VocabularyFilter& known, const DocumentTerms& document,
                std::span<const std::uint32_t> starts, std::vector<LexiconHit>& out);
/// The same for who can't.
void find_terms(const LexiconView& lexicon, const DocumentTerms& document, std::vector<LexiconHit>& out);

/// log(1 + count): how much `count` distinct terms of a group weigh in a sentence.
double sentence_lexicon_value(double count);

/// log(1 + count * sqrt(230 / (words + 50))): the same in a document, where long texts hit more terms by
/// chance.
double document_lexicon_value(double count, std::size_t words);

}  // namespace bearing
