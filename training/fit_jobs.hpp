// The fits that make up a training, run side by side.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "bearing/result.hpp"
#include "training/checkpoint.hpp"
#include "training/linear_fit.hpp"
#include "training/trainer.hpp"

namespace bearing {

/// One linear model to fit: a view without a fold, or with all rows (fold == number of folds).
struct FitJob {
  std::string view;  ///< "documents", "sentences", "stances" or "evidence".
  std::uint32_t fold = 0;
  std::string name;  ///< For progress: "documents 2/5".
};

/// The jobs of a view: one a fold, and one for all rows.
std::vector<FitJob> fit_jobs_of(const std::string& view, std::uint32_t folds);

/// How much of several fits of unknown length is done: grows from 0 to 1 and never goes back. Not
/// thread-safe.
class FitProgress {
 public:
  FitProgress(std::size_t fits, std::size_t max_epochs);
  /// One epoch of one of the fits is over. Returns the share done, below 1.
  double epoch();
  /// One fit is over, after as many epochs as were told.
  void finished();

 private:
  double fits_, expected_epochs_, finished_ = 0, epochs_ = 0, done_ = 0;
};

/// Runs fits and reports progress, one report at a time. run() may be called by several threads at once.
class FitJobs {
 public:
  /// `checkpoint` may be null: then no state is kept. All arguments must outlive this object; `total` is the
  /// number of fits to come.
  FitJobs(const TrainOptions& options, const TrainingCheckpoint* checkpoint,
          const std::function<bool(const TrainingProgress&)>& report, std::size_t total);

  /// Errors: those of fit_linear; kInterrupted at once after a report has asked to stop.
  Result<LinearFit> run(const FitJob& job, const LinearProblem& problem, double strength);

 private:
  bool report(const FitJob& job, const EpochReport& epoch);

  const TrainOptions& options_;
  const TrainingCheckpoint* checkpoint_;
  const std::function<bool(const TrainingProgress&)>& report_;
  FitProgress progress_;
  std::chrono::steady_clock::time_point start_;
  std::mutex mutex_;
  std::atomic<bool> stopped_ = false;
};

}  // namespace bearing
