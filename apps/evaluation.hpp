// How well a model does on annotated documents.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "bearing/labeler.hpp"
#include "bearing/result.hpp"
#include "corpus/record.hpp"
#include "metric/classification.hpp"

namespace bearing {

/// Everything that `bearing evaluate` reports.
struct Evaluation {
  std::vector<std::string> topics;
  Scores scores;
  ScoreIntervals intervals;                 ///< 95 %, bootstrap over documents.
  double calibration_error = 0, brier = 0;  ///< Pooled over all decisions.
  std::vector<double> topic_calibration_error;
  std::map<std::string, Scores>
      by_language;  ///< By the language that the corpus declares (or the one detected).
  std::size_t documents = 0, pairs = 0,
              pairs_agreeing = 0;   ///< Pairs: documents of the same "pair" that got the same topics.
  std::vector<std::string> errors;  ///< One line for each document whose topics are not exactly right.
};

/// Labels every record with topic annotations and compares. Errors: kInvalidData for labels that the model
/// does not know, naming file and line, or when no record has annotations.
Result<Evaluation> evaluate(const Labeler& labeler, const std::vector<Record>& records, std::size_t threads);

/// The report for people, with the documents that went wrong when `with_errors`.
std::string evaluation_text(const Evaluation& evaluation, bool with_errors);

/// The report for programs: one JSON object.
std::string evaluation_json(const Evaluation& evaluation);

}  // namespace bearing
