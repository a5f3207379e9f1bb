// Options that every command which labels documents shares, and the model that they name.
#pragma once

#include <CLI/CLI.hpp>
#include <memory>
#include <string>
#include <vector>

#include "apps/read_flags.hpp"
#include "bearing/labeler.hpp"
#include "bearing/result.hpp"
#include "serving/record_labeler.hpp"

namespace bearing {

/// What the options below fill in.
struct LabelerFlags {
  ReadFlags read;
  std::string model;
  std::vector<std::string> targets;  ///< Free targets for every document.
  double min_confidence = 0;

  /// Errors: kUsage.
  Status validate() const;
};

/// Declares the inputs, the fields and --model.
void add_labeler_flags(CLI::App& command, LabelerFlags& flags, const std::string& inputs);

/// Declares --target and --min-confidence.
void add_decision_flags(CLI::App& command, LabelerFlags& flags);

/// A model that is ready, and how to read what it is to judge.
struct OpenedLabeler {
  ReadOptions read;
  std::string path;
  std::shared_ptr<const Labeler> labeler;
  RecordLabeler records;  ///< The same with what the flags ask for.
};

/// `all_stances`: see LabelDetail. Errors: kUsage for flags that make no sense or ask for what the model
/// can't do; those of Labeler::open.
Result<OpenedLabeler> open_labeler(const LabelerFlags& flags, bool all_stances = false);

}  // namespace bearing
