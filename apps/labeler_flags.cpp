#include "apps/labeler_flags.hpp"

#include <algorithm>

#include "apps/default_model.hpp"
#include "apps/name_index.hpp"

namespace bearing {
namespace {

Error wrong_usage(std::string message) { return {ErrorCode::kUsage, std::move(message), {}, 0, {}}; }

// Appends the targets that are neither the scheme's nor there already.
void add_free_targets(const Labeler& labeler, const std::vector<std::string>& targets,
                      std::vector<std::string>& free) {
  for (const std::string& target : targets) {
    if (!index_of(labeler.targets(), target) && !index_of(free, target)) free.push_back(target);
  }
}

}  // namespace

Status LabelerFlags::validate() const {
  for (const std::string& target : targets) {
    if (target.find_first_not_of(" \t\r\n") == std::string::npos)
      return wrong_usage("--target: expected a claim or a headline in words, found none");
  }
  // Written so that what is no number fails too.
  if (!(min_confidence >= 0 && min_confidence <= 1))
    return wrong_usage("--min-confidence: expected a probability from 0 to 1");
  return success();
}

void add_labeler_flags(CLI::App& command, LabelerFlags& flags, const std::string& inputs) {
  add_read_flags(command, flags.read, inputs);
  command.add_option("-m,--model", flags.model, "Model file; without it, the shipped model");
}

void add_decision_flags(CLI::App& command, LabelerFlags& flags) {
  command
      .add_option("--target", flags.targets,
                  "A claim or a headline in words: also say where each document stands on it (repeatable)")
      ->type_name("TEXT")
      ->allow_extra_args(false);
  command
      .add_option("--min-confidence", flags.min_confidence,
                  "Assign no topic and no stance below this probability, whatever its threshold")
      ->type_name("P")
      ->capture_default_str();
}

Result<OpenedLabeler> open_labeler(const LabelerFlags& flags) {
  if (auto valid = flags.validate(); !valid) return valid.error();
  auto read = flags.read.parsed();
  if (!read) return read.error();
  auto path = model_path(flags.model);
  if (!path) return path.error();
  auto labeler = Labeler::open(*path);
  if (!labeler) return labeler.error();
  OpenedLabeler opened{*read, *path, *labeler, {}};
  add_free_targets(**labeler, flags.targets, opened.free_targets);
  if (!opened.free_targets.empty() && !(*labeler)->judges_free_targets()) {
    return Error{ErrorCode::kUsage,
                 "the model can't judge free targets (--target \"" + opened.free_targets.front() + "\")",
                 *path,
                 0,
                 {}};
  }
  return opened;
}

bool ask_for_targets(const Labeler& labeler, const std::vector<std::string>& free_targets,
                     Document& document) {
  std::vector<std::string> free;
  add_free_targets(labeler, document.targets, free);
  add_free_targets(labeler, free_targets, free);
  document.targets = std::move(free);
  return !document.targets.empty();
}

void abstain_below(double min_confidence, Labels& labels) {
  for (TopicLabel& topic : labels.topics) {
    topic.threshold = std::max(topic.threshold, min_confidence);
    topic.assigned = topic.assigned && topic.confidence >= min_confidence;
  }
  for (TargetLabel& target : labels.targets) {
    for (StanceLabel& stance : target.stances)
      stance.assigned = stance.assigned && stance.confidence >= min_confidence;
  }
}

}  // namespace bearing
