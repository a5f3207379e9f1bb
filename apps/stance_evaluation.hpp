// How well a model does at stances on the targets of its scheme.
#pragma once

#include <string>
#include <vector>

#include "apps/labelled_record.hpp"
#include "apps/stance_report.hpp"
#include "bearing/result.hpp"
#include "metric/stance.hpp"

namespace bearing {

struct StanceEvaluation {
  StanceNames names;
  StanceMeasures measures;
  std::vector<std::string> errors;  ///< One line for each document whose stances are not exactly right.
};

/// Whether the record takes part: its stances are annotated, and not for free targets alone. One that lists
/// targets of the scheme was annotated for those and no others.
bool judges_scheme_targets(const LabelledRecord& labelled, const std::vector<std::string>& targets);

/// The records that take part, as the measures want them. Evidence is where its words first occur in the text
/// or, failing that, the title. Stances on free targets don't count. Errors: kInvalidData for a stance that
/// is not in `names`, with file and line.
Result<StanceCorpus> make_stance_corpus(const StanceNames& names, const std::vector<LabelledRecord>& records);

/// Errors: those of make_stance_corpus().
Result<StanceEvaluation> evaluate_stances(const StanceNames& names,
                                          const std::vector<LabelledRecord>& records);

}  // namespace bearing
