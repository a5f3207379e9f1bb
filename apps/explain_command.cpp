// bearing explain: which words made a topic, in the text.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <map>
#include <memory>
#include <string>

#include "apps/commands.hpp"
#include "apps/default_model.hpp"
#include "apps/document_source.hpp"
#include "apps/exit_code.hpp"
#include "apps/read_flags.hpp"
#include "bearing/labeler.hpp"
#include "corpus/record_writer.hpp"
#include "inference/label_writer.hpp"

namespace bearing {
namespace {

struct ExplainOptions {
  ReadFlags read;
  std::string model, format = "text";
  std::vector<std::string> topics;
  std::size_t top = 12;
};

void append_number(double value, std::string& out) {
  char digits[32];
  std::snprintf(digits, sizeof digits, "%.6g", value);
  out += digits;
}

const std::string& field(const Document& document, const Contribution& c) {
  return c.in_title ? document.title : document.text;
}

std::string_view words(const Document& document, const Contribution& c) {
  return std::string_view(field(document, c)).substr(c.range.begin, c.range.size());
}

void append_json(const Document& document, const std::vector<Explanation>& explanations, std::string& out) {
  out += "{\"id\":";
  append_json_string(document.id, out);
  out += ",\"topics\":[";
  for (std::size_t i = 0; i < explanations.size(); ++i) {
    const Explanation& e = explanations[i];
    if (i > 0) out += ',';
    out += "{\"label\":";
    append_json_string(e.label, out);
    out += ",\"confidence\":";
    append_probability(e.confidence, out);
    out += e.assigned ? ",\"assigned\":true,\"score\":" : ",\"assigned\":false,\"score\":";
    append_number(e.score, out);
    out += ",\"bias\":";
    append_number(e.bias, out);
    out += ",\"contributions\":[";
    for (std::size_t k = 0; k < e.contributions.size(); ++k) {
      const Contribution& c = e.contributions[k];
      if (k > 0) out += ',';
      out += c.in_title ? "{\"field\":\"title\",\"begin\":" : "{\"field\":\"text\",\"begin\":";
      out += std::to_string(c.range.begin) + ",\"end\":" + std::to_string(c.range.end) + ",\"words\":";
      append_json_string(words(document, c), out);
      out += ",\"weight\":";
      append_number(c.weight, out);
      out += '}';
    }
    out += "]}";
  }
  out += "]}\n";
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
  out += "  strongest:";
  for (const auto& [word, weight] : sorted) {
    char number[32];
    std::snprintf(number, sizeof number, " %+.2f,", weight);
    out.append(" \"").append(word).append("\"").append(number);
  }
  if (out.back() == ',') out.back() = '\n';
}

// A field's text with the words that matter followed by their weight.
void append_marked(const Document& document, const Explanation& explanation, bool title, double least,
                   std::string& out) {
  const std::string& text = title ? document.title : document.text;
  std::map<std::size_t, std::map<std::size_t, double>> marks;  // end -> begin -> weight
  for (const Contribution& c : explanation.contributions) {
    if (c.in_title == title) marks[c.range.end][c.range.begin] += c.weight;
  }
  std::size_t written = 0;
  for (const auto& [end, begins] : marks) {
    for (const auto& [begin, weight] : begins) {
      if (std::abs(weight) < least || begin < written) continue;
      out.append(text, written, begin - written);
      char number[32];
      std::snprintf(number, sizeof number, " %+.2f]", weight);
      out.append("[").append(text, begin, end - begin).append(number);
      written = end;
    }
  }
  out.append(text, written);
  while (out.ends_with('\n')) out.pop_back();  // Files end with line feeds.
  out += '\n';
}

void append_text(const Document& document, const std::vector<Explanation>& explanations, std::size_t top,
                 std::string& out) {
  out.append(document.id).append("\n");
  if (explanations.empty()) out += "  (no topic; --topic explains any)\n";
  for (const Explanation& e : explanations) {
    char line[160];
    std::snprintf(line, sizeof line, "\n%s  confidence %.2f%s  score %+.2f = bias %+.2f + words %+.2f\n",
                  e.label.c_str(), e.confidence, e.assigned ? "" : " (not assigned)", e.score, e.bias,
                  e.score - e.bias);
    out += line;
    append_strongest(document, e, top, out);
    double strongest = 0;
    for (const Contribution& c : e.contributions) strongest = std::max(strongest, std::abs(c.weight));
    if (!document.title.empty()) append_marked(document, e, true, strongest / 10, out);
    append_marked(document, e, false, strongest / 10, out);
  }
}

int run_explain(const ExplainOptions& options) {
  auto read = options.read.parsed();
  if (!read) return report(read.error());
  auto path = model_path(options.model);
  if (!path) return report(path.error());
  auto labeler = Labeler::open(*path);
  if (!labeler) return report(labeler.error());
  for (const std::string& topic : options.topics) {
    const auto& known = (*labeler)->topics();
    if (std::find(known.begin(), known.end(), topic) == known.end()) {
      return report({ErrorCode::kUsage, "the model has no topic \"" + topic + "\"", *path, 0, {}});
    }
  }
  auto reader = open_records(options.read.inputs, *read);
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
    prepare(record);
    auto explanations = (*labeler)->explain(record.document, workspace);
    std::erase_if(explanations, [&](const Explanation& e) {
      if (options.topics.empty()) return !e.assigned;
      return std::find(options.topics.begin(), options.topics.end(), e.label) == options.topics.end();
    });
    std::string out;
    if (options.format == "json") {
      append_json(record.document, explanations, out);
    } else {
      append_text(record.document, explanations, options.top, out);
    }
    std::fwrite(out.data(), 1, out.size(), stdout);
  }
  return errors > 0 ? kExitInvalid : kExitDone;
}

}  // namespace

void add_explain_command(CLI::App& app, Run& run) {
  auto options = std::make_shared<ExplainOptions>();
  auto* command = app.add_subcommand("explain", "Show which words made each topic");
  add_read_flags(*command, options->read, "Documents: files, folders, or -");
  command->add_option("-m,--model", options->model, "Model file; without it, the shipped model");
  command->add_option("-t,--topic", options->topics,
                      "Only this topic, assigned or not (repeatable); without it, all that are assigned");
  command->add_option("-f,--format", options->format, "text or json")
      ->check(CLI::IsMember({"text", "json"}))
      ->capture_default_str();
  command->add_option("--top", options->top, "How many of the strongest words to list")
      ->capture_default_str();
  command->callback([options, &run] { run = [options] { return run_explain(*options); }; });
}

}  // namespace bearing
