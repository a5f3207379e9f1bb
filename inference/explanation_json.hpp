// Explanations as JSON, and which of them are shown.
#pragma once

#include <string>
#include <vector>

#include "bearing/document.hpp"
#include "bearing/labeler.hpp"
#include "bearing/labels.hpp"

namespace bearing {

/// What is shown of one document.
struct ShownExplanations {
  bool knows_stances = false;
  bool exclusive = false;  ///< Exactly one topic.
  std::vector<Explanation> topics;
  std::vector<Explanation> targets;  ///< Each touched target, followed by the stances assigned on it.
};

/// Topics and stances below the confidence are not assigned any more. A target stays touched: that is another
/// question. `explanations` are all of a document, as `labeler` gave them.
void unassign_below(double min_confidence, const Labeler& labeler, std::vector<Explanation>& explanations);

/// Of all explanations of a document, as `labeler` gave them: the topics asked for, assigned or not; without
/// any, the topics assigned and the stances that are. Those below `min_confidence` count as not assigned.
ShownExplanations shown_explanations(const Labeler& labeler, std::vector<Explanation> explanations,
                                     const std::vector<std::string>& topics, double min_confidence);

/// Appends a JSON object without line feed: id, topics, and for models that know stances, targets and
/// stances; each with its words, their place in bytes of the field, and their weight.
void append_explanations(const Document& document, const ShownExplanations& shown, std::string& out);

/// The same without the id.
void append_explanation_object(const Document& document, const ShownExplanations& shown, std::string& out);

}  // namespace bearing
