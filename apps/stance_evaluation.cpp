#include "apps/stance_evaluation.hpp"

#include <algorithm>
#include <optional>
#include <set>

#include "apps/folded_holder.hpp"
#include "apps/name_index.hpp"
#include "apps/report_line.hpp"

namespace bearing {
namespace {

void locate_evidence(const Document& document, const std::string& evidence, StanceEntry& entry) {
  if (evidence.empty()) return;
  for (const bool in_title : {false, true}) {
    const std::string& field = in_title ? document.title : document.text;
    const std::size_t begin = field.find(evidence);
    if (begin == std::string::npos) continue;
    entry.evidence = {begin, begin + evidence.size()};
    entry.in_title = in_title;
    return;
  }
}

Status fill_gold(const StanceNames& names, const Record& record, StanceDocument& document) {
  for (const StanceAnnotation& annotation : record.annotation.stances) {
    const auto target = index_of(names.targets, annotation.target);
    if (!target) continue;
    const auto stance = index_of(names.stances, annotation.stance);
    if (!stance) {
      return Error{ErrorCode::kInvalidData,
                   "the model knows no stance \"" + annotation.stance + "\"",
                   record.source,
                   record.line,
                   {}};
    }
    StanceEntry entry;
    entry.target = *target;
    entry.stance = *stance;
    entry.holder = folded_holder(annotation.holder);
    locate_evidence(record.document, annotation.evidence, entry);
    document.gold.push_back(std::move(entry));
  }
  return success();
}

// The probability of a stance is that of target and stance together.
double given_touched(const StanceLabel& stance, const TargetLabel& target) {
  return target.confidence > 0 ? std::min(stance.confidence / target.confidence, 1.0) : 0.0;
}

void fill_predicted(const StanceNames& names, const Labels& labels, StanceDocument& document) {
  document.touched.assign(names.targets.size(), 0);
  document.given.assign(names.targets.size() * names.stances.size(), 0);
  document.stances.assign(document.given.size(), 0);
  for (const TargetLabel& target : labels.targets) {
    const auto t = target.free ? std::nullopt : index_of(names.targets, target.target);
    if (!t) continue;
    document.touched[*t] = target.confidence;
    for (const StanceLabel& stance : target.stances) {
      const auto s = index_of(names.stances, stance.stance);
      if (!s) continue;
      const std::size_t cell = *t * names.stances.size() + *s;
      document.given[cell] = stance.likely ? 1 : 0;
      document.stances[cell] = given_touched(stance, target);
      if (stance.assigned) {
        document.predicted.push_back({*t, *s, folded_holder(stance.holder), stance.evidence.range,
                                      stance.evidence.in_title, stance.confidence});
      }
    }
  }
}

// Nothing is known of the targets that nobody was asked for.
void keep_asked(const StanceNames& names, const LabelledRecord& labelled, StanceDocument& document) {
  std::set<std::uint32_t> asked;
  for (const std::string& target : labelled.asked) {
    if (const auto index = index_of(names.targets, target)) asked.insert(*index);
  }
  if (asked.empty()) return;
  for (const StanceEntry& entry : document.gold) asked.insert(entry.target);
  if (asked.size() == names.targets.size()) return;
  document.touched.clear();
  std::erase_if(document.predicted, [&](const StanceEntry& entry) { return !asked.contains(entry.target); });
}

std::string describe_error(const StanceNames& names, const std::string& id, const StanceDocument& document) {
  using Entry = std::pair<std::uint32_t, std::uint32_t>;
  std::set<Entry> gold, predicted;
  for (const StanceEntry& entry : document.gold) gold.insert({entry.target, entry.stance});
  std::string missing, extra;
  for (const StanceEntry& entry : document.predicted) {
    const Entry pair{entry.target, entry.stance};
    if (!predicted.insert(pair).second || gold.contains(pair)) continue;
    append_line(extra, " +%s=%s(%.2f)", names.targets[entry.target].c_str(),
                names.stances[entry.stance].c_str(), entry.confidence);
  }
  for (const Entry& pair : gold) {
    if (predicted.contains(pair)) continue;
    const std::size_t cell = pair.first * names.stances.size() + pair.second;
    append_line(missing, " -%s=%s(%.2f)", names.targets[pair.first].c_str(),
                names.stances[pair.second].c_str(), document.stances[cell]);
  }
  if (missing.empty() && extra.empty()) return {};
  return id + ":" + missing + extra;
}

}  // namespace

bool judges_scheme_targets(const LabelledRecord& labelled, const std::vector<std::string>& targets) {
  const Annotation& annotation = labelled.record.annotation;
  if (!annotation.has_stances) return false;
  const auto in_scheme = [&](const StanceAnnotation& stance) {
    return index_of(targets, stance.target).has_value();
  };
  return annotation.stances.empty() ||
         std::any_of(annotation.stances.begin(), annotation.stances.end(), in_scheme);
}

Result<StanceCorpus> make_stance_corpus(const StanceNames& names,
                                        const std::vector<LabelledRecord>& records) {
  StanceCorpus corpus{names.targets.size(), names.stances.size(), {}};
  for (const LabelledRecord& labelled : records) {
    if (!judges_scheme_targets(labelled, names.targets)) continue;
    StanceDocument document;
    document.lang = labelled.language();
    if (auto filled = fill_gold(names, labelled.record, document); !filled) return filled.error();
    fill_predicted(names, labelled.labels, document);
    keep_asked(names, labelled, document);
    corpus.documents.push_back(std::move(document));
  }
  return corpus;
}

Result<StanceEvaluation> evaluate_stances(const StanceNames& names,
                                          const std::vector<LabelledRecord>& records) {
  auto corpus = make_stance_corpus(names, records);
  if (!corpus) return corpus.error();
  StanceEvaluation evaluation;
  evaluation.names = names;
  evaluation.measures = measure_stance(*corpus);
  std::size_t next = 0;
  for (const LabelledRecord& labelled : records) {
    if (!judges_scheme_targets(labelled, names.targets)) continue;
    std::string line = describe_error(names, labelled.record.document.id, corpus->documents[next++]);
    if (!line.empty()) evaluation.errors.push_back(std::move(line));
  }
  return evaluation;
}

}  // namespace bearing
