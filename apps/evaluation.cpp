#include "apps/evaluation.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "apps/name_index.hpp"
#include "base/parallel.hpp"

namespace bearing {
namespace {

/// What a corpus is annotated with, as far as the model knows such things.
struct Annotations {
  bool topics = false, scheme_targets = false, free_targets = false;
  bool unknown_stances = false;  ///< There are stances, and the model judges none of them.
};

bool looks_like_id(const std::string& target) { return target.find_first_of(" \t\n") == std::string::npos; }

Error unknown_target(const Record& record, const std::string& target) {
  return {ErrorCode::kInvalidData,
          "target \"" + target + "\" is not in the model's scheme",
          record.source,
          record.line,
          {}};
}

// In a corpus with targets of the scheme, what the model can't judge, or has the form of an id, is a mistake.
Status check_free_targets(const Labeler& labeler, const std::vector<LabelledRecord>& records) {
  for (const LabelledRecord& labelled : records) {
    for (const std::string& target : labelled.record.document.targets) {
      if (!labeler.judges_free_targets() || looks_like_id(target))
        return unknown_target(labelled.record, target);
    }
  }
  return success();
}

Result<Annotations> find_annotations(const Labeler& labeler, const std::vector<LabelledRecord>& records) {
  Annotations found;
  bool empty_list = false, scheme_target = false, free_target = false;
  for (const LabelledRecord& labelled : records) {
    const Annotation& annotation = labelled.record.annotation;
    found.topics = found.topics || (annotation.has_topics && !labeler.topics().empty());
    empty_list = empty_list || (annotation.has_stances && annotation.stances.empty());
    for (const StanceAnnotation& stance : annotation.stances)
      (index_of(labeler.targets(), stance.target) ? scheme_target : free_target) = true;
  }
  if (labeler.stances().empty()) {
    found.unknown_stances = free_target || empty_list;
    return found;
  }
  found.scheme_targets = scheme_target || (empty_list && !free_target && !labeler.targets().empty());
  if (scheme_target) {
    if (auto valid = check_free_targets(labeler, records); !valid) return valid.error();
  }
  found.free_targets = free_target && labeler.judges_free_targets();
  found.unknown_stances = free_target && !found.free_targets;
  return found;
}

Error nothing_to_compare(const Labeler& labeler, const Annotations& annotations,
                         const std::vector<LabelledRecord>& records) {
  std::string message = "no document has topic annotations (a \"topics\" list)";
  if (annotations.unknown_stances) {
    message = "the documents have stances, on targets that the model can't judge, and no topics that it can";
  } else if (!labeler.stances().empty()) {
    message = "no document has annotations that the model knows (a \"topics\" or a \"stances\" list)";
  }
  return {ErrorCode::kInvalidData,
          std::move(message),
          records.empty() ? std::string() : records.front().record.source,
          0,
          {}};
}

void label(const Labeler& labeler, std::size_t threads, std::vector<LabelledRecord>& records) {
  const std::size_t workers = std::min(threads == 0 ? available_cores() : threads, records.size());
  parallel_for(workers, workers, [&](std::size_t worker) {
    Workspace workspace;
    for (std::size_t i = worker; i < records.size(); i += workers)
      records[i].labels = labeler.label(records[i].record.document, workspace, {.all_stances = true});
  });
}

void append_errors(const char* what, const std::vector<std::string>& errors, std::string& out) {
  out.append("\n").append(what).append(":\n");
  for (const std::string& line : errors) out.append(line).append("\n");
}

}  // namespace

Result<Evaluation> evaluate(const Labeler& labeler, std::vector<Record> records, std::size_t threads) {
  std::vector<LabelledRecord> labelled;
  for (Record& record : records) {
    LabelledRecord next;
    next.asked = std::move(record.document.targets);
    record.document.targets = annotated_free_targets(record.annotation, labeler.targets());
    next.record = std::move(record);
    labelled.push_back(std::move(next));
  }
  auto annotations = find_annotations(labeler, labelled);
  if (!annotations) return annotations.error();
  if (!annotations->topics && !annotations->scheme_targets && !annotations->free_targets)
    return nothing_to_compare(labeler, *annotations, labelled);
  std::erase_if(labelled, [](const LabelledRecord& one) {
    return !one.record.annotation.has_topics && !one.record.annotation.has_stances;
  });
  if (!annotations->free_targets) {
    for (LabelledRecord& one : labelled) one.record.document.targets.clear();
  }
  label(labeler, threads, labelled);

  Evaluation evaluation;
  if (annotations->topics) {
    auto topics = evaluate_topics(labeler.topics(), labelled);
    if (!topics) return topics.error();
    evaluation.topics = std::move(*topics);
  }
  if (annotations->scheme_targets) {
    auto stances = evaluate_stances({labeler.targets(), labeler.stances()}, labelled);
    if (!stances) return stances.error();
    evaluation.stances = std::move(*stances);
  }
  if (annotations->free_targets) {
    auto pairs = evaluate_pairs(labeler.stances(), labelled);
    if (!pairs) return pairs.error();
    evaluation.pairs = std::move(*pairs);
  }
  return evaluation;
}

std::string evaluation_text(const Evaluation& evaluation, bool with_errors) {
  std::string out;
  const auto begin_part = [&] { out += out.empty() ? "" : "\n"; };
  if (evaluation.topics) out += topic_report_text(*evaluation.topics, with_errors);
  if (evaluation.stances) {
    begin_part();
    out += stance_report_text(evaluation.stances->measures, evaluation.stances->names);
    if (with_errors) {
      append_errors("documents with a wrong stance (+) or a missing one (-), confidence in brackets",
                    evaluation.stances->errors, out);
    }
  }
  if (evaluation.pairs) {
    begin_part();
    out += pair_report_text(evaluation.pairs->measures, evaluation.pairs->classes);
    if (with_errors) append_errors("texts and targets with a wrong stance", evaluation.pairs->errors, out);
  }
  return out;
}

std::string evaluation_json(const Evaluation& evaluation) {
  nlohmann::ordered_json json = nlohmann::ordered_json::object();
  if (evaluation.topics) json = topic_report_json(*evaluation.topics);
  if (evaluation.stances) {
    json["stances"] = stance_report_json(evaluation.stances->measures, evaluation.stances->names);
    json["stances"]["errors"] = evaluation.stances->errors;
  }
  if (evaluation.pairs) {
    json["stance_pairs"] = pair_report_json(evaluation.pairs->measures, evaluation.pairs->classes);
    json["stance_pairs"]["errors"] = evaluation.pairs->errors;
  }
  return json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace bearing
