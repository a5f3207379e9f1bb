// Learns stances, evidence and holders on top of the fitted views.
#pragma once

#include <cstdint>
#include <vector>

#include "bearing/result.hpp"
#include "metric/stance.hpp"
#include "model/stance_model.hpp"
#include "training/fit_jobs.hpp"
#include "training/stance_places.hpp"
#include "training/trainer.hpp"

namespace bearing {

/// Data against penalty (C of LIBLINEAR) of the stance model.
inline constexpr double kStanceStrength = 10;

/// What is learned, and what held-out documents would have been labelled: entries with the targets of the
/// scheme.
struct TrainedStance {
  StanceModelData model;
  StanceCorpus held_out;
};

/// The fits that are to come: for the count of jobs.
std::vector<FitJob> stance_jobs(std::uint32_t folds);

/// Trains on all records with stances. Errors: those of the fits.
Result<TrainedStance> train_stance(const StanceCorpusView& corpus, const TrainOptions& options,
                                   FitJobs& runner);

}  // namespace bearing
