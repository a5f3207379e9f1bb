// Learns stances, evidence and holders on top of the fitted views.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "bearing/result.hpp"
#include "metric/stance.hpp"
#include "model/stance_model.hpp"
#include "training/feature_matrix.hpp"
#include "training/fit_jobs.hpp"
#include "training/trainer.hpp"

namespace bearing {

/// Data against penalty (C of LIBLINEAR) of the stance model.
inline constexpr double kStanceStrength = 10;

/// What the views already say, each by models that have not seen the document.
struct HeldOutTouch {
  std::vector<float>
      sentences;  ///< [rows of the sentence view, targets] log-odds of bearing on the target; copies: 0.
  std::vector<double> documents;    ///< [records, targets] calibrated probability.
  std::vector<std::uint8_t> found;  ///< [records, targets] whether it reaches the threshold.
};

/// What is learned, and what held-out documents would have been labelled: entries with the targets of the
/// scheme.
struct TrainedStance {
  StanceModelData model;
  StanceCorpus held_out;
};

/// The fits that are to come: for the count of jobs.
std::vector<FitJob> stance_jobs(std::uint32_t folds);

/// Trains on all records with stances. `folds` as the views were fitted: kLearnOnly for records that only
/// teach. Errors: those of the fits.
Result<TrainedStance> train_stance(const std::vector<Record>& records, const Scheme& scheme,
                                   const FeatureMatrices& features, const std::vector<std::uint32_t>& folds,
                                   const HeldOutTouch& touch, const TrainOptions& options, FitJobs& runner);

/// The fold of records that are always learnt from and never judged.
inline constexpr std::uint32_t kLearnOnly = 0xFFFFFFFFU;

}  // namespace bearing
