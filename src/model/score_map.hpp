// From the scores of a model to confidences: how training calibrated them, as inference applies it.
//
//   z_l     = score of label l, held within +-kLargestScore
//   g(z)    = offset + slopes[0] * z + sum over j of (slopes[j + 1] - slopes[j]) * max(0, z - knots[j])
//   logit_l = scale[l] * g(z_l) + bias[l]
//   confidence_l = exp(logit_l) / sum over all labels m of exp(logit_m)   where each document has one label
//                = 1 / (1 + exp(-logit_l))                                where it may have several
//
// g is a line with bends, shared by all labels. Slopes and scales are never negative, so a confidence never
// falls when its own score rises.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <span>
#include <vector>

namespace bearing {

struct ScoreMap {
  static constexpr std::size_t kKnots = 3;
  static constexpr double kLargestScore = 1e6;

  bool exclusive = false;  ///< Exactly one label a document.
  std::array<double, kKnots> knots = {};
  std::array<double, kKnots + 1> slopes = {1, 1, 1, 1};
  double offset = 0;
  std::vector<double> scale, bias;  ///< [labels]

  /// Whether the numbers keep the promises made here; to be asked of maps read from a file.
  bool valid() const {
    const auto usual = [](double x) { return std::abs(x) <= kLargestScore; };  // False for what is no number.
    const auto slope = [&](double x) { return usual(x) && x >= 0; };
    return scale.size() == bias.size() && std::all_of(knots.begin(), knots.end(), usual) &&
           std::is_sorted(knots.begin(), knots.end()) && std::all_of(slopes.begin(), slopes.end(), slope) &&
           std::all_of(scale.begin(), scale.end(), slope) && std::all_of(bias.begin(), bias.end(), usual) &&
           usual(offset);
  }

  /// Log-odds of a label, or their share in the softmax. Finite for any score; one that is no number counts
  /// as the lowest.
  double logit(std::size_t label, double score) const {
    const double z = score > -kLargestScore ? std::min(score, kLargestScore) : -kLargestScore;
    return scale[label] * line(z) + bias[label];
  }

  /// How steep logit() is between two scores, or right at them where they are as good as equal. Never
  /// negative: a part of a score times this is its part of the logit.
  double slope(std::size_t label, double from, double to) const {
    constexpr double kEqual = 1e-6;  // Closer than that, rounding would be most of the quotient.
    if (std::abs(to - from) > kEqual * std::max(1.0, std::abs(from)))
      return std::max(0.0, (logit(label, to) - logit(label, from)) / (to - from));
    const auto segment = std::upper_bound(knots.begin(), knots.end(), from) - knots.begin();
    return scale[label] * slopes[static_cast<std::size_t>(segment)];
  }

  /// g above.
  double line(double z) const {
    double g = offset + slopes[0] * z;
    for (std::size_t j = 0; j < kKnots; ++j) g += (slopes[j + 1] - slopes[j]) * std::max(0.0, z - knots[j]);
    return g;
  }

  /// Confidences of all labels, 0 to 1. Both spans as long as there are labels; they may be the same. No
  /// allocation. Thread-safe.
  void confidences(std::span<const double> scores, std::span<double> out) const {
    double largest = -std::numeric_limits<double>::infinity(), sum = 0;
    for (std::size_t label = 0; label < scores.size(); ++label) {
      out[label] = logit(label, scores[label]);
      largest = std::max(largest, out[label]);
    }
    for (double& value : out) {
      value = exclusive ? std::exp(value - largest) : 1 / (1 + std::exp(-value));
      sum += value;
    }
    if (!exclusive) return;
    for (double& value : out) value /= sum;
  }
};

}  // namespace bearing
