// A small network on sparse and dense features, learned by LibTorch.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "bearing/result.hpp"
#include "training/wide_rows.hpp"

namespace bearing {

/// What there is to learn: one class a row. Borrowed data must outlive the fit.
struct WideDeepProblem {
  const WideRows* wide = nullptr;             ///< [rows, wide columns]; null: none.
  const std::vector<float>* dense = nullptr;  ///< [rows, dense_columns]; null: none.
  std::size_t dense_columns = 0;
  const std::vector<std::uint32_t>* labels = nullptr;  ///< [rows] below classes.
  std::size_t classes = 0;
  std::vector<std::uint32_t> train;  ///< Row numbers, at least one.
  /// What the linear part sees of a standardised dense feature: times this, and times `dense_by_target` in
  /// the copy for the row's target. Adam moves all weights alike, so that small factors learn slowly.
  double dense_weight = 1, dense_by_target = 0;
  const std::vector<std::uint32_t>* row_target = nullptr;  ///< [rows] below targets; for dense_by_target > 0.
  std::size_t targets = 0;
};

struct WideDeepOptions {
  std::size_t hidden = 64;       ///< Units; 0: the model is linear.
  double learning_rate = 0.003;  ///< Of Adam; falls linearly.
  int epochs = 8;
  std::size_t batch = 256;  ///< Rows a step.
  double dropout = 0.4;     ///< Of hidden units, while learning.
  /// Decoupled decay: weights shrink by this share of the learning rate in each step.
  double wide_decay = 0.03, deep_decay = 0.1;
  /// Rows of a class weigh (rows of the class)^-balance: 0 as they are, 1 all classes alike.
  double balance = 0.5;
  std::uint64_t seed = 1;  ///< Of the first weights, of the order of rows and of what drops out.

  Status validate() const;
};

/// scores = bias + wide * x + (linear + by_target[target]) * z + out * max(0, hidden * z + hidden_bias),
/// where z is the dense row d standardised and clipped: min(max((d - mean) / deviation, -kDenseLimit),
/// kDenseLimit).
struct WideDeepFit {
  std::size_t wide_columns = 0, dense_columns = 0, hidden_units = 0, classes = 0;
  std::vector<float> wide;             ///< [wide_columns, classes]
  std::vector<float> mean, deviation;  ///< [dense_columns]
  std::vector<float> linear;           ///< [dense_columns, classes]
  std::vector<float> by_target;        ///< [targets, dense_columns, classes] or empty
  std::vector<float> hidden;           ///< [dense_columns, hidden_units]
  std::vector<float> hidden_bias;      ///< [hidden_units]
  std::vector<float> out;              ///< [hidden_units, classes]
  std::vector<float> bias;             ///< [classes]
  double loss = 0;                     ///< Mean weighted log-loss of the last epoch, dropout included.
};

/// After each epoch: its number from 1, and its mean weighted log-loss.
using WideDeepReport = std::function<bool(int epoch, double loss)>;

/// Minimises the weighted log-loss by Adam on mini-batches, dense parts by LibTorch's autograd and AdamW,
/// wide weights by LazyAdam. Runs on one thread with generators of its own: same problem, options and seed,
/// same bits. `report` returns false to interrupt (kInterrupted). LibTorch's exceptions become kInternal.
Result<WideDeepFit> fit_wide_deep(const WideDeepProblem& problem, const WideDeepOptions& options,
                                  const WideDeepReport& report);

/// One network that scores as the mean of all: weights averaged, hidden units side by side. All must have
/// learnt from the same rows (only then do they standardise alike); at least one.
WideDeepFit mean_of_fits(std::span<const WideDeepFit> fits);

/// [rows.size(), classes]
std::vector<float> wide_deep_scores(const WideDeepFit& fit, const WideDeepProblem& problem,
                                    std::span<const std::uint32_t> rows);

}  // namespace bearing
