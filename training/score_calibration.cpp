#include "training/score_calibration.hpp"

#include <torch/optim/lbfgs.h>
#include <torch/types.h>
#include <torch/utils.h>

#include <algorithm>
#include <cmath>

#include "base/check.hpp"

namespace bearing {
namespace {

using torch::Tensor;

// For scores of deviation 1, in which slopes are about 2: a scale of 1.5 costs two nats.
constexpr double kBiasPenalty = 0.5, kScalePenalty = 12.0, kBendPenalty = 0.5;
constexpr double kTinyPenalty = 1e-3;  // Only keeps separable data finite.
constexpr double kFirstSlope = 2.0;    // Where learning starts.
constexpr double kLeastSlope = 0.05;   // Keeps the order of labels among themselves: no two scores are alike.
constexpr double kLargestScaleLog = 4.0;

constexpr std::size_t kMostCells = std::size_t{1} << 22;  // Learnt from at most.

constexpr std::size_t kKnots = ScoreMap::kKnots, kSlopes = kKnots + 1;
constexpr std::array<double, kKnots> kQuantiles = {0.1, 0.5, 0.9};

double usual(float score) {
  const auto z = static_cast<double>(score);
  return z > -ScoreMap::kLargestScore ? std::min(z, ScoreMap::kLargestScore) : -ScoreMap::kLargestScore;
}

// log(1 + exp(x)) and its slope, the logistic function, with one call of exp.
double softplus(double x, double& slope) {
  const double e = std::exp(-std::abs(x));
  slope = (x >= 0 ? 1 : e) / (1 + e);
  return std::max(x, 0.0) + std::log1p(e);
}

// The penalised loss of a map and its gradient, written out: automatic differentiation would keep a dozen
// arrays as large as the scores. Parameters: the slopes before softplus, the offset, the logarithms of the
// scales, the biases.
class MapObjective {
 public:
  MapObjective(const CalibrationData& data, bool exclusive) : data_(data), exclusive_(exclusive) {
    const std::size_t cells = data.rows.size() * data.outputs;
    const std::size_t stride = std::max<std::size_t>(1, (cells + kMostCells - 1) / kMostCells);
    for (std::size_t i = 0; i < data.rows.size(); i += stride) {
      if (!exclusive || is_known(data.rows[i] * data.outputs)) rows_.push_back(data.rows[i]);
    }
    measure();
    line_.resize(data.outputs);
    logits_.resize(data.outputs);
  }

  std::size_t parameters() const { return kSlopes + 1 + 2 * data_.outputs; }

  // Into gradient [parameters]. Returns the loss, a document.
  double operator()(const double* at, double* gradient) {
    map_ = map_of(at);
    std::fill_n(gradient, parameters(), 0.0);
    double loss = 0;
    for (std::size_t i = 0; i < rows_.size(); ++i) loss += add_row(i, gradient);
    loss += add_penalties(at, gradient);
    const auto documents = static_cast<double>(std::max<std::size_t>(1, rows_.size()));
    for (std::size_t i = 0; i < parameters(); ++i) gradient[i] /= documents;
    return loss / documents;
  }

  // In the scores' own unit.
  ScoreMap result(const double* at) const {
    ScoreMap map = map_of(at);
    for (double& slope : map.slopes) slope /= deviation_;
    for (double& knot : map.knots) knot *= deviation_;
    return map;
  }

  std::vector<double> start() const {
    std::vector<double> out(parameters(), 0.0);
    std::fill_n(out.begin(), kSlopes, std::log(std::expm1(kFirstSlope)));
    return out;
  }

 private:
  bool is_known(std::size_t cell) const { return data_.known.empty() || data_.known[cell] != 0; }

  // Scores of deviation 1, and the bends: quantiles of each document's highest.
  void measure() {
    const std::size_t outputs = data_.outputs;
    double sum = 0, squares = 0;
    for (const std::uint32_t row : rows_) {
      for (const float score : data_.scores.subspan(row * outputs, outputs)) {
        scores_.push_back(usual(score));
        sum += scores_.back();
        squares += scores_.back() * scores_.back();
      }
    }
    if (rows_.empty()) return;
    const auto cells = static_cast<double>(scores_.size());
    const double variance = squares / cells - (sum / cells) * (sum / cells);
    if (variance > 1e-12) deviation_ = std::sqrt(variance);
    for (double& score : scores_) score /= deviation_;
    std::vector<double> highest;
    for (auto row = scores_.begin(); row < scores_.end(); row += static_cast<std::ptrdiff_t>(outputs))
      highest.push_back(*std::max_element(row, row + static_cast<std::ptrdiff_t>(outputs)));
    std::sort(highest.begin(), highest.end());
    for (std::size_t j = 0; j < kKnots; ++j) {
      const double place = kQuantiles[j] * static_cast<double>(highest.size() - 1);
      knots_[j] = highest[static_cast<std::size_t>(place)];
    }
  }

  ScoreMap map_of(const double* at) const {
    ScoreMap map;
    map.exclusive = exclusive_;
    map.knots = knots_;
    double unused = 0;
    for (std::size_t j = 0; j < kSlopes; ++j) map.slopes[j] = kLeastSlope + softplus(at[j], unused);
    map.offset = at[kSlopes];
    const double* scales = at + kSlopes + 1;
    for (std::size_t t = 0; t < data_.outputs; ++t)
      map.scale.push_back(std::exp(std::clamp(scales[t], -kLargestScaleLog, kLargestScaleLog)));
    map.bias.assign(scales + data_.outputs, scales + 2 * data_.outputs);
    return map;
  }

  // Adds the loss of the i-th document.
  double add_row(std::size_t i, double* gradient) {
    const std::size_t outputs = data_.outputs, cell = rows_[i] * outputs;
    const double* z = scores_.data() + i * outputs;
    for (std::size_t t = 0; t < outputs; ++t) {
      line_[t] = map_.line(z[t]);
      logits_[t] = map_.scale[t] * line_[t] + map_.bias[t];
    }
    const double loss = exclusive_ ? to_shares(cell) : to_probabilities(cell);
    for (std::size_t t = 0; t < outputs; ++t) {
      if (is_known(cell + t)) add_cell(t, z[t], logits_[t] - (data_.truth[cell + t] != 0 ? 1 : 0), gradient);
    }
    return loss;
  }

  // Logits become confidences; both return the loss.
  double to_shares(std::size_t cell) {
    const double largest = *std::max_element(logits_.begin(), logits_.end());
    double sum = 0, right = 0;
    for (std::size_t t = 0; t < logits_.size(); ++t) {
      if (data_.truth[cell + t] != 0) right = logits_[t];
      sum += logits_[t] = std::exp(logits_[t] - largest);
    }
    for (double& share : logits_) share /= sum;
    return largest + std::log(sum) - right;
  }
  // The logarithm of a product takes far less time than a sum of logarithms.
  double to_probabilities(std::size_t cell) {
    constexpr double kLarge = 1e300;  // Far from the largest number: factors are at most 2.
    double loss = 0, product = 1;
    for (std::size_t t = 0; t < logits_.size(); ++t) {
      const double logit = logits_[t], e = std::exp(-std::abs(logit));
      logits_[t] = (logit >= 0 ? 1 : e) / (1 + e);
      if (!is_known(cell + t)) continue;
      loss += std::max(logit, 0.0) - (data_.truth[cell + t] != 0 ? logit : 0);
      product *= 1 + e;
      if (product < kLarge) continue;
      loss += std::log(product);
      product = 1;
    }
    return loss + std::log(product);
  }

  // What a logit that is `error` too high adds.
  void add_cell(std::size_t t, double z, double error, double* gradient) const {
    const double pull = error * map_.scale[t];
    double left = z;  // What of the score lies beyond the bends so far.
    for (std::size_t j = 0; j < kSlopes; ++j) {
      const double beyond = j < kKnots ? std::max(0.0, z - knots_[j]) : 0;
      gradient[j] += pull * (left - beyond);
      left = beyond;
    }
    gradient[kSlopes] += pull;
    gradient[kSlopes + 1 + t] += pull * line_[t];
    gradient[kSlopes + 1 + data_.outputs + t] += error;
  }

  // Ends with the step from slopes to what they are made of.
  double add_penalties(const double* at, double* gradient) const {
    double loss = 0, slope_of_slope = 0;
    const auto penalise = [&](double penalty, double x, double& slope) {
      loss += penalty * x * x;
      slope += 2 * penalty * x;
    };
    for (std::size_t j = 0; j < kSlopes; ++j) penalise(kTinyPenalty, map_.slopes[j], gradient[j]);
    for (std::size_t j = 0; j < kKnots; ++j) {
      const double bend = map_.slopes[j + 1] - map_.slopes[j];
      penalise(kBendPenalty, bend, gradient[j + 1]);
      gradient[j] -= 2 * kBendPenalty * bend;
    }
    for (std::size_t j = 0; j < kSlopes; ++j) {
      softplus(at[j], slope_of_slope);
      gradient[j] *= slope_of_slope;
    }
    penalise(kTinyPenalty, at[kSlopes], gradient[kSlopes]);
    for (std::size_t i = kSlopes + 1; i < parameters(); ++i)
      penalise(i < kSlopes + 1 + data_.outputs ? kScalePenalty : kBiasPenalty, at[i], gradient[i]);
    return loss;
  }

  const CalibrationData& data_;
  bool exclusive_;
  std::vector<std::uint32_t> rows_;
  std::vector<double> scores_;  // [rows_, outputs], of deviation 1.
  double deviation_ = 1;
  std::array<double, kKnots> knots_ = {};
  ScoreMap map_;
  std::vector<double> line_, logits_;  // Of a document; logits become confidences.
};

ScoreMap fit(const CalibrationData& data, bool exclusive) {
  MapObjective objective(data, exclusive);
  const auto count = static_cast<std::int64_t>(objective.parameters());
  Tensor parameters = torch::tensor(objective.start(), torch::kFloat64).requires_grad_();
  torch::optim::LBFGS optimizer({parameters}, torch::optim::LBFGSOptions(1)
                                                  .max_iter(100)
                                                  .line_search_fn("strong_wolfe")
                                                  .tolerance_grad(1e-5)
                                                  .tolerance_change(1e-7));
  optimizer.step([&] {
    Tensor gradient = torch::empty({count}, torch::kFloat64);
    const double loss = objective(parameters.data_ptr<double>(), gradient.data_ptr<double>());
    parameters.mutable_grad() = gradient;
    return torch::tensor(loss, torch::kFloat64);
  });
  return objective.result(parameters.data_ptr<double>());
}

}  // namespace

Result<ScoreMap> fit_score_map(const CalibrationData& data, bool exclusive) {
  check(data.outputs > 0 && data.scores.size() % data.outputs == 0);
  check(data.truth.size() == data.scores.size());
  check(data.known.empty() || data.known.size() == data.scores.size());
  for (const std::uint32_t row : data.rows) check(row < data.scores.size() / data.outputs);
  try {
    at::set_num_threads(1);
    ScoreMap map = fit(data, exclusive);
    if (!map.valid()) return Error{ErrorCode::kInternal, "the calibration did not converge", {}, 0, {}};
    return map;
  } catch (const std::exception& error) {
    return Error{ErrorCode::kInternal, std::string("LibTorch: ") + error.what(), {}, 0, {}};
  }
}

}  // namespace bearing
