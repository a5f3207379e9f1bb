// How well a model does at topics.
#pragma once

#include <cstddef>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "apps/labelled_record.hpp"
#include "bearing/result.hpp"
#include "metric/classification.hpp"

namespace bearing {

struct TopicEvaluation {
  std::vector<std::string> topics;
  Scores scores;
  ScoreIntervals intervals;                 ///< 95 %, bootstrap over documents.
  double calibration_error = 0, brier = 0;  ///< Pooled over all decisions.
  std::vector<double> topic_calibration_error;
  std::map<std::string, Scores> by_language;
  std::size_t documents = 0, pairs = 0,
              pairs_agreeing = 0;   ///< Pairs: documents of the same "pair" that got the same topics.
  std::vector<std::string> errors;  ///< One line for each document whose topics are not exactly right.
};

/// Compares the records with topic annotations, of which there must be one. Errors: kInvalidData for topics
/// that the model does not know, naming file and line.
Result<TopicEvaluation> evaluate_topics(const std::vector<std::string>& topics,
                                        const std::vector<LabelledRecord>& records);

/// The report for people, with the documents that went wrong when `with_errors`.
std::string topic_report_text(const TopicEvaluation& evaluation, bool with_errors);

/// The report for programs: one JSON object.
nlohmann::ordered_json topic_report_json(const TopicEvaluation& evaluation);

}  // namespace bearing
