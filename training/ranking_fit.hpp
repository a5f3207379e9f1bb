// Choosing one of several candidates: a linear model whose scores go through a softmax, learned by LibTorch.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "bearing/result.hpp"
#include "training/sparse_matrix.hpp"

namespace bearing {

/// Groups of candidates, of which some are right.
struct RankingProblem {
  SparseMatrix features;                   ///< [candidates, columns]
  std::vector<float> gain;                 ///< [candidates] how right each is, 0 to 1.
  std::vector<std::uint32_t> first = {0};  ///< [groups + 1] where the candidates of a group begin.
  std::vector<float> weight;               ///< [groups] how much each counts.

  std::size_t groups() const { return first.size() - 1; }
  void end_group(float counts = 1) {
    first.push_back(static_cast<std::uint32_t>(gain.size()));
    weight.push_back(counts);
  }
};

/// Minimises - sum over groups of weight * log(sum of gain * softmax(score)) + penalty / 2 * |weights of
/// standardised features|^2 by L-BFGS, over the groups named that have a right candidate. Returns weights
/// [columns] of the features as they are. Deterministic, on one thread.
Result<std::vector<double>> fit_ranking(const RankingProblem& problem, std::span<const std::uint32_t> groups,
                                        double penalty);

}  // namespace bearing
