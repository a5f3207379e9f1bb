#include "training/pair_report.hpp"

#include <torch/version.h>

#include <algorithm>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "training/rounded.hpp"

namespace bearing {
namespace {

using Json = nlohmann::ordered_json;

std::string text_of(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);  // Names may be any bytes.
}

const char* name_of(PairGroups groups) {
  switch (groups) {
    case PairGroups::kText:
      return "text";
    case PairGroups::kTarget:
      return "target";
    case PairGroups::kConnected:
      break;
  }
  return "connected";
}

const char* name_of(PairObjective objective) {
  switch (objective) {
    case PairObjective::kAccuracy:
      return "accuracy";
    case PairObjective::kMacroF1:
      return "macro-f1";
    case PairObjective::kSemEval:
      return "semeval";
    case PairObjective::kFnc1:
      break;
  }
  return "fnc-1";
}

std::optional<std::uint32_t> class_named(const std::vector<std::string>& classes, const char* name) {
  const auto found = std::find(classes.begin(), classes.end(), name);
  if (found == classes.end()) return {};
  return static_cast<std::uint32_t>(found - classes.begin());
}

}  // namespace

std::string pair_provenance_json(const PairTrainOptions& options, const PairCorpus& corpus,
                                 std::size_t wide_features) {
  const WideDeepOptions& network = options.network;
  const Json json = {{"corpus_hash", options.corpus_hash},
                     {"pairs", corpus.pairs.size()},
                     {"texts", corpus.texts.size()},
                     {"targets", corpus.targets.size()},
                     {"wide_features", wide_features},
                     {"dense_features", options.rules.dense_size()},
                     {"options",
                      {{"hidden", network.hidden},
                       {"learning_rate", network.learning_rate},
                       {"epochs", network.epochs},
                       {"batch", network.batch},
                       {"dropout", network.dropout},
                       {"wide_decay", network.wide_decay},
                       {"deep_decay", network.deep_decay},
                       {"balance", network.balance},
                       {"ensemble", options.ensemble},
                       {"folds", options.folds.count},
                       {"folds_by", name_of(options.folds.by)},
                       {"loose", options.folds.loose},
                       {"objective", name_of(options.decision.objective)},
                       {"tune", options.decision.tune},
                       {"seed", options.folds.seed}}},
                     {"libtorch", TORCH_VERSION}};
  return text_of(json);
}

PairMeasures measure_held_out(const PairDecisions& held_out, const std::vector<std::string>& classes) {
  PairOptions options;
  options.favor = class_named(classes, "favor");
  options.against = class_named(classes, "against");
  options.unrelated = class_named(classes, "unrelated");
  return measure_pairs(held_out, options);
}

std::string pair_quality_json(const PairMeasures& measures, const std::vector<std::string>& classes) {
  const auto interval = [](const Interval& i) { return Json{rounded(i.low), rounded(i.high)}; };
  Json json = {{"method", "cross-validation; calibration and offsets fitted on the other folds"},
               {"pairs", measures.all.pairs},
               {"accuracy", rounded(measures.all.accuracy)},
               {"accuracy_interval", interval(measures.accuracy)},
               {"macro_f1", rounded(measures.all.macro_f1)},
               {"macro_f1_interval", interval(measures.macro_f1)}};
  if (measures.f_avg) {
    json["f_avg"] = rounded(*measures.f_avg);
    json["f_avg_interval"] = interval(measures.f_avg_interval);
  }
  if (measures.fnc1) {
    json["fnc1_score"] = rounded(*measures.fnc1);
    json["fnc1_score_interval"] = interval(measures.fnc1_interval);
  }
  json["expected_calibration_error"] = rounded(measures.all.calibration.expected_error);
  json["brier_score"] = rounded(measures.all.calibration.brier);
  for (std::size_t k = 0; k < classes.size(); ++k) {
    const LabelScore& score = measures.all.classes[k];
    json["classes"][classes[k]] = {{"pairs", score.support},
                                   {"precision", rounded(score.precision)},
                                   {"recall", rounded(score.recall)},
                                   {"f1", rounded(score.f1)}};
  }
  return text_of(json);
}

std::string pair_quality_text(const PairMeasures& measures, const std::vector<std::string>& classes) {
  std::string out = "held-out quality (cross-validation)\n";
  char line[200];
  for (std::size_t k = 0; k < classes.size(); ++k) {
    const LabelScore& score = measures.all.classes[k];
    std::snprintf(line, sizeof line, "  %-28.80s %6zu pairs  F1 %.3f\n", classes[k].c_str(), score.support,
                  score.f1);
    out += line;
  }
  std::snprintf(line, sizeof line, "  macro-F1 %.3f (%.3f to %.3f), accuracy %.3f", measures.all.macro_f1,
                measures.macro_f1.low, measures.macro_f1.high, measures.all.accuracy);
  out += line;
  if (measures.f_avg) {
    std::snprintf(line, sizeof line, ", mean F1 of favor and against %.3f", *measures.f_avg);
    out += line;
  }
  if (measures.fnc1) {
    std::snprintf(line, sizeof line, ", FNC-1 score %.3f", *measures.fnc1);
    out += line;
  }
  std::snprintf(line, sizeof line, ", calibration error %.3f\n", measures.all.calibration.expected_error);
  return out + line;
}

}  // namespace bearing
