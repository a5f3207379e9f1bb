// How far the texts of a run are from what the model was trained on, and what to do about it.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "archive/run_counts.hpp"
#include "model/training_profile.hpp"

namespace bearing {

/// What a run's texts are beside the training documents. `figures`:
///   "documents": that could be read; "training_documents" (null without a profile)
///   "texts": a comparison of all of them
///   "languages", "sources", "months": comparisons with a "name", of the largest groups (months: of the
///   latest); those
///     that are left out are put together as the last one, whose name is null
///   "topics": {"trade": {"share": .., "training_share": ..}, ..}, where the model knows topics
///   "warnings": as in `warnings`
/// A comparison: "documents", "share" (of all documents), "familiarity" (mean share of known words), "words"
/// (median); and with a profile "training_share" (languages only), "training_familiarity", "training_words",
/// "familiarity_psi", "words_psi" (population stability indices), "familiarity_shift" and "words_shift":
/// "none", "some" or "large" by the usual readings (drift.hpp in src/metric), "none" wherever chance would
/// do. Languages, sources
/// and months (which are parted by language) are held against the training documents of that language, where
/// there are any, everything else against all.
struct DriftReport {
  nlohmann::ordered_json figures;
  /// Sentences for people, each with what to do; none where all is well, or nothing can be said.
  std::vector<std::string> warnings;
};

DriftReport drift_report(const std::optional<TrainingProfile>& profile, const RunCounts& counts);

}  // namespace bearing
