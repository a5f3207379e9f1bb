#include "apps/stance_report.hpp"

#include <algorithm>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "apps/report_line.hpp"
#include "base/check.hpp"

namespace bearing {
namespace {

using Json = nlohmann::ordered_json;

/// "0.812", or "-" where nothing was judged.
std::string cell(double value, bool judged) {
  if (!judged) return "-";
  char text[16];
  std::snprintf(text, sizeof text, "%.3f", value);
  return text;
}

std::string cell(const Share& share) { return cell(share.value(), share.judged > 0); }

std::string interval(const Interval& interval) {
  char text[64];
  std::snprintf(text, sizeof text, "(95 %% interval %.3f to %.3f", interval.low, interval.high);
  return text;
}

/// Without predictions and annotations there is nothing to judge.
bool is_judged(const Scores& scores) {
  for (const LabelScore& label : scores.labels) {
    if (label.support + label.predicted > 0) return true;
  }
  return false;
}

void append_targets(std::string& out, const StanceMeasures& measures, const StanceNames& names) {
  append_line(out, "%-24s %9s %6s %6s %6s %6s %7s %6s %6s %6s\n", "target", "documents", "prec.", "recall",
              "F1", "ECE", "stance", "whole", "evid.", "holder");
  for (std::size_t t = 0; t < names.targets.size(); ++t) {
    const StanceScores& scores = measures.by_target[t];
    const LabelScore& label = measures.all.targets.labels[t];
    append_line(out, "%-24s %9zu %6.3f %6.3f %6.3f %6s %7s %6s %6s %6s\n", names.targets[t].c_str(),
                label.support, label.precision, label.recall, label.f1,
                cell(scores.touched.expected_error, scores.touched.decisions > 0).c_str(),
                cell(scores.given.macro_f1, is_judged(scores.given)).c_str(),
                cell(scores.end_to_end.micro_f1, is_judged(scores.end_to_end)).c_str(),
                cell(scores.found.evidence).c_str(), cell(scores.found.holder_partial).c_str());
  }
}

void append_share(std::string& out, const char* what, const Share& share, const Interval& range) {
  append_line(out, "%s %s  %s; %zu of %zu)\n", what, cell(share).c_str(), interval(range).c_str(),
              share.right, share.judged);
}

void append_calibration(std::string& out, const char* what, const CalibrationScore& score) {
  if (score.decisions == 0) return;
  append_line(out, "%s: expected calibration error %.4f, Brier score %.4f\n", what, score.expected_error,
              score.brier);
}

Json interval_json(const Interval& interval) { return {interval.low, interval.high}; }

Json share_json(const Share& share) {
  Json json = {{"share", nullptr}, {"right", share.right}, {"judged", share.judged}};
  if (share.judged > 0) json["share"] = share.value();
  return json;
}

Json calibration_json(const CalibrationScore& score) {
  return {{"decisions", score.decisions},
          {"expected_calibration_error", score.expected_error},
          {"brier_score", score.brier}};
}

Json label_json(const LabelScore& label) {
  return {{"support", label.support},
          {"predicted", label.predicted},
          {"precision", label.precision},
          {"recall", label.recall},
          {"f1", label.f1}};
}

Json f1_json(const Scores& scores) {
  return {{"micro_precision", scores.micro_precision},
          {"micro_recall", scores.micro_recall},
          {"micro_f1", scores.micro_f1},
          {"macro_f1", scores.macro_f1}};
}

/// One slice: all documents, a language or a target.
Json scores_json(const StanceScores& scores, const std::vector<std::string>& stances) {
  Json json = {{"documents", scores.documents},
               {"target_detection", f1_json(scores.targets)},
               {"stance_given_target", f1_json(scores.given)},
               {"end_to_end", f1_json(scores.end_to_end)},
               {"evidence_top1", share_json(scores.found.evidence)},
               {"evidence_top1_with_stance", share_json(scores.found.evidence_of_stance)},
               {"holder_exact", share_json(scores.found.holder_exact)},
               {"holder_partial", share_json(scores.found.holder_partial)},
               {"calibration",
                {{"target_touched", calibration_json(scores.touched)},
                 {"stance_given_target", calibration_json(scores.given_stances)},
                 {"entries", calibration_json(scores.entries)}}}};
  for (std::size_t s = 0; s < stances.size(); ++s) {
    json["stance_given_target"]["stances"][stances[s]] = label_json(scores.given.labels[s]);
  }
  return json;
}

void check_names(const StanceMeasures& measures, const StanceNames& names) {
  check(names.targets.size() == measures.by_target.size());
  check(names.stances.size() == measures.all.given.labels.size());
}

}  // namespace

std::string stance_report_text(const StanceMeasures& measures, const StanceNames& names) {
  check_names(measures, names);
  const StanceScores& all = measures.all;
  const StanceIntervals& ranges = measures.intervals;
  std::string out;
  append_targets(out, measures, names);
  append_line(out, "\ntargets found: micro-F1 %.3f  %s; precision %.3f, recall %.3f)\n", all.targets.micro_f1,
              interval(ranges.target_micro_f1).c_str(), all.targets.micro_precision,
              all.targets.micro_recall);
  append_line(out, "               macro-F1 %.3f  %s)\n", all.targets.macro_f1,
              interval(ranges.target_macro_f1).c_str());
  append_line(out, "stance, target given: macro-F1 %.3f  %s)\n", all.given.macro_f1,
              interval(ranges.given_macro_f1).c_str());
  for (std::size_t s = 0; s < names.stances.size(); ++s) {
    const LabelScore& label = all.given.labels[s];
    append_line(out, "  %-12s F1 %.3f (precision %.3f, recall %.3f; %zu annotated)\n",
                names.stances[s].c_str(), label.f1, label.precision, label.recall, label.support);
  }
  append_line(out, "whole (target and stance): micro-F1 %.3f  %s; precision %.3f, recall %.3f)\n",
              all.end_to_end.micro_f1, interval(ranges.end_to_end_micro_f1).c_str(),
              all.end_to_end.micro_precision, all.end_to_end.micro_recall);
  append_share(out, "evidence of found targets:", all.found.evidence, ranges.evidence);
  append_share(out, "evidence of found targets and stances:", all.found.evidence_of_stance,
               ranges.evidence_of_stance);
  append_share(out, "holder, at least in part:", all.found.holder_partial, ranges.holder_partial);
  append_share(out, "holder, exactly:", all.found.holder_exact, ranges.holder_exact);
  append_calibration(out, "target touched", all.touched);
  append_calibration(out, "stance, target given", all.given_stances);
  append_calibration(out, "entries", all.entries);
  append_line(out, "documents %zu\n", all.documents);
  for (const auto& [language, scores] : measures.by_language) {
    append_line(out, "language %s: targets %.3f, stance %.3f, whole %.3f, evidence %s, holder %s\n",
                language.empty() ? "unknown" : language.c_str(), scores.targets.micro_f1,
                scores.given.macro_f1, scores.end_to_end.micro_f1, cell(scores.found.evidence).c_str(),
                cell(scores.found.holder_partial).c_str());
  }
  return out;
}

nlohmann::ordered_json stance_report_json(const StanceMeasures& measures, const StanceNames& names) {
  check_names(measures, names);
  Json json = scores_json(measures.all, names.stances);
  const StanceIntervals& ranges = measures.intervals;
  json["target_detection"]["micro_f1_interval"] = interval_json(ranges.target_micro_f1);
  json["target_detection"]["macro_f1_interval"] = interval_json(ranges.target_macro_f1);
  json["stance_given_target"]["macro_f1_interval"] = interval_json(ranges.given_macro_f1);
  json["end_to_end"]["micro_f1_interval"] = interval_json(ranges.end_to_end_micro_f1);
  json["end_to_end"]["macro_f1_interval"] = interval_json(ranges.end_to_end_macro_f1);
  json["evidence_top1"]["interval"] = interval_json(ranges.evidence);
  json["evidence_top1_with_stance"]["interval"] = interval_json(ranges.evidence_of_stance);
  json["holder_exact"]["interval"] = interval_json(ranges.holder_exact);
  json["holder_partial"]["interval"] = interval_json(ranges.holder_partial);
  json["targets"] = Json::object();
  for (std::size_t t = 0; t < names.targets.size(); ++t) {
    Json of_target = scores_json(measures.by_target[t], names.stances);
    of_target["target_detection"] = label_json(measures.all.targets.labels[t]);
    json["targets"][names.targets[t]] = std::move(of_target);
  }
  json["languages"] = Json::object();
  for (const auto& [language, scores] : measures.by_language) {
    json["languages"][language] = scores_json(scores, names.stances);
  }
  return json;
}

std::string pair_report_text(const PairMeasures& measures, const std::vector<std::string>& classes) {
  const PairScores& all = measures.all;
  check(classes.size() == all.classes.size());
  std::string out;
  append_line(out, "%-24s %9s %6s %6s %6s   given as:", "stance", "pairs", "prec.", "recall", "F1");
  for (const std::string& name : classes) append_line(out, " %9s", name.c_str());
  out += "\n";
  for (std::size_t c = 0; c < classes.size(); ++c) {
    const LabelScore& label = all.classes[c];
    append_line(out, "%-24s %9zu %6.3f %6.3f %6.3f            ", classes[c].c_str(), label.support,
                label.precision, label.recall, label.f1);
    for (std::size_t given = 0; given < classes.size(); ++given) {
      const int width = static_cast<int>(std::max<std::size_t>(9, classes[given].size()));
      append_line(out, " %*zu", width, all.confusion[c * classes.size() + given]);
    }
    out += "\n";
  }
  append_line(out, "\nmacro-F1 %.3f  %s)\n", all.macro_f1, interval(measures.macro_f1).c_str());
  append_line(out, "accuracy %.3f  %s)\n", all.accuracy, interval(measures.accuracy).c_str());
  if (measures.f_avg) {
    append_line(out, "F_avg (SemEval-2016 Task 6) %.4f  %s)\n", *measures.f_avg,
                interval(measures.f_avg_interval).c_str());
  }
  if (measures.fnc1) {
    append_line(out, "weighted score (FNC-1) %.4f  %s)\n", *measures.fnc1,
                interval(measures.fnc1_interval).c_str());
  }
  append_calibration(out, "confidence", all.calibration);
  append_line(out, "pairs %zu\n", all.pairs);
  for (const auto& [name, scores] : measures.by_group) {
    append_line(out, "%s: macro-F1 %.3f, accuracy %.3f, %zu pairs\n", name.c_str(), scores.macro_f1,
                scores.accuracy, scores.pairs);
  }
  return out;
}

nlohmann::ordered_json pair_report_json(const PairMeasures& measures,
                                        const std::vector<std::string>& classes) {
  const auto scores_of = [&](const PairScores& scores) {
    check(classes.size() == scores.classes.size());
    Json json = {{"pairs", scores.pairs}, {"accuracy", scores.accuracy}, {"macro_f1", scores.macro_f1}};
    json["calibration"] = calibration_json(scores.calibration);
    json["stances"] = Json::object();
    for (std::size_t c = 0; c < classes.size(); ++c) {
      Json& of_class = json["stances"][classes[c]] = label_json(scores.classes[c]);
      for (std::size_t given = 0; given < classes.size(); ++given) {
        of_class["given_as"][classes[given]] = scores.confusion[c * classes.size() + given];
      }
    }
    return json;
  };
  Json json = scores_of(measures.all);
  json["accuracy_interval"] = interval_json(measures.accuracy);
  json["macro_f1_interval"] = interval_json(measures.macro_f1);
  if (measures.f_avg) {
    json["semeval_f_avg"] = *measures.f_avg;
    json["semeval_f_avg_interval"] = interval_json(measures.f_avg_interval);
  }
  if (measures.fnc1) {
    json["fnc1_score"] = *measures.fnc1;
    json["fnc1_score_interval"] = interval_json(measures.fnc1_interval);
  }
  json["groups"] = Json::object();
  for (const auto& [name, scores] : measures.by_group) json["groups"][name] = scores_of(scores);
  return json;
}

}  // namespace bearing
