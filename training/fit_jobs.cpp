#include "training/fit_jobs.hpp"

#include <algorithm>

namespace bearing {

FitJobs::FitJobs(const TrainOptions& options, const TrainingCheckpoint* checkpoint,
                 const std::function<bool(const TrainingProgress&)>& report, std::size_t total)
    : options_(options),
      checkpoint_(checkpoint),
      report_(report),
      total_(total),
      start_(std::chrono::steady_clock::now()) {}

Result<LinearFit> FitJobs::run(const FitJob& job, const LinearProblem& problem, double strength) {
  if (stopped_) return Error{ErrorCode::kInterrupted, "training was interrupted", {}, 0, {}};
  LinearFitOptions options;
  options.strength = strength;
  options.max_epochs = options_.max_epochs;
  options.device = options_.device;
  if (checkpoint_ != nullptr) options.checkpoint = checkpoint_->file_of(job.sentences, job.fold);
  auto fit = fit_linear(problem, options, [&](const EpochReport& epoch) { return progress(job, epoch); });
  const std::lock_guard lock(mutex_);
  ++finished_;
  return fit;
}

bool FitJobs::progress(const FitJob& job, const EpochReport& epoch) {
  const std::lock_guard lock(mutex_);
  ++epochs_;
  const double typical = finished_ > 0 ? static_cast<double>(epochs_) / (static_cast<double>(finished_) + 1)
                                       : options_.max_epochs * 0.6;
  TrainingProgress now;
  now.step = job.name;
  now.epoch = epoch.epoch;
  now.loss = epoch.loss;
  now.held_out_f1 = epoch.held_out_f1;
  now.done = std::min(0.99, static_cast<double>(epochs_) / (static_cast<double>(total_) * typical));
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  now.seconds_left = seconds / now.done - seconds;
  if (!report_(now)) stopped_ = true;
  return !stopped_;
}

}  // namespace bearing
