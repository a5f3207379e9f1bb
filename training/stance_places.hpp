// The targets that documents were judged on, with the sentences that may show a stance on them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "corpus/record.hpp"
#include "feature/stance_features.hpp"
#include "metric/stance.hpp"
#include "scheme/scheme.hpp"
#include "training/feature_matrix.hpp"

namespace bearing {

/// The fold of records that are always learnt from and never judged.
inline constexpr std::uint32_t kLearnOnly = 0xFFFFFFFFU;

/// What the views already say, each by models that have not seen the document.
struct HeldOutTouch {
  std::vector<float>
      sentences;  ///< [rows of the sentence view, targets] log-odds of bearing on the target; copies: 0.
  std::vector<double> documents;    ///< [records, targets] calibrated probability.
  std::vector<std::uint8_t> found;  ///< [records, targets] whether it reaches the threshold.
};

/// What stances are learnt from, all of it borrowed.
struct StanceCorpusView {
  const std::vector<Record>& records;
  const Scheme& scheme;
  const FeatureMatrices& features;
  const std::vector<std::uint32_t>& folds;  ///< [records] as the views were fitted.
  const HeldOutTouch& touch;

  std::size_t targets() const { return features.layout.targets; }
  std::size_t stances() const { return features.stances.size(); }
  std::size_t stance_index(const std::string& name) const;
  std::uint32_t record_of(std::uint32_t row) const { return features.sentences.document[row]; }
  /// The first row of the sentence view that belongs to a record or a later one.
  std::uint32_t first_row(std::uint32_t record) const;
  const StanceMark& mark(std::uint32_t row, std::size_t target) const {
    return features.marks[row * targets() + target];
  }
  bool judged(std::size_t record) const {
    return folds[record] != kLearnOnly && records[record].annotation.has_stances;
  }
};

/// A sentence that may show a stance on a target of its document.
struct CandidateRow {
  std::uint32_t row;  ///< Of the sentence view.
  double touch = 0, evidence = 0;
  std::vector<double> log_stances;

  CandidateSentence view() const { return {touch, evidence, log_stances}; }
};

/// A target of a document that people judged, with its candidates.
struct StancePlace {
  std::uint32_t record = 0, target = 0;
  std::vector<CandidateRow> candidates;
  std::uint8_t gold = 0;  ///< Bits of the annotated stances.
  std::uint32_t best_sentence =
      0;  ///< Row of the text that bears on the target most; for want of candidates.
  bool has_sentence = false;

  bool takes(std::size_t stance) const { return ((gold >> stance) & 1U) != 0; }
};

/// Every target of every judged record, in order, with the sentences worth looking at; their evidence and
/// stances are still to be scored.
std::vector<StancePlace> find_stance_places(const StanceCorpusView& corpus);

/// What people said of a record, in terms of its sentences.
StanceDocument annotated_stances(const StanceCorpusView& corpus, std::uint32_t record);

}  // namespace bearing
