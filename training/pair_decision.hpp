// From scores of classes to probabilities and decisions.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "bearing/result.hpp"

namespace bearing {

/// What decisions are to be good at.
enum class PairObjective {
  kAccuracy,  ///< "accuracy"
  kMacroF1,   ///< "macro-f1"
  kSemEval,   ///< "semeval": mean of F1(favor) and F1(against), as SemEval-2016 Task 6 measures.
  kFnc1,      ///< "fnc-1": the score of FNC-1, plus macro-F1.
};

/// Scores that held-out pairs got, with their classes.
struct HeldOutScores {
  std::size_t classes = 0;
  std::vector<float> scores;         ///< [pairs, classes]
  std::vector<std::uint32_t> truth;  ///< [pairs]
};

/// probabilities = softmax((scores + shift) / temperature); decision = argmax(scores + shift + offsets), the
/// first among equals.
struct PairDecisionRule {
  double temperature = 1;
  std::vector<double> shift, offsets;  ///< [classes]

  std::uint32_t decide(const float* scores) const;
  std::vector<double> probabilities(const float* scores) const;
};

struct PairDecisionOptions {
  PairObjective objective = PairObjective::kMacroF1;
  bool tune = true;  ///< Offsets for the objective; otherwise decisions are those of the scores as they are.
};

/// Temperature and shift by maximum likelihood on the given pairs (temperature scaling, Guo et al. 2017, with
/// a bias: balanced learning makes rare classes look likelier than they are); then offsets, class by class on
/// a grid. `names`: the classes, of which objectives need some. Errors: kInternal (LibTorch).
Result<PairDecisionRule> fit_pair_decision(const HeldOutScores& held_out,
                                           std::span<const std::uint32_t> pairs,
                                           const std::vector<std::string>& names,
                                           const PairDecisionOptions& options);

/// Whether an objective makes sense for these classes. Errors: kUsage.
Status check_objective(PairObjective objective, const std::vector<std::string>& names);

}  // namespace bearing
