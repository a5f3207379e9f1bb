// What a pair model says about itself: provenance and held-out quality.
#pragma once

#include <string>
#include <vector>

#include "metric/pairs.hpp"
#include "training/pair_corpus.hpp"
#include "training/pair_trainer.hpp"

namespace bearing {

/// JSON: options, seed, corpus hash, counts, library versions.
std::string pair_provenance_json(const PairTrainOptions& options, const PairCorpus& corpus,
                                 std::size_t wide_features);

/// Measures of held-out decisions, with the official ones where the classes have their names.
PairMeasures measure_held_out(const PairDecisions& held_out, const std::vector<std::string>& classes);

/// JSON: accuracy, macro-F1, official measures, calibration error, F1 by class.
std::string pair_quality_json(const PairMeasures& measures, const std::vector<std::string>& classes);

/// The same for people.
std::string pair_quality_text(const PairMeasures& measures, const std::vector<std::string>& classes);

}  // namespace bearing
