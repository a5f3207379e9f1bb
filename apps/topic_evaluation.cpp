#include "apps/topic_evaluation.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "apps/report_line.hpp"
#include "metric/calibration.hpp"

namespace bearing {
namespace {

// Truth flags of one record in the model's topic order.
Status fill_truth(const Record& record, const std::vector<std::string>& topics, std::uint8_t* truth) {
  for (const std::string& topic : record.annotation.topics) {
    const auto found = std::find(topics.begin(), topics.end(), topic);
    if (found == topics.end()) {
      return Error{ErrorCode::kInvalidData,
                   "topic \"" + topic + "\" is not in the model's scheme",
                   record.source,
                   record.line,
                   {}};
    }
    truth[found - topics.begin()] = 1;
  }
  return success();
}

using Annotated = std::vector<const LabelledRecord*>;

void fill_languages(const Annotated& records, const Decisions& decisions, TopicEvaluation& evaluation) {
  std::map<std::string, std::vector<std::size_t>> members;
  for (std::size_t i = 0; i < records.size(); ++i) members[records[i]->language()].push_back(i);
  for (const auto& [language, documents] : members)
    evaluation.by_language[language] = score(decisions, documents);
}

void fill_pairs(const Annotated& records, const Decisions& decisions, TopicEvaluation& evaluation) {
  std::map<std::string, std::vector<std::size_t>> groups;
  for (std::size_t i = 0; i < records.size(); ++i) {
    for (const auto& [name, value] : records[i]->record.document.fields) {
      if (name == "pair") groups[value].push_back(i);
    }
  }
  for (const auto& [name, members] : groups) {
    if (members.size() != 2) continue;
    const auto* first = decisions.predicted.data() + members[0] * decisions.labels;
    const auto* second = decisions.predicted.data() + members[1] * decisions.labels;
    ++evaluation.pairs;
    evaluation.pairs_agreeing += std::equal(first, first + decisions.labels, second) ? 1 : 0;
  }
}

std::string describe_error(const LabelledRecord& labelled, const std::uint8_t* truth) {
  std::string missing, extra;
  for (std::size_t t = 0; t < labelled.labels.topics.size(); ++t) {
    const TopicLabel& topic = labelled.labels.topics[t];
    if (topic.assigned == (truth[t] != 0)) continue;
    append_line(topic.assigned ? extra : missing, " %c%s(%.2f)", topic.assigned ? '+' : '-',
                topic.label.c_str(), topic.confidence);
  }
  if (missing.empty() && extra.empty()) return {};
  return labelled.record.document.id + ":" + missing + extra;
}

nlohmann::ordered_json scores_json(const Scores& scores) {
  return {{"micro_precision", scores.micro_precision},
          {"micro_recall", scores.micro_recall},
          {"micro_f1", scores.micro_f1},
          {"macro_f1", scores.macro_f1},
          {"subset_accuracy", scores.subset_accuracy}};
}

}  // namespace

Result<TopicEvaluation> evaluate_topics(const std::vector<std::string>& topics,
                                        const std::vector<LabelledRecord>& records) {
  Annotated annotated;
  for (const LabelledRecord& labelled : records) {
    if (labelled.record.annotation.has_topics) annotated.push_back(&labelled);
  }
  TopicEvaluation evaluation;
  evaluation.topics = topics;
  evaluation.documents = annotated.size();
  Decisions decisions;
  decisions.labels = topics.size();
  decisions.truth.assign(annotated.size() * topics.size(), 0);
  for (std::size_t i = 0; i < annotated.size(); ++i) {
    std::uint8_t* truth = decisions.truth.data() + i * topics.size();
    if (auto filled = fill_truth(annotated[i]->record, topics, truth); !filled) return filled.error();
    for (const TopicLabel& topic : annotated[i]->labels.topics) {
      decisions.predicted.push_back(topic.assigned ? 1 : 0);
      decisions.confidence.push_back(topic.confidence);
    }
    std::string line = describe_error(*annotated[i], truth);
    if (!line.empty()) evaluation.errors.push_back(std::move(line));
  }
  evaluation.scores = score(decisions);
  evaluation.intervals = bootstrap_scores(decisions);
  evaluation.calibration_error = expected_calibration_error(decisions.confidence, decisions.truth);
  evaluation.brier = brier_score(decisions.confidence, decisions.truth);
  for (std::size_t t = 0; t < topics.size(); ++t) {
    std::vector<double> confidence;
    std::vector<std::uint8_t> truth;
    for (std::size_t i = t; i < decisions.truth.size(); i += topics.size()) {
      confidence.push_back(decisions.confidence[i]);
      truth.push_back(decisions.truth[i]);
    }
    evaluation.topic_calibration_error.push_back(expected_calibration_error(confidence, truth));
  }
  fill_languages(annotated, decisions, evaluation);
  fill_pairs(annotated, decisions, evaluation);
  return evaluation;
}

std::string topic_report_text(const TopicEvaluation& evaluation, bool with_errors) {
  std::string out;
  append_line(out, "%-24s %9s %6s %6s %6s %6s\n", "topic", "documents", "prec.", "recall", "F1", "ECE");
  for (std::size_t t = 0; t < evaluation.topics.size(); ++t) {
    const LabelScore& label = evaluation.scores.labels[t];
    append_line(out, "%-24s %9zu %6.3f %6.3f %6.3f %6.3f\n", evaluation.topics[t].c_str(), label.support,
                label.precision, label.recall, label.f1, evaluation.topic_calibration_error[t]);
  }
  const Scores& all = evaluation.scores;
  append_line(out, "\nmicro-F1 %.3f  (95 %% interval %.3f to %.3f; precision %.3f, recall %.3f)\n",
              all.micro_f1, evaluation.intervals.micro_f1.low, evaluation.intervals.micro_f1.high,
              all.micro_precision, all.micro_recall);
  append_line(out, "macro-F1 %.3f  (95 %% interval %.3f to %.3f)\n", all.macro_f1,
              evaluation.intervals.macro_f1.low, evaluation.intervals.macro_f1.high);
  append_line(out, "expected calibration error %.4f, Brier score %.4f\n", evaluation.calibration_error,
              evaluation.brier);
  append_line(out, "documents %zu, all topics right in %.3f of them\n", evaluation.documents,
              all.subset_accuracy);
  for (const auto& [language, scores] : evaluation.by_language) {
    append_line(out, "language %s: micro-F1 %.3f, macro-F1 %.3f\n", language.c_str(), scores.micro_f1,
                scores.macro_f1);
  }
  if (evaluation.pairs > 0) {
    append_line(out, "pairs with the same topics: %zu of %zu\n", evaluation.pairs_agreeing, evaluation.pairs);
  }
  if (with_errors) {
    out += "\ndocuments with a wrong topic (+) or a missing one (-), confidence in brackets:\n";
    for (const std::string& line : evaluation.errors) out.append(line).append("\n");
  }
  return out;
}

nlohmann::ordered_json topic_report_json(const TopicEvaluation& evaluation) {
  nlohmann::ordered_json json = {{"documents", evaluation.documents}};
  json.update(scores_json(evaluation.scores));
  json["micro_f1_interval"] = {evaluation.intervals.micro_f1.low, evaluation.intervals.micro_f1.high};
  json["macro_f1_interval"] = {evaluation.intervals.macro_f1.low, evaluation.intervals.macro_f1.high};
  json["expected_calibration_error"] = evaluation.calibration_error;
  json["brier_score"] = evaluation.brier;
  for (std::size_t t = 0; t < evaluation.topics.size(); ++t) {
    const LabelScore& label = evaluation.scores.labels[t];
    json["topics"][evaluation.topics[t]] = {
        {"documents", label.support},
        {"precision", label.precision},
        {"recall", label.recall},
        {"f1", label.f1},
        {"expected_calibration_error", evaluation.topic_calibration_error[t]}};
  }
  for (const auto& [language, scores] : evaluation.by_language)
    json["languages"][language] = scores_json(scores);
  json["pairs"] = evaluation.pairs;
  json["pairs_agreeing"] = evaluation.pairs_agreeing;
  json["errors"] = evaluation.errors;
  return json;
}

}  // namespace bearing
