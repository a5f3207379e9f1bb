// A corpus as feature vectors: the vocabulary and the matrices that LibTorch learns from.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "bearing/result.hpp"
#include "corpus/record.hpp"
#include "feature/lexicon.hpp"
#include "feature/output_layout.hpp"
#include "feature/rules.hpp"
#include "feature/stance_features.hpp"
#include "feature/vocabulary.hpp"
#include "scheme/scheme.hpp"
#include "training/sparse_matrix.hpp"

namespace bearing {

/// One view of the corpus: rows with labels and weights.
struct View {
  std::size_t outputs = 0;  ///< The document view judges topics, the sentence view topics and targets.
  SparseMatrix features;
  std::vector<std::uint8_t> labels;     ///< [rows, outputs]
  std::vector<std::uint8_t> known;      ///< [rows, outputs] 0: nobody said whether the label applies.
  std::vector<float> row_weights;       ///< [rows]
  std::vector<std::uint32_t> document;  ///< [rows] index of the record.
  std::vector<std::uint8_t> copy;  ///< [rows] 1: the copy without diacritics, learnt from but never scored.
};

/// What annotators said of a sentence and a target, as bits: bit c for stance c.
struct StanceMark {
  std::uint8_t shows = 0;   ///< The sentence shows these stances.
  std::uint8_t chosen = 0;  ///< It is the one chosen as the evidence of these stances.
  bool touches = false;     ///< It bears on the target, with or without a stance.
  bool known = false;       ///< Whether anybody looked.
};

/// A row of the sentence view: where it stands and what it looks like.
struct SentenceNote {
  SentenceTraits traits;
  ByteRange range;  ///< Bytes of the normalised field.
};

/// Everything that training knows of the features.
struct FeatureMatrices {
  OutputLayout layout;
  std::vector<std::string> stances;  ///< Names, in the order of StanceMark's bits.
  Vocabulary terms, chars;
  std::vector<float> terms_idf, chars_idf;  ///< Rounded to bfloat16, as inference will see them.
  Lexicon lexicon;
  double sentence_floor = 0;
  View documents;                   ///< Columns: terms, chars, lexicon groups. Records with topics only.
  View sentences;                   ///< Columns: terms, lexicon groups. No rows without evidence or stances.
  std::vector<StanceMark> marks;    ///< [rows of the sentence view, targets]
  std::vector<SentenceNote> notes;  ///< [rows of the sentence view]
  std::vector<double> coverage;     ///< [records] share of words known from other documents.
  std::vector<std::size_t> words;   ///< [records]

  std::size_t document_columns() const { return terms.tags.size() + chars.tags.size() + layout.groups(); }
  std::size_t sentence_columns() const { return terms.tags.size() + layout.groups(); }
};

struct FeatureOptions {
  FeatureRules rules;
  std::uint32_t least_documents = 2;       ///< Rarer features are left out.
  std::uint32_t least_pair_documents = 3;  ///< The same for pairs of words, of which there are so many.
  double stripped_weight =
      0.3;  ///< Share of an accented document's weight that its copy without diacritics gets; 0: no copies.
};

/// Analyses every record. Records must have topics or stances; unknown labels have been refused before. There
/// are target outputs when a record has a stance on a target of the scheme. Errors: kInvalidData (evidence;
/// more than eight different stances).
Result<FeatureMatrices> build_features(const std::vector<Record>& records, const Scheme& scheme,
                                       const FeatureOptions& options);

}  // namespace bearing
