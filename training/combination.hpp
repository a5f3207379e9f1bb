// How the views of a document become one calibrated confidence.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "bearing/result.hpp"

namespace bearing {

/// Held-out scores of the views, row-major [documents, topics]; `sentence` may be empty.
struct ViewScores {
  std::size_t topics = 0;
  std::vector<double> document, sentence;
  std::size_t documents() const { return topics == 0 ? 0 : document.size() / topics; }
};

/// score = document * D + sentence * P + bias, per topic.
struct Combination {
  std::vector<double> document, sentence, bias;
  double score(const ViewScores& scores, std::size_t row, std::size_t topic) const;
};

/// Logistic regression on held-out scores: Platt scaling (Platt 1999) with two inputs. Slopes are shared by
/// all topics plus a deviation per topic that is penalised, so that a rare topic borrows the slope of the
/// others. Only the rows named take part.
Result<Combination> fit_combination(const ViewScores& scores, const std::vector<std::uint8_t>& truth,
                                    std::span<const std::uint32_t> rows);

}  // namespace bearing
