// Linear models of all outputs at once, learned by LibTorch.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "bearing/result.hpp"
#include "training/sparse_matrix.hpp"

namespace bearing {

/// What there is to learn. Borrowed data must outlive the fit.
struct LinearProblem {
  const SparseMatrix* features = nullptr;             ///< [rows, columns]
  const std::vector<std::uint8_t>* labels = nullptr;  ///< [rows, outputs], 0 or 1.
  const std::vector<std::uint8_t>* known = nullptr;   ///< [rows, outputs] 0: takes no part; null: all do.
  const std::vector<float>* row_weights = nullptr;    ///< [rows]
  std::size_t outputs = 0;
  bool exclusive =
      false;  ///< Exactly one label a row: multinomial instead of one decision an output. All known.
  std::vector<std::uint32_t> train, held_out;  ///< Row numbers; held_out may be empty.
};

struct LinearFitOptions {
  double strength = 100;  ///< Weight of the data against the L2 penalty (C of LIBLINEAR).
  int max_epochs = 40;    ///< One epoch: five L-BFGS steps over all rows.
  int patience = 6;       ///< Epochs without better held-out F1 before stopping.
  double tolerance =
      2e-4;  ///< Relative improvement of the loss in an epoch below which learning has converged.
  std::string device = "cpu";  ///< "cpu" or "cuda".
  std::string checkpoint;      ///< File for the state; empty: none. Taken up when there, written when done or
                               ///< interrupted.
};

/// After each epoch.
struct EpochReport {
  int epoch = 0;
  double loss = 0;         ///< Objective per row and output.
  double held_out_f1 = 0;  ///< Micro-F1 at the best single threshold; 0 without held-out rows.
};

struct LinearFit {
  std::vector<float> weights;  ///< [columns, outputs]
  std::vector<float> bias;     ///< [outputs]
  int epochs = 0;
};

/// Minimises sum of row_weight * strength * log-loss (logistic, or multinomial) + |weights|^2 / 2 (bias free)
/// by L-BFGS with strong Wolfe line search (Nocedal & Wright 2006, ch. 7). Runs on one thread, so that the
/// result doesn't depend on how many fits run side by side. `report` returns false to interrupt: the state is
/// then saved and the error is kInterrupted. LibTorch's exceptions become kInternal.
Result<LinearFit> fit_linear(const LinearProblem& problem, const LinearFitOptions& options,
                             const std::function<bool(const EpochReport&)>& report);

/// scores[row, output] = features * weights + bias, for all rows.
std::vector<float> linear_scores(const SparseMatrix& features, const LinearFit& fit);

}  // namespace bearing
