// Measures of multi-label classification.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "metric/bootstrap.hpp"

namespace bearing {

/// Row-major [documents, labels] arrays.
struct Decisions {
  std::size_t labels = 0;
  std::vector<std::uint8_t> truth;      ///< 0 or 1.
  std::vector<std::uint8_t> predicted;  ///< 0 or 1.
  std::vector<double> confidence;       ///< Calibrated probabilities; may be empty.
  std::size_t documents() const { return labels == 0 ? 0 : truth.size() / labels; }
};

struct LabelScore {
  std::size_t support = 0, predicted = 0, correct = 0;
  double precision = 0, recall = 0, f1 = 0;  ///< 0 where undefined.
};

struct Scores {
  std::vector<LabelScore> labels;
  double micro_precision = 0, micro_recall = 0, micro_f1 = 0,
         macro_f1 = 0;         ///< Macro: mean over labels that have support or predictions.
  double subset_accuracy = 0;  ///< Documents whose label set is exactly right.
};

Scores score(const Decisions& decisions);
/// Only the given documents (repeats allowed: bootstrap samples).
Scores score(const Decisions& decisions, std::span<const std::size_t> documents);

struct ScoreIntervals {
  Interval micro_f1, macro_f1;
};
/// See bootstrap_intervals().
ScoreIntervals bootstrap_scores(const Decisions& decisions, std::size_t samples = 1000,
                                std::uint64_t seed = 1);

}  // namespace bearing
