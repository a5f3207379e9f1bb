// How well a model does at stances on free targets: pairs of a text and a target with one class each.
#pragma once

#include <string>
#include <vector>

#include "apps/labelled_record.hpp"
#include "bearing/result.hpp"
#include "metric/pairs.hpp"

namespace bearing {

struct PairEvaluation {
  /// The model's stances; also "unrelated" where the corpus has it and the model doesn't: that is then what
  /// it says of a target that is not touched.
  std::vector<std::string> classes;
  PairMeasures measures;
  std::vector<std::string> errors;  ///< One line for each pair that is wrong.
};

/// The free targets that the record's stances are on, each once: what the model is to be asked for.
std::vector<std::string> annotated_free_targets(const Annotation& annotation,
                                                const std::vector<std::string>& scheme_targets);

/// Compares every annotated stance on one of the document's targets with the stance that the model finds most
/// probable. Parts that are reported on their own: languages, the targets where they are few, and what the
/// records' field "seen" says (whether training had the target). Errors: kInvalidData for a stance that the
/// model doesn't know, with file and line.
Result<PairEvaluation> evaluate_pairs(const std::vector<std::string>& stances,
                                      const std::vector<LabelledRecord>& records);

}  // namespace bearing
