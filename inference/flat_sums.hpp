// The sum over the terms of a document under a flat model.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "inference/feature_rows.hpp"
#include "inference/term_scorer.hpp"

namespace bearing {

/// A distinct term of a document. Either a word, whose row is one of FlatRows and whose features here are
/// null; or features in the table, which may be the row of zeros.
struct FlatTerm {
  double count;
  const FeatureRows::Row *accented, *plain;
  float accented_weight, plain_weight;
  std::uint32_t number;  ///< Of words.
  float scale;           ///< Scratch of add_up().
};

/// The rows of words, as TermScorer has them.
struct FlatRows {
  const float* first = nullptr;
  std::size_t stride = 0;                       ///< Floats.
  std::size_t document_norm = 0, coverage = 0;  ///< Columns.
};

/// Adds up the terms as TermScorer::add_to() does, in their order: the same bits. With AVX2 where there is,
/// without fused multiply-add, so that processors agree. Thread-safe.
void add_up(std::span<FlatTerm> terms, const FlatRows& rows, TermScorer::DocumentSums& sums);

}  // namespace bearing
