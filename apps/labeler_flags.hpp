// Options that every command which labels documents shares, and the model that they name.
#pragma once

#include <CLI/CLI.hpp>
#include <memory>
#include <string>
#include <vector>

#include "apps/read_flags.hpp"
#include "bearing/document.hpp"
#include "bearing/labeler.hpp"
#include "bearing/result.hpp"

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
  std::vector<std::string> free_targets;  ///< Those of the flags, each once, without the scheme's own.
};

/// Errors: kUsage for flags that make no sense or ask for what the model can't do; those of Labeler::open.
Result<OpenedLabeler> open_labeler(const LabelerFlags& flags);

/// Makes the document ask for `free_targets` too, each target once. Those of the scheme are judged anyway and
/// are no free targets. Returns whether it asks for free targets.
bool ask_for_targets(const Labeler& labeler, const std::vector<std::string>& free_targets,
                     Document& document);

/// Takes back topics and stances whose confidence is below `min_confidence`, and raises the thresholds of
/// topics to it. A target stays touched: that is another question.
void abstain_below(double min_confidence, Labels& labels);

}  // namespace bearing
