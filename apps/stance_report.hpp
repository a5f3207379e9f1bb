// How well a model does at stance, for people and for programs.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "metric/pairs.hpp"
#include "metric/stance.hpp"

namespace bearing {

/// What the numbers of the measures stand for.
struct StanceNames {
  std::vector<std::string> targets, stances;
};

/// A table by target, then each measure with its interval.
std::string stance_report_text(const StanceMeasures& measures, const StanceNames& names);

/// The same for programs: one JSON object. Shares in which nothing was judged are null.
nlohmann::ordered_json stance_report_json(const StanceMeasures& measures, const StanceNames& names);

/// Pairs: a table by class, the confusion matrix, the measures, and a line for each group. `classes` are
/// names.
std::string pair_report_text(const PairMeasures& measures, const std::vector<std::string>& classes);

nlohmann::ordered_json pair_report_json(const PairMeasures& measures,
                                        const std::vector<std::string>& classes);

}  // namespace bearing
