#include "training/training_report.hpp"

#include <torch/version.h>

#include <algorithm>
#include <cstdio>
#include <map>
#include <nlohmann/json.hpp>

#include "metric/calibration.hpp"
#include "training/rounded.hpp"

namespace bearing {
namespace {

using Json = nlohmann::ordered_json;

Json stance_json(const Scheme& scheme, const StanceCorpus& stance) {
  const StanceMeasures found = measure_stance(stance);
  const StanceScores& all = found.all;
  Json json = {
      {"target_micro_f1", rounded(all.targets.micro_f1)},
      {"given_macro_f1", rounded(all.given.macro_f1)},
      {"end_to_end_micro_f1", rounded(all.end_to_end.micro_f1)},
      {"evidence", rounded(all.found.evidence.value())},
      {"holder_exact", rounded(all.found.holder_exact.value())},
      {"holder_partial", rounded(all.found.holder_partial.value())},
      {"expected_calibration_error",
       {{"targets", rounded(all.touched.expected_error)}, {"entries", rounded(all.entries.expected_error)}}}};
  for (std::size_t t = 0; t < scheme.targets.size(); ++t) {
    json["targets"][scheme.targets[t].id] = {
        {"target_f1", rounded(found.by_target[t].targets.micro_f1)},
        {"end_to_end_f1", rounded(found.by_target[t].end_to_end.micro_f1)}};
  }
  return json;
}

std::string stance_text(const StanceCorpus& stance) {
  const StanceScores all = measure_stance(stance).all;
  char line[300];
  std::snprintf(line, sizeof line,
                "  stance: targets micro-F1 %.3f, stance given the target macro-F1 %.3f, both micro-F1 %.3f; "
                "evidence %.3f, holder %.3f exact, %.3f partial\n",
                all.targets.micro_f1, all.given.macro_f1, all.end_to_end.micro_f1, all.found.evidence.value(),
                all.found.holder_exact.value(), all.found.holder_partial.value());
  return line;
}

}  // namespace

std::string provenance_json(const TrainOptions& options, const TrainedOn& corpus) {
  Json strength = nullptr;  // By the kind of model.
  if (options.document_strength) strength = *options.document_strength;
  const Json json = {
      {"corpus_hash", corpus.corpus_hash},
      {"documents", corpus.documents},
      {"documents_with_evidence_rows", corpus.sentence_rows},
      {"features", {{"terms", corpus.terms}, {"chars", corpus.chars}, {"lexicon", corpus.lexicon}}},
      {"options",
       {{"document_strength", strength},
        {"passes", options.passes},
        {"sentence_strength", options.sentence_strength},
        {"folds", options.folds},
        {"seed", options.seed},
        {"max_epochs", options.max_epochs},
        {"precision_floor", options.precision_floor},
        {"threshold_smoothing", options.threshold_smoothing},
        {"least_documents", options.features.least_documents},
        {"least_pair_documents", options.features.least_pair_documents},
        {"stripped_weight", options.features.stripped_weight},
        {"device", options.device}}},
      {"libtorch", TORCH_VERSION}};
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);  // Names may be any bytes.
}

QualityReport::QualityReport(const Scheme& scheme, const Decisions& held_out)
    : scheme_(scheme),
      held_out_(held_out),
      scores_(score(held_out)),
      intervals_(bootstrap_scores(held_out)),
      calibration_error_(expected_calibration_error(held_out.confidence, held_out.truth)),
      brier_(brier_score(held_out.confidence, held_out.truth)) {}

std::string QualityReport::json(const std::vector<std::string>& languages, const StanceCorpus& stance) const {
  Json json = {{"method", "cross-validation; calibration and thresholds fitted on the other folds"},
               {"micro_f1", rounded(scores_.micro_f1)},
               {"micro_f1_interval", {rounded(intervals_.micro_f1.low), rounded(intervals_.micro_f1.high)}},
               {"macro_f1", rounded(scores_.macro_f1)},
               {"macro_f1_interval", {rounded(intervals_.macro_f1.low), rounded(intervals_.macro_f1.high)}},
               {"expected_calibration_error", rounded(calibration_error_)},
               {"brier_score", rounded(brier_)}};
  for (std::size_t t = 0; t < scheme_.topics.size(); ++t) {
    json["topics"][scheme_.topics[t].id] = {{"documents", scores_.labels[t].support},
                                            {"precision", rounded(scores_.labels[t].precision)},
                                            {"recall", rounded(scores_.labels[t].recall)},
                                            {"f1", rounded(scores_.labels[t].f1)}};
  }
  std::map<std::string, std::vector<std::size_t>> members;
  for (std::size_t d = 0; d < languages.size(); ++d) members[languages[d]].push_back(d);
  for (const auto& [language, documents] : members) {
    json["languages"][language] = {{"documents", documents.size()},
                                   {"micro_f1", rounded(score(held_out_, documents).micro_f1)}};
  }
  if (stance.targets > 0) json["stance"] = stance_json(scheme_, stance);
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string QualityReport::text(const std::vector<double>& thresholds, const StanceCorpus& stance) const {
  std::string out = "held-out quality (cross-validation)\n";
  char line[200];
  for (std::size_t t = 0; t < scheme_.topics.size(); ++t) {
    const LabelScore& label = scores_.labels[t];
    std::string name = scheme_.topics[t].id;
    name.resize(std::max<std::size_t>(name.size(), 24), ' ');
    std::snprintf(line, sizeof line, " %6zu documents  F1 %.3f", label.support, label.f1);
    out += "  " + name + line;
    if (!thresholds.empty()) {
      std::snprintf(line, sizeof line, "  threshold %.2f", thresholds[t]);
      out += line;
    }
    out += '\n';
  }
  std::snprintf(
      line, sizeof line,
      "  micro-F1 %.3f (%.3f to %.3f), macro-F1 %.3f (%.3f to %.3f), calibration error %.4f, Brier %.4f\n",
      scores_.micro_f1, intervals_.micro_f1.low, intervals_.micro_f1.high, scores_.macro_f1,
      intervals_.macro_f1.low, intervals_.macro_f1.high, calibration_error_, brier_);
  out += line;
  return stance.targets > 0 ? out + stance_text(stance) : out;
}

}  // namespace bearing
