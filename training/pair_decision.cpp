#include "training/pair_decision.hpp"

#include <torch/torch.h>

#include <algorithm>
#include <cmath>

#include "metric/pairs.hpp"

namespace bearing {
namespace {

using torch::Tensor;

std::uint32_t place_of(const std::vector<std::string>& names, const char* name) {
  return static_cast<std::uint32_t>(std::find(names.begin(), names.end(), name) - names.begin());
}

std::uint32_t best_of(const std::vector<double>& values) {
  return static_cast<std::uint32_t>(std::max_element(values.begin(), values.end()) - values.begin());
}

// slope * score + bias, and the mean log-loss of their softmax, is convex in both: L-BFGS finds the only
// best.
void calibrate(const HeldOutScores& held_out, std::span<const std::uint32_t> pairs, PairDecisionRule& rule) {
  constexpr double kPenalty = 1e-4;  // Of distance from slope 1 and no bias: keeps separable data finite.
  const auto rows = static_cast<std::int64_t>(pairs.size()),
             classes = static_cast<std::int64_t>(held_out.classes);
  Tensor scores = torch::empty({rows, classes}, torch::kFloat64), truth = torch::empty({rows}, torch::kInt64);
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    std::copy_n(held_out.scores.data() + pairs[i] * held_out.classes, held_out.classes,
                scores.data_ptr<double>() + i * held_out.classes);
    truth.data_ptr<std::int64_t>()[i] = held_out.truth[pairs[i]];
  }
  const auto options = torch::TensorOptions().dtype(torch::kFloat64).requires_grad(true);
  Tensor slope = torch::ones({1}, options), bias = torch::zeros({classes}, options);
  torch::optim::LBFGS optimizer({slope, bias}, torch::optim::LBFGSOptions(1)
                                                   .max_iter(200)
                                                   .line_search_fn("strong_wolfe")
                                                   .tolerance_grad(1e-9)
                                                   .tolerance_change(1e-12));
  optimizer.step([&] {
    optimizer.zero_grad();
    const Tensor loss = torch::nll_loss(torch::log_softmax(slope * scores + bias, 1), truth) +
                        kPenalty * ((slope - 1).square().sum() + bias.square().sum());
    loss.backward();
    return loss;
  });
  constexpr double kLeastSlope =
      1e-3;  // Scores that say nothing, or the opposite: nearly even probabilities.
  const double found = std::max(slope.item<double>(), kLeastSlope);
  rule.temperature = 1 / found;
  for (std::int64_t k = 0; k < classes; ++k) rule.shift.push_back(bias[k].item<double>() / found);
}

// How good decisions with some offsets are.
class Judge {
 public:
  Judge(const HeldOutScores& held_out, std::span<const std::uint32_t> pairs,
        const std::vector<std::string>& names, PairObjective objective)
      : held_out_(held_out), pairs_(pairs), names_(names), objective_(objective) {
    decisions_.classes = held_out.classes;
    for (const std::uint32_t pair : pairs) decisions_.truth.push_back(held_out.truth[pair]);
    decisions_.predicted.resize(pairs.size());
  }

  double operator()(const PairDecisionRule& rule) {
    for (std::size_t i = 0; i < pairs_.size(); ++i)
      decisions_.predicted[i] = rule.decide(held_out_.scores.data() + pairs_[i] * held_out_.classes);
    const PairScores scores = score_pairs(decisions_);
    switch (objective_) {
      case PairObjective::kAccuracy:
        return scores.accuracy;
      case PairObjective::kMacroF1:
        return scores.macro_f1;
      case PairObjective::kSemEval:
        return semeval_f_avg(scores, place_of(names_, "favor"), place_of(names_, "against"));
      case PairObjective::kFnc1:
        break;
    }
    return fnc1_score(scores, place_of(names_, "unrelated")) + scores.macro_f1;
  }

 private:
  const HeldOutScores& held_out_;
  std::span<const std::uint32_t> pairs_;
  const std::vector<std::string>& names_;
  PairObjective objective_;
  PairDecisions decisions_;
};

// Class by class over a grid, from where the scores stand.
void tune_offsets(Judge& judge, PairDecisionRule& rule) {
  constexpr int kRounds = 3, kSteps = 20;
  constexpr double kStep = 0.1;
  const std::vector<double> start = rule.offsets;
  double best = judge(rule);
  for (int round = 0; round < kRounds; ++round) {
    for (std::size_t k = 0; k < start.size(); ++k) {
      double place = rule.offsets[k];
      for (int step = -kSteps; step <= kSteps; ++step) {
        rule.offsets[k] = start[k] + kStep * step;
        const double value = judge(rule);
        if (value <= best + 1e-9) continue;
        best = value;
        place = rule.offsets[k];
      }
      rule.offsets[k] = place;
    }
  }
}

}  // namespace

std::uint32_t PairDecisionRule::decide(const float* scores) const {
  std::uint32_t best = 0;
  double most = 0;
  for (std::uint32_t k = 0; k < shift.size(); ++k) {
    const double value = static_cast<double>(scores[k]) + shift[k] + offsets[k];
    if (k > 0 && value <= most) continue;
    best = k;
    most = value;
  }
  return best;
}

std::vector<double> PairDecisionRule::probabilities(const float* scores) const {
  std::vector<double> out(shift.size());
  for (std::size_t k = 0; k < out.size(); ++k)
    out[k] = (static_cast<double>(scores[k]) + shift[k]) / temperature;
  const double most = out[best_of(out)];
  double sum = 0;
  for (double& value : out) sum += value = std::exp(value - most);
  for (double& value : out) value /= sum;
  return out;
}

Result<PairDecisionRule> fit_pair_decision(const HeldOutScores& held_out,
                                           std::span<const std::uint32_t> pairs,
                                           const std::vector<std::string>& names,
                                           const PairDecisionOptions& options) {
  PairDecisionRule rule;
  try {
    at::set_num_threads(1);
    calibrate(held_out, pairs, rule);
  } catch (const std::exception& error) {
    return Error{ErrorCode::kInternal, std::string("LibTorch: ") + error.what(), {}, 0, {}};
  }
  for (const double shift : rule.shift) rule.offsets.push_back(-shift);
  if (!options.tune) return rule;
  Judge judge(held_out, pairs, names, options.objective);
  tune_offsets(judge, rule);
  return rule;
}

Status check_objective(PairObjective objective, const std::vector<std::string>& names) {
  const auto needs = [&](const char* class_name, const char* objective_name) -> Status {
    if (place_of(names, class_name) < names.size()) return success();
    return Error{ErrorCode::kUsage,
                 std::string("the objective \"") + objective_name + "\" needs the stance \"" + class_name +
                     "\", which no pair has",
                 {},
                 0,
                 {}};
  };
  if (objective == PairObjective::kFnc1) return needs("unrelated", "fnc-1");
  if (objective != PairObjective::kSemEval) return success();
  if (auto favor = needs("favor", "semeval"); !favor) return favor;
  return needs("against", "semeval");
}

}  // namespace bearing
