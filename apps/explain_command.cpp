// bearing explain: which words made a topic or a stance, in the text.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <map>
#include <memory>
#include <string>

#include "apps/commands.hpp"
#include "apps/exit_code.hpp"
#include "apps/labeler_flags.hpp"
#include "bearing/labeler.hpp"
#include "inference/explanation_json.hpp"

namespace bearing {
namespace {

struct ExplainOptions {
  LabelerFlags labeler;
  std::string format = "text";
  std::vector<std::string> topics;
  std::size_t top = 12;
};

const std::string& field(const Document& document, const Contribution& c) {
  return c.in_title ? document.title : document.text;
}

std::string_view words(const Document& document, const Contribution& c) {
  return std::string_view(field(document, c)).substr(c.range.begin, c.range.size());
}

// The strongest distinct words for and against, added up over their occurrences.
void append_strongest(const Document& document, const Explanation& explanation, std::size_t top,
                      std::string& out) {
  std::map<std::string, double> sums;
  for (const Contribution& c : explanation.contributions) sums[std::string(words(document, c))] += c.weight;
  std::vector<std::pair<std::string, double>> sorted(sums.begin(), sums.end());
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const auto& a, const auto& b) { return std::abs(a.second) > std::abs(b.second); });
  sorted.resize(std::min(sorted.size(), top));
  if (sorted.empty()) return;
  out += "  strongest:";
  for (const auto& [word, weight] : sorted) {
    char number[32];
    std::snprintf(number, sizeof number, " %+.2f,", weight);
    out.append(" \"").append(word).append("\"").append(number);
  }
  out.back() = '\n';
}

/// Where the words that matter stand in a field: end -> begin -> weight.
using Marks = std::map<std::size_t, std::map<std::size_t, double>>;

Marks marks_of(const Explanation& explanation, bool title) {
  double strongest = 0;
  for (const Contribution& c : explanation.contributions) strongest = std::max(strongest, std::abs(c.weight));
  Marks sums, marks;
  for (const Contribution& c : explanation.contributions) {
    if (c.in_title == title) sums[c.range.end][c.range.begin] += c.weight;
  }
  for (const auto& [end, begins] : sums) {
    for (const auto& [begin, weight] : begins) {
      if (std::abs(weight) >= strongest / 10) marks[end][begin] = weight;
    }
  }
  return marks;
}

// The lines from the first to the last mark: a stance shows in a sentence or two of a long text.
ByteRange lines_around(const std::string& text, const Marks& marks) {
  if (marks.empty()) return {};
  const std::size_t before = text.rfind('\n', marks.begin()->second.begin()->first);
  const std::size_t after = text.find('\n', marks.rbegin()->first);
  return {before == std::string::npos ? 0 : before + 1, after == std::string::npos ? text.size() : after};
}

// A part of a field's text with the words that matter followed by their weight.
void append_marked(const std::string& text, ByteRange part, const Marks& marks, std::string& out) {
  std::size_t written = part.begin;
  for (const auto& [end, begins] : marks) {
    for (const auto& [begin, weight] : begins) {
      if (begin < written) continue;
      out.append(text, written, begin - written);
      char number[32];
      std::snprintf(number, sizeof number, " %+.2f]", weight);
      out.append("[").append(text, begin, end - begin).append(number);
      written = end;
    }
  }
  out.append(text, written, part.end - written);
  while (out.ends_with('\n')) out.pop_back();  // Files end with line feeds.
  out += '\n';
}

void append_text(const Document& document, const Explanation& e, std::size_t top, bool whole,
                 std::string& out) {
  char numbers[128];
  std::snprintf(numbers, sizeof numbers, "  confidence %.2f%s  score %+.2f = bias %+.2f + words %+.2f\n",
                e.confidence, e.assigned ? "" : " (not assigned)", e.score, e.bias, e.score - e.bias);
  out.append("\n").append(e.label);
  if (!whole) out.append(": ").append(e.stance.empty() ? "touched" : e.stance);
  out += numbers;
  append_strongest(document, e, top, out);
  for (const bool title : {true, false}) {
    const std::string& text = title ? document.title : document.text;
    const Marks marks = marks_of(e, title);
    const ByteRange part = whole ? ByteRange{0, text.size()} : lines_around(text, marks);
    if (part.size() > 0 || (whole && !title)) append_marked(text, part, marks, out);
  }
}

void append_text(const Document& document, const ShownExplanations& shown, std::size_t top,
                 std::string& out) {
  out.append(document.id).append("\n");
  if (shown.topics.empty()) out += "  (no topic; --topic explains any)\n";
  if (shown.exclusive && !shown.topics.empty())
    out += "  (one topic a document: confidences depend on the scores of all topics)\n";
  for (const Explanation& e : shown.topics) append_text(document, e, top, true, out);
  if (shown.knows_stances && shown.targets.empty()) out += "  (no stance)\n";
  for (const Explanation& e : shown.targets) append_text(document, e, top, false, out);
}

int run_explain(const ExplainOptions& options) {
  auto opened = open_labeler(options.labeler);
  if (!opened) return report(opened.error());
  const Labeler& labeler = *opened->labeler;
  for (const std::string& topic : options.topics) {
    const auto& known = labeler.topics();
    if (std::find(known.begin(), known.end(), topic) == known.end()) {
      return report({ErrorCode::kUsage, "the model has no topic \"" + topic + "\"", opened->path, 0, {}});
    }
  }
  auto inputs = options.labeler.read.all_inputs();
  if (!inputs) return report(inputs.error());
  auto reader = open_records(*inputs, opened->read);
  if (!reader) return report(reader.error());
  Workspace workspace;
  std::size_t errors = 0;
  for (Record record;;) {
    auto more = (*reader)->next(record);
    if (!more) return report(more.error());
    if (!*more) break;
    if (record.error) {
      report(*record.error);
      ++errors;
      continue;
    }
    const ShownExplanations shown = shown_explanations(labeler, opened->records.explain(record, workspace),
                                                       options.topics, options.labeler.min_confidence);
    std::string out;
    if (options.format == "json") {
      append_explanations(record.document, shown, out);
      out += '\n';
    } else {
      append_text(record.document, shown, options.top, out);
    }
    std::fwrite(out.data(), 1, out.size(), stdout);
  }
  return errors > 0 ? kExitInvalid : kExitDone;
}

}  // namespace

void add_explain_command(CLI::App& app, Run& run) {
  auto options = std::make_shared<ExplainOptions>();
  auto* command = app.add_subcommand("explain", "Show which words made each topic and each stance");
  add_labeler_flags(*command, options->labeler, "Documents: files, folders, or -");
  add_decision_flags(*command, options->labeler);
  command->add_option(
      "-t,--topic", options->topics,
      "Only this topic, assigned or not (repeatable); without it, all topics and stances assigned");
  command->add_option("-f,--format", options->format, "text or json")
      ->check(CLI::IsMember({"text", "json"}))
      ->capture_default_str();
  command->add_option("--top", options->top, "How many of the strongest words to list")
      ->capture_default_str();
  command->callback([options, &run] { run = [options] { return run_explain(*options); }; });
}

}  // namespace bearing
