#include "training/combination.hpp"

#include <torch/torch.h>

namespace bearing {
namespace {

using torch::Tensor;

constexpr double kDeviationPenalty =
    3.0;                                // Chosen by cross-validation on the training and development parts.
constexpr double kSlopePenalty = 0.01;  // Only keeps separable data finite.

Tensor gather(const std::vector<double>& values, std::size_t outputs, std::span<const std::uint32_t> rows) {
  auto out = torch::empty({static_cast<std::int64_t>(rows.size()), static_cast<std::int64_t>(outputs)},
                          torch::kFloat64);
  double* to = out.data_ptr<double>();
  for (const std::uint32_t row : rows) to = std::copy_n(values.data() + row * outputs, outputs, to);
  return out;
}

std::vector<double> copy(const Tensor& tensor) {
  const Tensor contiguous = tensor.detach().contiguous();
  return {contiguous.data_ptr<double>(), contiguous.data_ptr<double>() + contiguous.numel()};
}

Combination fit(const ViewScores& scores, const std::vector<std::uint8_t>& truth,
                const std::vector<std::uint8_t>& known, std::span<const std::uint32_t> rows) {
  std::vector<Tensor> views = {gather(scores.document, scores.outputs, rows)};
  if (!scores.sentence.empty()) views.push_back(gather(scores.sentence, scores.outputs, rows));
  const Tensor inputs = torch::stack(views);  // [views, rows, outputs]
  const Tensor mean = inputs.mean({1, 2}, true), spread = inputs.std({1, 2}, true, true);
  // A view that says the same of every document says nothing: it keeps its scale, and the penalty takes its
  // slope away.
  const Tensor deviation = torch::where(spread > 1e-6, spread, torch::ones_like(spread));
  const Tensor standard = (inputs - mean) / deviation;
  const Tensor labels = gather({truth.begin(), truth.end()}, scores.outputs, rows);
  const Tensor weights = gather({known.begin(), known.end()}, scores.outputs, rows);

  const auto count = static_cast<std::int64_t>(views.size()),
             outputs = static_cast<std::int64_t>(scores.outputs);
  const auto options = torch::TensorOptions().dtype(torch::kFloat64).requires_grad(true);
  Tensor shared = torch::ones({count, 1, 1}, options), own = torch::zeros({count, 1, outputs}, options),
         bias = torch::zeros({outputs}, options);
  torch::optim::LBFGS optimizer({shared, own, bias}, torch::optim::LBFGSOptions(1)
                                                         .max_iter(300)
                                                         .line_search_fn("strong_wolfe")
                                                         .tolerance_grad(1e-9)
                                                         .tolerance_change(1e-12));
  optimizer.step([&] {
    optimizer.zero_grad();
    const Tensor total = (standard * (shared + own)).sum(0) + bias;
    const Tensor loss =
        torch::binary_cross_entropy_with_logits(total, labels, weights, {}, at::Reduction::Sum) +
        kDeviationPenalty * own.square().sum() + kSlopePenalty * shared.square().sum();
    loss.backward();
    return loss;
  });
  const Tensor slopes = ((shared + own) / deviation).detach();  // [views, 1, outputs]
  Combination out;
  out.document = copy(slopes[0][0]);
  out.sentence = count > 1 ? copy(slopes[1][0]) : std::vector<double>(scores.outputs, 0.0);
  out.bias = copy(bias - (slopes * mean).sum(at::IntArrayRef({0, 1})));
  return out;
}

}  // namespace

double Combination::score(const ViewScores& scores, std::size_t row, std::size_t output) const {
  const std::size_t at = row * scores.outputs + output;
  const double own = document[output] * scores.document[at] + bias[output];
  return scores.sentence.empty() ? own : own + sentence[output] * scores.sentence[at];
}

Result<Combination> fit_combination(const ViewScores& scores, const std::vector<std::uint8_t>& truth,
                                    const std::vector<std::uint8_t>& known,
                                    std::span<const std::uint32_t> rows) {
  try {
    at::set_num_threads(1);
    return fit(scores, truth, known, rows);
  } catch (const std::exception& error) {
    return Error{ErrorCode::kInternal, std::string("LibTorch: ") + error.what(), {}, 0, {}};
  }
}

}  // namespace bearing
