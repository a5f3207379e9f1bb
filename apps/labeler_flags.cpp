#include "apps/labeler_flags.hpp"

#include <utility>

#include "apps/default_model.hpp"
#include "base/usage_error.hpp"
#include "serving/target_text.hpp"

namespace bearing {
Status LabelerFlags::validate() const {
  for (const std::string& target : targets) {
    if (is_blank_target(target))
      return usage_error("--target: expected a claim or a headline in words, found none");
  }
  // Written so that what is no number fails too.
  if (!(min_confidence >= 0 && min_confidence <= 1))
    return usage_error("--min-confidence: expected a probability from 0 to 1");
  return success();
}

void add_labeler_flags(CLI::App& command, LabelerFlags& flags, const std::string& inputs) {
  add_read_flags(command, flags.read, inputs);
  command.add_option("-m,--model", flags.model, "Model file; without it, the shipped model")
      ->type_name("FILE");
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

Result<OpenedLabeler> open_labeler(const LabelerFlags& flags, bool all_stances) {
  if (auto valid = flags.validate(); !valid) return valid.error();
  auto read = flags.read.parsed();
  if (!read) return read.error();
  auto path = model_path(flags.model);
  if (!path) return path.error();
  auto labeler = Labeler::open(*path);
  if (!labeler) return labeler.error();
  auto records = RecordLabeler::make(*labeler, {flags.targets, flags.min_confidence, all_stances});
  if (!records) {
    Error error = records.error();
    error.source = *path;
    return error;
  }
  return OpenedLabeler{*read, *path, std::move(*labeler), std::move(*records)};
}

}  // namespace bearing
