// The fits that make up a training, run side by side.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>

#include "bearing/result.hpp"
#include "training/checkpoint.hpp"
#include "training/linear_fit.hpp"
#include "training/trainer.hpp"

namespace bearing {

/// One linear model to fit: a view without a fold, or with all rows (fold == number of folds).
struct FitJob {
  bool sentences = false;
  std::uint32_t fold = 0;
  std::string name;
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
  bool progress(const FitJob& job, const EpochReport& epoch);

  const TrainOptions& options_;
  const TrainingCheckpoint* checkpoint_;
  const std::function<bool(const TrainingProgress&)>& report_;
  std::size_t total_, finished_ = 0, epochs_ = 0;
  std::chrono::steady_clock::time_point start_;
  std::mutex mutex_;
  std::atomic<bool> stopped_ = false;
};

}  // namespace bearing
