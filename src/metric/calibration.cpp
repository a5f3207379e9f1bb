#include "metric/calibration.hpp"

#include <algorithm>
#include <cmath>

#include "base/check.hpp"

namespace bearing {
namespace {

double sigmoid(double x) {
  // Both branches keep exp's argument negative, where it can't overflow.
  if (x >= 0) return 1 / (1 + std::exp(-x));
  const double e = std::exp(x);
  return e / (1 + e);
}

/// -log sigmoid(x), without loss at either end.
double minus_log_sigmoid(double x) { return x >= 0 ? std::log1p(std::exp(-x)) : std::log1p(std::exp(x)) - x; }

std::size_t count_positives(std::span<const std::uint8_t> truth) {
  return static_cast<std::size_t>(std::count_if(truth.begin(), truth.end(), [](auto t) { return t != 0; }));
}

/// The penalised likelihood of Platt scaling, over scores with mean 0 and deviation 1: with them Newton's
/// method is well conditioned whatever the scale of the scores.
struct PlattProblem {
  std::vector<double> scores, targets;
  double prior_slope = 1, penalty = 0;

  double loss(double slope, double intercept) const {
    double sum = 0.5 * penalty * (slope - prior_slope) * (slope - prior_slope);
    for (std::size_t i = 0; i < scores.size(); ++i) {
      const double x = slope * scores[i] + intercept;
      sum += targets[i] * minus_log_sigmoid(x) + (1 - targets[i]) * minus_log_sigmoid(-x);
    }
    return sum;
  }

  /// One Newton step, shortened until it helps; false when there is nothing more to gain.
  bool improve(double& slope, double& intercept, double& current) const;
};

bool PlattProblem::improve(double& slope, double& intercept, double& current) const {
  constexpr double kRidge = 1e-12;  // Keeps the matrix invertible where all probabilities are 0 or 1.
  double g_slope = penalty * (slope - prior_slope), g_intercept = 0;
  double h_slope = penalty + kRidge, h_intercept = kRidge, h_both = 0;
  for (std::size_t i = 0; i < scores.size(); ++i) {
    const double p = sigmoid(slope * scores[i] + intercept);
    const double error = p - targets[i], weight = p * (1 - p);
    g_slope += error * scores[i];
    g_intercept += error;
    h_slope += weight * scores[i] * scores[i];
    h_intercept += weight;
    h_both += weight * scores[i];
  }
  const double determinant = h_slope * h_intercept - h_both * h_both;
  const double step_slope = (h_intercept * g_slope - h_both * g_intercept) / determinant;
  const double step_intercept = (h_slope * g_intercept - h_both * g_slope) / determinant;
  const double decrease = g_slope * step_slope + g_intercept * step_intercept;
  if (!(decrease > 1e-14 * (1 + std::abs(current)))) return false;

  double length = 2;
  for (int halvings = 0; halvings < 34; ++halvings) {
    length /= 2;
    const double next = loss(slope - length * step_slope, intercept - length * step_intercept);
    if (!(next < current - 1e-4 * length * decrease)) continue;
    slope -= length * step_slope;
    intercept -= length * step_intercept;
    current = next;
    return true;
  }
  return false;
}

/// The intercept with which the mean probability equals `rate`, slope given: the sum rises with it, so halve.
double match_rate(std::span<const double> scores, double slope, double rate) {
  const double centre = std::log(rate / (1 - rate));
  if (scores.empty()) return centre;
  double reach = 0;
  for (double score : scores) reach = std::max(reach, std::abs(slope * score));
  double low = centre - reach - 1, high = centre + reach + 1;
  for (int i = 0; i < 100; ++i) {
    const double middle = 0.5 * (low + high);
    double sum = 0;
    for (double score : scores) sum += sigmoid(slope * score + middle);
    (sum < rate * static_cast<double>(scores.size()) ? low : high) = middle;
  }
  return 0.5 * (low + high);
}

/// Decisions at a threshold, counts plus imagined ones: see ThresholdOptions::smoothing.
struct Counts {
  double correct = 0, predicted = 0, positives = 0;

  double f1() const { return predicted + positives > 0 ? 2 * correct / (predicted + positives) : 0; }
  double precision() const { return predicted > 0 ? correct / predicted : 0; }

  Counts smoothed(double smoothing, double threshold) const {
    return {correct + smoothing * (1 - threshold * threshold), predicted + smoothing * 2 * (1 - threshold),
            positives + smoothing};
  }
};

/// A value that separates `below` from `above`: x >= value holds for above only.
double midway(double below, double above) {
  const double middle = below + 0.5 * (above - below);
  return middle > below ? middle : above;
}

/// Walks over the thresholds from the highest to the lowest and keeps the best.
class ThresholdSearch {
 public:
  explicit ThresholdSearch(const ThresholdOptions& options) : options_(options) {}

  void offer(double threshold, const Counts& counts) {
    if (!(threshold > 0 && threshold < 1)) return;
    const Counts smoothed = counts.smoothed(options_.smoothing, threshold);
    double worth = smoothed.f1();
    if (options_.precision_floor > 0) {
      // Imagined documents may make the choice more careful, never bolder than what was seen.
      if (counts.predicted == 0 || counts.precision() < options_.precision_floor) return;
      if (smoothed.precision() < options_.precision_floor) return;
      worth = counts.correct;
    }
    if (worth <= best_worth_) return;
    best_worth_ = worth;
    best_ = threshold;
  }

  bool found() const { return best_worth_ >= 0; }
  double best() const { return best_; }

 private:
  const ThresholdOptions& options_;
  double best_ = 1.01, best_worth_ = -1;
};

}  // namespace

double expected_calibration_error(std::span<const double> confidence, std::span<const std::uint8_t> truth,
                                  std::size_t bins) {
  check(confidence.size() == truth.size() && bins > 0);
  if (confidence.empty()) return 0;
  std::vector<double> gap(bins);  // Sum of confidences less number of positives.
  for (std::size_t i = 0; i < confidence.size(); ++i) {
    const double place = std::floor(confidence[i] * static_cast<double>(bins));
    const double last = static_cast<double>(bins - 1);
    gap[place > 0 ? static_cast<std::size_t>(std::min(place, last)) : 0] +=
        confidence[i] - (truth[i] != 0 ? 1 : 0);
  }
  double sum = 0;
  for (double g : gap) sum += std::abs(g);
  return sum / static_cast<double>(confidence.size());
}

double brier_score(std::span<const double> confidence, std::span<const std::uint8_t> truth) {
  check(confidence.size() == truth.size());
  if (confidence.empty()) return 0;
  double sum = 0;
  for (std::size_t i = 0; i < confidence.size(); ++i) {
    const double distance = confidence[i] - (truth[i] != 0 ? 1 : 0);
    sum += distance * distance;
  }
  return sum / static_cast<double>(confidence.size());
}

CalibrationScore score_calibration(std::span<const double> confidence, std::span<const std::uint8_t> truth) {
  return {confidence.size(), expected_calibration_error(confidence, truth), brier_score(confidence, truth)};
}

double PlattScaling::operator()(double score) const { return sigmoid(slope * score + intercept); }

PlattScaling fit_platt(std::span<const double> scores, std::span<const std::uint8_t> truth,
                       double prior_slope, double prior_strength) {
  check(scores.size() == truth.size());
  const auto count = static_cast<double>(scores.size());
  const auto positives = static_cast<double>(count_positives(truth));
  double mean = 0, variance = 0;
  for (double score : scores) mean += score / count;
  for (double score : scores) variance += (score - mean) * (score - mean) / count;
  const double deviation = std::sqrt(variance);
  if (positives == 0 || positives == count || deviation <= 1e-12 * (1 + std::abs(mean))) {
    return {prior_slope, match_rate(scores, prior_slope, (positives + 1) / (count + 2))};
  }

  PlattProblem problem;
  problem.prior_slope = prior_slope * deviation;
  problem.penalty = prior_strength / 4;  // What an observation adds at most to the curvature.
  for (std::size_t i = 0; i < scores.size(); ++i) {
    problem.scores.push_back((scores[i] - mean) / deviation);
    problem.targets.push_back(truth[i] != 0 ? (positives + 1) / (positives + 2)
                                            : 1 / (count - positives + 2));
  }
  double slope = 0, intercept = std::log((positives + 1) / (count - positives + 1));
  double loss = problem.loss(slope, intercept);
  for (int step = 0; step < 100 && problem.improve(slope, intercept, loss); ++step) {
  }
  return {slope / deviation, intercept - slope * mean / deviation};
}

double choose_threshold(std::span<const double> confidence, std::span<const std::uint8_t> truth,
                        const ThresholdOptions& options, bool* reached) {
  check(confidence.size() == truth.size());
  std::vector<std::pair<double, bool>> decisions;
  for (std::size_t i = 0; i < confidence.size(); ++i) {
    check(confidence[i] >= 0 && confidence[i] <= 1);
    decisions.emplace_back(confidence[i], truth[i] != 0);
  }
  std::sort(decisions.begin(), decisions.end(), [](auto& a, auto& b) { return a.first > b.first; });

  Counts counts;
  counts.positives = static_cast<double>(count_positives(truth));
  ThresholdSearch search(options);
  double above = 1;
  for (const auto& [value, positive] : decisions) {
    // Equal confidences can't be told apart by a threshold: it goes only where the value changes.
    if (value < above) search.offer(midway(value, above), counts);
    above = value;
    counts.correct += positive;
    counts.predicted += 1;
  }
  search.offer(decisions.empty() ? 0.5 : midway(0, above), counts);
  if (reached != nullptr) *reached = search.found();
  return search.best();
}

}  // namespace bearing
