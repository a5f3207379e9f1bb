// The formats of the label writer, and what they share: which labels are shown, in which order.
#pragma once

#include <string>
#include <vector>

#include "bearing/document.hpp"
#include "bearing/labels.hpp"
#include "bearing/result.hpp"
#include "inference/label_writer.hpp"

namespace bearing {

/// The value as a number from 0 to 1; 0 for what is no number, which must not reach a reader of JSON.
double probability_of(double value);

/// Assigned topics, with `all` the others after them; the surest first.
std::vector<TopicLabel> shown_topics(const Labels& labels, bool all);

/// A stance and the target that it is on; both point into the labels.
struct ShownStance {
  const TargetLabel* target = nullptr;
  const StanceLabel* stance = nullptr;
};

/// The stances of a target with the most confident first.
std::vector<const StanceLabel*> sorted_stances(const TargetLabel& target);

/// Assigned stances: by target in the order of the labels, then the most confident first.
std::vector<ShownStance> assigned_stances(const Labels& labels);

/// Whether results speak of stances at all: other models' results look as if there were no such thing.
bool shows_stances(const LabelWriterOptions& options, const Labels& labels);

void append_json_labels(const LabelWriterOptions& options, const Document& document, const Labels& labels,
                        std::string& out);
void append_csv_header(const LabelWriterOptions& options, std::string& out);
void append_csv_labels(const LabelWriterOptions& options, const Document& document, const Labels& labels,
                       std::string& out);
void append_csv_error(const LabelWriterOptions& options, const std::string& id, const Error& error,
                      std::string& out);
void append_text_labels(const LabelWriterOptions& options, const Document& document, const Labels& labels,
                        std::string& out);

}  // namespace bearing
