// Pairs of a sentence and a target as feature vectors: what the stance model on top of the sentence view
// learns from.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "model/stance_model.hpp"
#include "training/feature_matrix.hpp"

namespace bearing {

/// How much the parts of a pair's vector weigh beside the words. Chosen by cross-validation on the training
/// and development parts of the shipped corpus.
inline constexpr double kCueWeight = 0.6, kTargetCueWeight = 0.3, kTargetBiasWeight = 0.5;

/// Lays out the columns: terms for all targets, cues for all targets, cues of each target, a constant of each
/// target, terms of each target (those that occur in two pairs to learn from).
class StancePairs {
 public:
  /// `features` must outlive this object and have targets. `rows`: the pairs of sentence row and target that
  /// decide which terms get weights of their own.
  StancePairs(const FeatureMatrices& features,
              const std::vector<std::pair<std::uint32_t, std::uint32_t>>& rows);

  std::size_t columns() const { return own_column(0) + own_.targets.size(); }
  std::uint32_t cue_column(std::size_t cue) const { return static_cast<std::uint32_t>(terms_ + cue); }
  std::uint32_t target_cue_column(std::size_t target, std::size_t cue) const {
    return static_cast<std::uint32_t>(terms_ + kTargetCues * (1 + target) + cue);
  }
  std::uint32_t bias_column(std::size_t target) const {
    return static_cast<std::uint32_t>(terms_ + kTargetCues * (1 + targets_) + target);
  }
  std::uint32_t own_column(std::size_t number) const {
    return static_cast<std::uint32_t>(terms_ + kTargetCues * (1 + targets_) + targets_ + number);
  }

  /// Appends the vector of a pair.
  void append(std::uint32_t row, std::size_t target, SparseMatrix& matrix) const;

  /// Terms that have weights of their own for a target.
  const OwnTerms& own() const { return own_; }

 private:
  const FeatureMatrices& features_;
  std::size_t terms_, targets_;
  OwnTerms own_;
};

}  // namespace bearing
