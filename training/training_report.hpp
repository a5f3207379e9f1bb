// Provenance and held-out quality: what a model file says about itself.
#pragma once

#include <string>
#include <vector>

#include "corpus/record.hpp"
#include "metric/classification.hpp"
#include "metric/stance.hpp"
#include "scheme/scheme.hpp"
#include "training/trainer.hpp"

namespace bearing {

/// JSON: options, seed, corpus hash, counts, library versions.
std::string provenance_json(const TrainOptions& options, const std::vector<Record>& records,
                            const FeatureMatrices& features);

/// `languages`: one a document. JSON: cross-validated F1, calibration error, Brier score, per topic; and the
/// measures of stance where `stance`, the held-out documents with their stances, has targets.
std::string quality_json(const Scheme& scheme, const Decisions& held_out,
                         const std::vector<std::string>& languages, const StanceCorpus& stance);

/// The same for people.
std::string quality_text(const Scheme& scheme, const Decisions& held_out,
                         const std::vector<double>& thresholds, const StanceCorpus& stance);

}  // namespace bearing
