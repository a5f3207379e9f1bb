#include "inference/label_writer.hpp"

#include <algorithm>
#include <charconv>

#include "corpus/record_writer.hpp"
#include "inference/label_formats.hpp"
#include "inference/terminal_text.hpp"

namespace bearing {

double probability_of(double value) { return value > 0 ? std::min(value, 1.0) : 0.0; }

void append_probability(double value, std::string& out) {
  // Not by printf, which writes the decimal comma of the locale that a program may have set.
  char digits[16];
  const char* end =
      std::to_chars(digits, digits + sizeof digits, probability_of(value), std::chars_format::fixed, 4).ptr;
  while (end[-1] == '0') --end;
  if (end[-1] == '.') --end;
  out.append(static_cast<const char*>(digits), end);
}

LabelWriterOptions writer_options_of(const Labeler& labeler) {
  LabelWriterOptions options;
  options.model = labeler.model_id();
  options.topics = labeler.topics();
  options.targets = labeler.targets();
  options.target_names = labeler.target_names();
  options.stances = labeler.stances();
  return options;
}

std::vector<TopicLabel> shown_topics(const Labels& labels, bool all) {
  std::vector<TopicLabel> shown;
  for (const TopicLabel& topic : labels.topics) {
    if (all || topic.assigned) shown.push_back(topic);
  }
  std::stable_sort(shown.begin(), shown.end(), [](const TopicLabel& a, const TopicLabel& b) {
    return a.assigned != b.assigned ? a.assigned : a.confidence > b.confidence;
  });
  return shown;
}

std::vector<const StanceLabel*> sorted_stances(const TargetLabel& target) {
  std::vector<const StanceLabel*> sorted;
  for (const StanceLabel& stance : target.stances) sorted.push_back(&stance);
  std::stable_sort(sorted.begin(), sorted.end(), [](const StanceLabel* a, const StanceLabel* b) {
    return probability_of(a->confidence) > probability_of(b->confidence);
  });
  return sorted;
}

std::vector<ShownStance> assigned_stances(const Labels& labels) {
  std::vector<ShownStance> shown;
  for (const TargetLabel& target : labels.targets) {
    for (const StanceLabel* stance : sorted_stances(target)) {
      if (stance->assigned) shown.push_back({&target, stance});
    }
  }
  return shown;
}

bool shows_stances(const LabelWriterOptions& options, const Labels& labels) {
  return !options.stances.empty() || !labels.targets.empty();
}

void append_header(const LabelWriterOptions& options, std::string& out) {
  if (options.format == LabelFormat::kCsv) append_csv_header(options, out);
}

void append_labels(const LabelWriterOptions& options, const Document& document, const Labels& labels,
                   std::string& out) {
  switch (options.format) {
    case LabelFormat::kJsonLines:
      return append_json_labels(options, document, labels, out);
    case LabelFormat::kCsv:
      return append_csv_labels(options, document, labels, out);
    case LabelFormat::kText:
      return append_text_labels(options, document, labels, out);
  }
}

void append_error(const LabelWriterOptions& options, const std::string& id, const Error& error,
                  std::string& out) {
  switch (options.format) {
    case LabelFormat::kJsonLines:
      out += "{\"id\":";
      append_json_string(id, out);
      out += ",\"error\":";
      append_json_string(error.to_string(), out);
      out += "}\n";
      return;
    case LabelFormat::kCsv:
      return append_csv_error(options, id, error, out);
    case LabelFormat::kText:
      append_plain(id, out);
      out.append("\n  ! ").append(error.to_string()).append("\n");
      return;
  }
}

}  // namespace bearing
