#include "training/fit_jobs.hpp"

#include <algorithm>

namespace bearing {

std::vector<FitJob> fit_jobs_of(const std::string& view, std::uint32_t folds) {
  std::vector<FitJob> jobs;
  for (std::uint32_t fold = 0; fold < folds; ++fold)
    jobs.push_back({view, fold, view + " " + std::to_string(fold + 1) + "/" + std::to_string(folds)});
  jobs.push_back({view, folds, view + " all"});
  return jobs;
}

FitProgress::FitProgress(std::size_t fits, std::size_t max_epochs)
    : fits_(static_cast<double>(fits)), expected_epochs_(static_cast<double>(max_epochs) * 0.6) {}

double FitProgress::epoch() {
  ++epochs_;
  // Fits of one training are alike: those that are over tell how long the others will be. Such a guess can
  // shrink what seemed done, which nobody wants to watch.
  const double typical = finished_ > 0 ? epochs_ / (finished_ + 1) : expected_epochs_;
  done_ = std::max(done_, std::min(0.99, epochs_ / (fits_ * typical)));
  return done_;
}

void FitProgress::finished() { ++finished_; }

FitJobs::FitJobs(const TrainOptions& options, const TrainingCheckpoint* checkpoint,
                 const std::function<bool(const TrainingProgress&)>& report, std::size_t total)
    : options_(options),
      checkpoint_(checkpoint),
      report_(report),
      progress_(total, static_cast<std::size_t>(options.max_epochs)),
      start_(std::chrono::steady_clock::now()) {}

Result<LinearFit> FitJobs::run(const FitJob& job, const LinearProblem& problem, double strength) {
  if (stopped_) return Error{ErrorCode::kInterrupted, "training was interrupted", {}, 0, {}};
  LinearFitOptions options;
  options.strength = strength;
  options.max_epochs = options_.max_epochs;
  options.device = options_.device;
  if (checkpoint_ != nullptr) options.checkpoint = checkpoint_->file_of(job.view, job.fold);
  auto fit = fit_linear(problem, options, [&](const EpochReport& epoch) { return report(job, epoch); });
  const std::lock_guard lock(mutex_);
  progress_.finished();
  return fit;
}

bool FitJobs::report(const FitJob& job, const EpochReport& epoch) {
  const std::lock_guard lock(mutex_);
  TrainingProgress now;
  now.step = job.name;
  now.epoch = epoch.epoch;
  now.loss = epoch.loss;
  now.held_out_f1 = epoch.held_out_f1;
  now.done = progress_.epoch();
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  now.seconds_left = seconds / now.done - seconds;
  if (!report_(now)) stopped_ = true;
  return !stopped_;
}

}  // namespace bearing
