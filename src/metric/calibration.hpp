// Confidence that means what it says: calibration, its measures, and thresholds.
//
// Spans that belong together must be of one length; truth is 0 or 1. All functions are deterministic.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace bearing {

/// Expected calibration error over `bins` equal-width bins [i / bins, (i + 1) / bins), 1 in the last (Naeini
/// et al. 2015): the mean distance of confidence and frequency, pooled over all decisions. 0 without any.
double expected_calibration_error(std::span<const double> confidence, std::span<const std::uint8_t> truth,
                                  std::size_t bins = 15);

/// Mean squared distance of probability and outcome (Brier 1950). 0 without any.
double brier_score(std::span<const double> confidence, std::span<const std::uint8_t> truth);

/// Both measures of some decisions.
struct CalibrationScore {
  std::size_t decisions = 0;
  double expected_error = 0;  ///< expected_calibration_error() with its default bins.
  double brier = 0;
};
CalibrationScore score_calibration(std::span<const double> confidence, std::span<const std::uint8_t> truth);

/// probability = 1 / (1 + exp(-(slope * score + intercept))), Platt 1999.
struct PlattScaling {
  double slope = 1, intercept = 0;
  double operator()(double score) const;
};

/// Fits slope and intercept by penalised maximum likelihood on held-out scores (Newton's method; Platt's
/// smoothed targets, Lin et al. 2007). `prior_slope`, believed as much as `prior_strength` further
/// observations, keeps rare labels sane: the penalty is prior_strength / 8 * variance(scores) *
/// (slope - prior_slope)^2. Where the data can't tell (one class only, or all scores equal): slope =
/// prior_slope, and the intercept gives the smoothed rate (positives + 1) / (count + 2) on average.
PlattScaling fit_platt(std::span<const double> scores, std::span<const std::uint8_t> truth,
                       double prior_slope = 1, double prior_strength = 0);

struct ThresholdOptions {
  /// 0: maximise F1. Otherwise: highest recall among thresholds whose precision is at least this.
  double precision_floor = 0;
  /// Imagined positives (and as many negatives), spread evenly over all confidences and perfectly calibrated,
  /// that are counted with those seen. They alone would choose 0.38, so the thresholds of rare labels stay
  /// in the middle, and those of frequent labels hardly move. With a precision floor they must reach it too.
  double smoothing = 1;
};

/// A decision threshold in (0, 1) for calibrated held-out probabilities: assign where confidence >=
/// threshold. Ties go to the higher threshold; the value lies midway between neighbouring confidences (0 and
/// 1 count as such). With a precision floor that no threshold reaches: 1.01, which nothing reaches, and
/// `reached` (if given) becomes false.
double choose_threshold(std::span<const double> confidence, std::span<const std::uint8_t> truth,
                        const ThresholdOptions& options, bool* reached = nullptr);

}  // namespace bearing
