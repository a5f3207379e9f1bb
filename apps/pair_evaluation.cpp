#include "apps/pair_evaluation.hpp"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "apps/name_index.hpp"
#include "apps/report_line.hpp"

namespace bearing {
namespace {

constexpr const char* kUnrelated = "unrelated";

/// A stance that a person annotated on a free target, and what the model says of that target.
struct Pair {
  const LabelledRecord* labelled = nullptr;
  const StanceAnnotation* annotation = nullptr;
  const TargetLabel* label = nullptr;
};

// The labels of free targets come in the order in which the document asks for them.
std::vector<Pair> pairs_of(const std::vector<LabelledRecord>& records) {
  std::vector<Pair> pairs;
  for (const LabelledRecord& labelled : records) {
    std::vector<const TargetLabel*> free;
    for (const TargetLabel& target : labelled.labels.targets) {
      if (target.free) free.push_back(&target);
    }
    const std::vector<std::string>& asked = labelled.record.document.targets;
    check(free.size() == asked.size());
    for (const StanceAnnotation& annotation : labelled.record.annotation.stances) {
      if (const auto index = index_of(asked, annotation.target))
        pairs.push_back({&labelled, &annotation, free[*index]});
    }
  }
  return pairs;
}

/// What the model says of a pair.
struct Decision {
  std::uint32_t stance = 0;
  double confidence = 0;
};

// The most probable of the likely stances. Where the data have a class for it, a target may also be left
// untouched; otherwise it is given that it is touched.
Decision decide(const TargetLabel& label, std::optional<std::uint32_t> untouched) {
  if (untouched && !label.touched) return {*untouched, 1 - label.confidence};
  Decision best;
  bool found = false;
  for (std::uint32_t s = 0; s < label.stances.size(); ++s) {
    const StanceLabel& stance = label.stances[s];
    if (!stance.likely || (found && stance.confidence <= best.confidence)) continue;
    best = {s, stance.confidence};
    found = true;
  }
  if (!untouched && label.confidence > 0) best.confidence = std::min(best.confidence / label.confidence, 1.0);
  return best;
}

/// Name of a part -> the pairs in it.
using Parts = std::map<std::string, std::vector<std::size_t>>;

// Few enough to be read one by one, and not a target for each text.
bool are_few(const Parts& targets, std::size_t pairs) {
  constexpr std::size_t kFewTargets = 20;
  return targets.size() > 1 && targets.size() <= kFewTargets && pairs >= 2 * targets.size();
}

Parts parts_of(const std::vector<Pair>& pairs) {
  Parts languages, targets, seen;
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    const LabelledRecord& labelled = *pairs[i].labelled;
    languages["language " + labelled.language()].push_back(i);
    targets["target " + pairs[i].annotation->target].push_back(i);
    for (const auto& [name, raw] : labelled.record.document.fields) {
      if (name != "seen") continue;
      const auto value = nlohmann::json::parse(raw, nullptr, false);
      seen["seen " + (value.is_string() ? value.get<std::string>() : raw)].push_back(i);
    }
  }
  Parts parts = std::move(seen);
  if (languages.size() > 1) parts.merge(languages);
  if (are_few(targets, pairs.size())) parts.merge(targets);
  return parts;
}

PairOptions options_for(const std::vector<std::string>& classes) {
  PairOptions options;
  options.favor = index_of(classes, "favor");
  options.against = index_of(classes, "against");
  options.unrelated = index_of(classes, kUnrelated);
  return options;
}

}  // namespace

std::vector<std::string> annotated_free_targets(const Annotation& annotation,
                                                const std::vector<std::string>& scheme_targets) {
  std::vector<std::string> free;
  for (const StanceAnnotation& stance : annotation.stances) {
    if (!index_of(scheme_targets, stance.target) && !index_of(free, stance.target))
      free.push_back(stance.target);
  }
  return free;
}

Result<PairEvaluation> evaluate_pairs(const std::vector<std::string>& stances,
                                      const std::vector<LabelledRecord>& records) {
  const std::vector<Pair> pairs = pairs_of(records);
  PairEvaluation evaluation;
  evaluation.classes = stances;
  std::optional<std::uint32_t> untouched;
  const auto is_unrelated = [](const Pair& pair) { return pair.annotation->stance == kUnrelated; };
  if (!index_of(stances, kUnrelated) && std::any_of(pairs.begin(), pairs.end(), is_unrelated)) {
    untouched = static_cast<std::uint32_t>(stances.size());
    evaluation.classes.push_back(kUnrelated);
  }
  PairDecisions decisions;
  decisions.classes = evaluation.classes.size();
  for (const Pair& pair : pairs) {
    const Record& record = pair.labelled->record;
    const auto truth = index_of(evaluation.classes, pair.annotation->stance);
    if (!truth) {
      return Error{ErrorCode::kInvalidData,
                   "the model knows no stance \"" + pair.annotation->stance + "\"",
                   record.source,
                   record.line,
                   {}};
    }
    const Decision decision = decide(*pair.label, untouched);
    decisions.truth.push_back(*truth);
    decisions.predicted.push_back(decision.stance);
    decisions.confidence.push_back(decision.confidence);
    if (decision.stance == *truth) continue;
    std::string line;
    append_line(line, "%s: \"%s\": %s, given as %s(%.2f)", record.document.id.c_str(),
                pair.annotation->target.c_str(), pair.annotation->stance.c_str(),
                evaluation.classes[decision.stance].c_str(), decision.confidence);
    evaluation.errors.push_back(std::move(line));
  }
  evaluation.measures = measure_pairs(decisions, options_for(evaluation.classes));
  for (const auto& [name, members] : parts_of(pairs))
    evaluation.measures.by_group[name] = score_pairs(decisions, members);
  return evaluation;
}

}  // namespace bearing
