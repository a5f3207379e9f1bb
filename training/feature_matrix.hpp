// A corpus as feature vectors: the vocabulary and the matrices that LibTorch learns from.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "bearing/result.hpp"
#include "corpus/record.hpp"
#include "feature/lexicon.hpp"
#include "feature/rules.hpp"
#include "feature/vocabulary.hpp"
#include "scheme/scheme.hpp"
#include "training/sparse_matrix.hpp"

namespace bearing {

/// One view of the corpus: rows with labels and weights.
struct View {
  SparseMatrix features;
  std::vector<std::uint8_t> labels;     ///< [rows, topics]
  std::vector<float> row_weights;       ///< [rows]
  std::vector<std::uint32_t> document;  ///< [rows] index of the record.
  std::vector<std::uint8_t> learnable;  ///< [rows] 0: only scored (no annotation at this level).
  std::vector<std::uint8_t> copy;  ///< [rows] 1: the copy without diacritics, learnt from but never scored.
};

/// Everything that training knows of the features.
struct FeatureMatrices {
  Vocabulary terms, chars;
  std::vector<float> terms_idf, chars_idf;  ///< Rounded to bfloat16, as inference will see them.
  Lexicon lexicon;
  double sentence_floor = 0;
  View documents;                ///< Columns: terms, chars, lexicon groups.
  View sentences;                ///< Columns: terms, lexicon groups. No rows without evidence in the corpus.
  std::vector<double> coverage;  ///< [records] share of words known from other documents.

  std::size_t document_columns(std::size_t topics) const {
    return terms.tags.size() + chars.tags.size() + topics;
  }
  std::size_t sentence_columns(std::size_t topics) const { return terms.tags.size() + topics; }
};

struct FeatureOptions {
  FeatureRules rules;
  std::uint32_t least_documents = 2;  ///< Rarer features are left out.
  double stripped_weight =
      0.3;  ///< Share of an accented document's weight that its copy without diacritics gets; 0: no copies.
};

/// Analyses every record. Records must have topics; unknown topics have been refused before. Errors:
/// kInvalidData (evidence).
Result<FeatureMatrices> build_features(const std::vector<Record>& records, const Scheme& scheme,
                                       const FeatureOptions& options);

}  // namespace bearing
