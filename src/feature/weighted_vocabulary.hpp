// Features that a model knows and how telling each is.
#pragma once

#include <cstdint>
#include <span>
#include <unordered_map>
#include <vector>

#include "feature/vocabulary.hpp"

namespace bearing {

/// A view of a vocabulary with a number for each row; can live in a mapped file. Immutable, thread-safe.
struct WeightedVocabularyView {
  VocabularyView index = {};
  std::span<const float> idf = {};  ///< [rows].
  float unknown = 0;                ///< What counts as the idf of features that are not there.

  /// A view that was never filled knows nothing.
  bool empty() const { return idf.empty(); }
  float weight(std::uint64_t hash) const {
    if (empty()) return unknown;
    const std::uint32_t row = index.find(hash);
    return row == VocabularyView::kUnknown ? unknown : idf[row];
  }
};

/// The arrays behind a WeightedVocabularyView.
struct WeightedVocabulary {
  Vocabulary index;
  std::vector<float> idf;
  float unknown = 0;
  WeightedVocabularyView view() const { return {index.view(), idf, unknown}; }
};

/// ln((documents + 1) / (with + 1)) + 1: the inverse document frequency of a feature that `with` of
/// `documents` have, smoothed as if one more document had every feature.
double inverse_document_frequency(std::uint64_t documents, std::uint64_t with);

/// Counts in how many documents each feature occurs.
class DocumentFrequencies {
 public:
  /// A document with these features. Repeats count once each, so hand each feature over once.
  void add(std::span<const std::uint64_t> features);

  /// The features of at least `min_documents` documents; of these, if `most` is not 0, only the `most` most
  /// frequent (the smaller hash first among equals). The same documents in any order give the same result.
  WeightedVocabulary build(std::uint64_t min_documents, std::size_t most) const;

  std::uint64_t documents() const { return documents_; }

 private:
  std::unordered_map<std::uint64_t, std::uint32_t> counts_;
  std::uint64_t documents_ = 0;
};

}  // namespace bearing
