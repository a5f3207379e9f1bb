// How well a model does on annotated documents.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "apps/pair_evaluation.hpp"
#include "apps/stance_evaluation.hpp"
#include "apps/topic_evaluation.hpp"
#include "bearing/labeler.hpp"
#include "bearing/result.hpp"
#include "corpus/record.hpp"

namespace bearing {

/// Everything that `bearing evaluate` reports: what both the corpus has and the model knows.
struct Evaluation {
  std::optional<TopicEvaluation> topics;
  std::optional<StanceEvaluation> stances;  ///< On the targets of the scheme.
  std::optional<PairEvaluation> pairs;      ///< Stances on free targets.
};

/// Labels every annotated record and compares. Errors: kInvalidData for topics, targets and stances that the
/// model does not know, naming file and line, or when there is nothing to compare.
Result<Evaluation> evaluate(const Labeler& labeler, std::vector<Record> records, std::size_t threads);

/// The report for people, with the documents that went wrong when `with_errors`.
std::string evaluation_text(const Evaluation& evaluation, bool with_errors);

/// The report for programs: one JSON object.
std::string evaluation_json(const Evaluation& evaluation);

}  // namespace bearing
