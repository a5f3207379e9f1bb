// One linear decision an output, learnt in the dual: a few passes over the rows, and rows can be forgotten.
//
// Goals: seconds where a quasi-Newton method on the primal takes minutes, memory for the weights and one
// number a row and output beside the data, and held-out scores without learning everything again for each
// fold. A dual variable is what a row taught: taking it out leaves a model that never saw the row. (A primal
// method started from the full model keeps what held-out rows taught it, and its held-out scores flatter.)
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "bearing/result.hpp"
#include "training/linear_fit.hpp"
#include "training/sparse_matrix.hpp"

namespace bearing {

/// Sparse rows that live elsewhere: in a SparseMatrix, or in a mapped file.
struct SparseRows {
  std::size_t columns = 0;
  std::span<const std::uint64_t> starts;  ///< [rows + 1]
  std::span<const std::uint32_t> column;
  std::span<const float> value;

  SparseRows() = default;
  explicit SparseRows(const SparseMatrix& m)
      : columns(m.columns), starts(m.starts), column(m.column), value(m.value) {}
  std::size_t rows() const { return starts.empty() ? 0 : starts.size() - 1; }
};

/// What there is to learn. Borrowed data must outlive the fit.
struct DualProblem {
  SparseRows features;                   ///< [rows, columns], best with rows of norm 1.
  std::span<const std::uint8_t> labels;  ///< [rows, outputs], 0 or 1.
  std::span<const std::uint8_t> known;   ///< [rows, outputs] 0: takes no part; empty: all do.
  std::span<const float> row_weights;    ///< [rows], at least 0; empty: all 1.
  std::size_t outputs = 0;
  std::span<const std::uint32_t> train;  ///< Row numbers to learn from, each once.
  std::function<void()> release;  ///< Called between pieces of work, by several threads at once: rows that
                                  ///< are mapped from a file may leave memory. May be empty.
};

struct DualFitOptions {
  std::vector<double> strength = {0.5};  ///< Weight of the data against the L2 penalty (C of LIBLINEAR): one
                                         ///< for all outputs, or one an output.
  int passes = 5;                        ///< Over all rows; 4 to 8 give the same accuracy.
  int held_out_passes = 3;               ///< After a fold was forgotten; 1 is too few.
  double bias = 1;                       ///< Value of the constant feature, whose weight is penalised too.
  std::uint64_t seed = 1;                ///< Decides the order of rows.
  std::size_t window = 0;  ///< Rows that are shuffled together, windows in random order too; 0: all rows. For
                           ///< rows in a file: a window is read in one go.
  std::size_t threads = 0;  ///< 0: one per core. Results don't depend on it.

  Status validate(std::size_t outputs) const;
};

/// How far learning is.
struct DualProgress {
  double done = 0;  ///< Share of this fit's, or these folds', work: 0 to 1.
  int pass = 0;     ///< 1-based; of a fit.
  double loss = 0;  ///< Mean squared hinge loss, a row and output, met in this pass so far; of a fit.
};

/// A one-vs-rest fit: minimises |w|^2 / 2 + strength * sum of row_weight * max(0, 1 - y * score)^2 for each
/// output, by dual coordinate descent (Hsieh et al. 2008). Immutable; its functions may be called by several
/// threads at once. The same problem, options and seed give the same bits for any number of threads.
class DualFit {
 public:
  /// Called by one thread at a time; returns false to interrupt.
  using Report = std::function<bool(const DualProgress&)>;

  /// Errors: kUsage for options that make no sense; kInterrupted; kInternal for LibTorch's exceptions.
  static Result<DualFit> learn(const DualProblem& problem, const DualFitOptions& options,
                               const Report& report);
  DualFit(DualFit&&) noexcept;
  DualFit& operator=(DualFit&&) noexcept;
  ~DualFit();

  /// Weights [columns, outputs] and bias, as the other fits give them.
  LinearFit linear() const;

  /// The largest projected gradient met in the last pass, 0 at the minimum (Hsieh et al. 2008, 3.2).
  double violation() const;

  /// Scores [rows, outputs] of each fold's rows by a model that forgot the fold and then learnt
  /// `held_out_passes` more passes from the rest of the training rows. A row is in one fold at most; rows in
  /// none score 0. Each thread at work holds a copy of the weights and duals of some outputs. Errors:
  /// kInterrupted, kInternal.
  Result<std::vector<float>> held_out_scores(const std::vector<std::vector<std::uint32_t>>& folds,
                                             const Report& report) const&;
  /// The same; what was learnt is lost, and a single fold is scored without copies.
  Result<std::vector<float>> held_out_scores(const std::vector<std::vector<std::uint32_t>>& folds,
                                             const Report& report) &&;

 private:
  struct State;
  explicit DualFit(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

/// `rows` in a random order: windows of `window` neighbours (0: one window) in random order, and the rows of
/// each in random order. The same for the same seed on every machine.
std::vector<std::int32_t> shuffled_rows(std::span<const std::uint32_t> rows, std::size_t window,
                                        std::uint64_t seed);

}  // namespace bearing
