#include "training/combination.hpp"

#include <torch/torch.h>

namespace bearing {
namespace {

using torch::Tensor;

constexpr double kDeviationPenalty =
    3.0;                                // Chosen by cross-validation on the training and development parts.
constexpr double kSlopePenalty = 0.01;  // Only keeps separable data finite.

Tensor gather(const std::vector<double>& values, std::size_t topics, std::span<const std::uint32_t> rows) {
  auto out = torch::empty({static_cast<std::int64_t>(rows.size()), static_cast<std::int64_t>(topics)},
                          torch::kFloat64);
  double* to = out.data_ptr<double>();
  for (const std::uint32_t row : rows) to = std::copy_n(values.data() + row * topics, topics, to);
  return out;
}

std::vector<double> copy(const Tensor& tensor) {
  const Tensor contiguous = tensor.detach().contiguous();
  return {contiguous.data_ptr<double>(), contiguous.data_ptr<double>() + contiguous.numel()};
}

Combination fit(const ViewScores& scores, const std::vector<std::uint8_t>& truth,
                std::span<const std::uint32_t> rows) {
  std::vector<Tensor> views = {gather(scores.document, scores.topics, rows)};
  if (!scores.sentence.empty()) views.push_back(gather(scores.sentence, scores.topics, rows));
  const Tensor inputs = torch::stack(views);  // [views, rows, topics]
  const Tensor mean = inputs.mean({1, 2}, true), spread = inputs.std({1, 2}, true, true);
  // A view that says the same of every document says nothing: it keeps its scale, and the penalty takes its
  // slope away.
  const Tensor deviation = torch::where(spread > 1e-6, spread, torch::ones_like(spread));
  const Tensor standard = (inputs - mean) / deviation;
  const Tensor labels = gather({truth.begin(), truth.end()}, scores.topics, rows);

  const auto count = static_cast<std::int64_t>(views.size()),
             topics = static_cast<std::int64_t>(scores.topics);
  const auto options = torch::TensorOptions().dtype(torch::kFloat64).requires_grad(true);
  Tensor shared = torch::ones({count, 1, 1}, options), own = torch::zeros({count, 1, topics}, options),
         bias = torch::zeros({topics}, options);
  torch::optim::LBFGS optimizer({shared, own, bias}, torch::optim::LBFGSOptions(1)
                                                         .max_iter(300)
                                                         .line_search_fn("strong_wolfe")
                                                         .tolerance_grad(1e-9)
                                                         .tolerance_change(1e-12));
  optimizer.step([&] {
    optimizer.zero_grad();
    const Tensor total = (standard * (shared + own)).sum(0) + bias;
    const Tensor loss = torch::binary_cross_entropy_with_logits(total, labels, {}, {}, at::Reduction::Sum) +
                        kDeviationPenalty * own.square().sum() + kSlopePenalty * shared.square().sum();
    loss.backward();
    return loss;
  });
  const Tensor slopes = ((shared + own) / deviation).detach();  // [views, 1, topics]
  Combination out;
  out.document = copy(slopes[0][0]);
  out.sentence = count > 1 ? copy(slopes[1][0]) : std::vector<double>(scores.topics, 0.0);
  out.bias = copy(bias - (slopes * mean).sum(at::IntArrayRef({0, 1})));
  return out;
}

}  // namespace

double Combination::score(const ViewScores& scores, std::size_t row, std::size_t topic) const {
  const std::size_t at = row * scores.topics + topic;
  const double own = document[topic] * scores.document[at] + bias[topic];
  return scores.sentence.empty() ? own : own + sentence[topic] * scores.sentence[at];
}

Result<Combination> fit_combination(const ViewScores& scores, const std::vector<std::uint8_t>& truth,
                                    std::span<const std::uint32_t> rows) {
  try {
    at::set_num_threads(1);
    return fit(scores, truth, rows);
  } catch (const std::exception& error) {
    return Error{ErrorCode::kInternal, std::string("LibTorch: ") + error.what(), {}, 0, {}};
  }
}

}  // namespace bearing
