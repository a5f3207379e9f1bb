// Measures of pairs (a text and a target, a body and a headline) that have exactly one class each.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "metric/bootstrap.hpp"
#include "metric/calibration.hpp"
#include "metric/classification.hpp"

namespace bearing {

/// Arrays of one length, a value for each pair; classes are below `classes`.
struct PairDecisions {
  std::size_t classes = 0;
  std::vector<std::uint32_t> truth, predicted;
  std::vector<double> confidence;  ///< Probability of the predicted class; may be empty.
  /// A part of the data that is reported on its own as well (a target, "seen", a language); may be empty.
  std::vector<std::string> group;
};

/// Measures are 0 without any pair.
struct PairScores {
  std::size_t pairs = 0;
  double accuracy = 0;
  double macro_f1 = 0;  ///< Mean F1 of the classes that occur or are predicted.
  std::vector<LabelScore> classes;
  std::vector<std::size_t> confusion;  ///< [classes, classes], row-major: rows are the truth.
  CalibrationScore calibration;        ///< Confidence of the predicted class against its being right.
};

PairScores score_pairs(const PairDecisions& decisions);
/// Only the given pairs (repeats allowed: bootstrap samples).
PairScores score_pairs(const PairDecisions& decisions, std::span<const std::size_t> pairs);

/// Official measure of SemEval-2016 Task 6 (Mohammad et al. 2016), F_avg: the mean of F1(favor) and
/// F1(against). Neutral counts only through the errors that it causes in these two. All targets pooled.
double semeval_f_avg(const PairScores& scores, std::uint32_t favor, std::uint32_t against);

/// Official measure of the Fake News Challenge, FNC-1: a pair gets 0.25 when it is rightly called related or
/// unrelated, and 0.75 more when it is related and its class is exactly right. The sum over the best
/// possible.
double fnc1_score(const PairScores& scores, std::uint32_t unrelated);

/// Which classes play a part in the official measures; those without their classes are left out.
struct PairOptions {
  std::optional<std::uint32_t> favor, against;  ///< For semeval_f_avg.
  std::optional<std::uint32_t> unrelated;       ///< For fnc1_score.
  BootstrapOptions bootstrap;                   ///< Over pairs.
};

struct PairMeasures {
  PairScores all;
  Interval accuracy, macro_f1;  ///< 95 %, bootstrap over pairs.
  std::optional<double> f_avg, fnc1;
  Interval f_avg_interval, fnc1_interval;
  std::map<std::string, PairScores> by_group;
};

PairMeasures measure_pairs(const PairDecisions& decisions, const PairOptions& options = {});

}  // namespace bearing
