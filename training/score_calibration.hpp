// Confidences from held-out scores: the fit of a ScoreMap.
#pragma once

#include <cstdint>
#include <span>

#include "bearing/result.hpp"
#include "model/score_map.hpp"

namespace bearing {

/// Scores of documents by models that have not seen them, row-major, and what is true of them. Borrowed.
struct CalibrationData {
  std::size_t outputs = 0;
  std::span<const float> scores;  ///< [documents, outputs]
  std::span<const std::uint8_t>
      truth;  ///< [documents, outputs], 0 or 1; exclusive: exactly one 1 a document.
  std::span<const std::uint8_t> known;  ///< [documents, outputs] 0: takes no part; empty: all do. Exclusive:
                                        ///< of a document all or none.
  std::span<const std::uint32_t> rows;  ///< The documents to learn from.
};

/// Penalised maximum likelihood by L-BFGS: multinomial where labels exclude each other, one binary decision a
/// label otherwise. The shared line bends at the 10, 50 and 90 % quantiles of the documents' highest scores:
/// plain scaling (Platt 1999) leaves the confident end wrong, where most documents are. Slopes and scales
/// are learnt through softplus and exp, hence positive. Each label has a bias and a scale of its own, drawn
/// towards those of all: a label with ten positives hardly departs from them. Where there is too much, every
/// n-th document is used. Scores that aren't finite count as the largest or the lowest. Deterministic, on one
/// thread. Errors: kInternal for LibTorch's exceptions.
Result<ScoreMap> fit_score_map(const CalibrationData& data, bool exclusive);

}  // namespace bearing
