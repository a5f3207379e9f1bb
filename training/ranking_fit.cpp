#include "training/ranking_fit.hpp"

#include <torch/torch.h>

#include <algorithm>
#include <cmath>

namespace bearing {
namespace {

using torch::Tensor;

// Standard deviation of each column over all candidates; 1 for columns that stand still.
std::vector<double> column_scales(const SparseMatrix& features) {
  std::vector<double> sum(features.columns), squares(features.columns);
  for (std::size_t i = 0; i < features.column.size(); ++i) {
    const double value = static_cast<double>(features.value[i]);
    sum[features.column[i]] += value;
    squares[features.column[i]] += value * value;
  }
  const auto rows = static_cast<double>(std::max<std::size_t>(1, features.rows()));
  std::vector<double> scales(features.columns, 1.0);
  for (std::size_t c = 0; c < scales.size(); ++c) {
    const double mean = sum[c] / rows, variance = squares[c] / rows - mean * mean;
    if (variance > 1e-12) scales[c] = std::sqrt(variance);
  }
  return scales;
}

// The objective and its gradient, written out: candidates come in groups of very different sizes, which
// tensors don't like.
class RankingObjective {
 public:
  RankingObjective(const RankingProblem& problem, const std::vector<std::uint32_t>& groups, double penalty)
      : problem_(problem), groups_(groups), penalty_(penalty), scales_(column_scales(problem.features)) {}

  double operator()(const double* weights, double* gradient) {
    double loss = 0;
    for (std::size_t c = 0; c < scales_.size(); ++c) {
      gradient[c] = penalty_ * weights[c];
      loss += penalty_ / 2 * weights[c] * weights[c];
    }
    for (const std::uint32_t group : groups_) loss += add_group(group, weights, gradient);
    return loss;
  }

  const std::vector<double>& scales() const { return scales_; }

 private:
  double add_group(std::uint32_t group, const double* weights, double* gradient) {
    const std::uint32_t begin = problem_.first[group], end = problem_.first[group + 1];
    const SparseMatrix& m = problem_.features;
    scores_.assign(end - begin, 0.0);
    double largest = -1e300;
    for (std::uint32_t row = begin; row < end; ++row) {
      double& score = scores_[row - begin];
      for (auto at = m.starts[row]; at < m.starts[row + 1]; ++at)
        score += static_cast<double>(m.value[at]) / scales_[m.column[at]] * weights[m.column[at]];
      largest = std::max(largest, score);
    }
    double all = 0, right = 0;
    for (std::uint32_t row = begin; row < end; ++row) {
      double& score = scores_[row - begin];
      score = std::exp(score - largest);
      all += score;
      right += score * static_cast<double>(problem_.gain[row]);
    }
    right = std::max(right, 1e-300);
    const auto weight = static_cast<double>(problem_.weight[group]);
    for (std::uint32_t row = begin; row < end; ++row) {
      const double score = scores_[row - begin];
      const double slope = weight * (score / all - score * static_cast<double>(problem_.gain[row]) / right);
      for (auto at = m.starts[row]; at < m.starts[row + 1]; ++at)
        gradient[m.column[at]] += slope * static_cast<double>(m.value[at]) / scales_[m.column[at]];
    }
    return weight * (std::log(all) - std::log(right));
  }

  const RankingProblem& problem_;
  const std::vector<std::uint32_t>& groups_;
  double penalty_;
  std::vector<double> scales_, scores_;
};

std::vector<double> fit(const RankingProblem& problem, const std::vector<std::uint32_t>& groups,
                        double penalty) {
  RankingObjective objective(problem, groups, penalty);
  const auto columns = static_cast<std::int64_t>(problem.features.columns);
  Tensor weights = torch::zeros({columns}, torch::TensorOptions().dtype(torch::kFloat64).requires_grad(true));
  torch::optim::LBFGS optimizer({weights}, torch::optim::LBFGSOptions(1)
                                               .max_iter(80)
                                               .line_search_fn("strong_wolfe")
                                               .tolerance_grad(1e-5)
                                               .tolerance_change(1e-9));
  optimizer.step([&] {
    Tensor gradient = torch::empty({columns}, torch::kFloat64);
    const double loss = objective(weights.data_ptr<double>(), gradient.data_ptr<double>());
    weights.mutable_grad() = gradient;
    return torch::tensor(loss, torch::kFloat64);
  });
  std::vector<double> out(weights.data_ptr<double>(), weights.data_ptr<double>() + columns);
  for (std::size_t c = 0; c < out.size(); ++c) out[c] /= objective.scales()[c];
  return out;
}

}  // namespace

Result<std::vector<double>> fit_ranking(const RankingProblem& problem, std::span<const std::uint32_t> groups,
                                        double penalty) {
  std::vector<std::uint32_t> learnable;
  for (const std::uint32_t g : groups) {
    const auto begin = problem.gain.begin() + problem.first[g],
               end = problem.gain.begin() + problem.first[g + 1];
    if (std::any_of(begin, end, [](float gain) { return gain > 0; })) learnable.push_back(g);
  }
  try {
    at::set_num_threads(1);
    return fit(problem, learnable, penalty);
  } catch (const std::exception& error) {
    return Error{ErrorCode::kInternal, std::string("LibTorch: ") + error.what(), {}, 0, {}};
  }
}

}  // namespace bearing
