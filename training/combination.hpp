// How the views of a document become one calibrated confidence.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "bearing/result.hpp"

namespace bearing {

/// Held-out scores of the views, row-major [documents, outputs]; `sentence` may be empty.
struct ViewScores {
  std::size_t outputs = 0;
  std::vector<double> document, sentence;
  std::size_t documents() const { return outputs == 0 ? 0 : document.size() / outputs; }
};

/// score = document * D + sentence * P + bias, per output.
struct Combination {
  std::vector<double> document, sentence, bias;
  double score(const ViewScores& scores, std::size_t row, std::size_t output) const;
};

/// Logistic regression on held-out scores: Platt scaling (Platt 1999) with two inputs. Slopes are shared by
/// all outputs plus a deviation per output that is penalised, so that a rare label borrows the slope of the
/// others. Only the rows named take part, and of these the decisions that are known ([documents, outputs], 0
/// or 1).
Result<Combination> fit_combination(const ViewScores& scores, const std::vector<std::uint8_t>& truth,
                                    const std::vector<std::uint8_t>& known,
                                    std::span<const std::uint32_t> rows);

}  // namespace bearing
