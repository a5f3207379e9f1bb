#include "inference/label_writer.hpp"

#include <algorithm>
#include <cstdio>

#include "corpus/record_writer.hpp"

namespace bearing {
namespace {

// What is no number must not reach a reader of JSON.
double probability_of(double value) { return value > 0 ? std::min(value, 1.0) : 0.0; }

std::vector<TopicLabel> shown_topics(const LabelWriterOptions& options, const Labels& labels) {
  std::vector<TopicLabel> shown;
  for (const TopicLabel& topic : labels.topics) {
    if (options.all || topic.assigned) shown.push_back(topic);
  }
  std::stable_sort(shown.begin(), shown.end(), [](const TopicLabel& a, const TopicLabel& b) {
    return a.assigned != b.assigned ? a.assigned : a.confidence > b.confidence;
  });
  return shown;
}

void append_json(const LabelWriterOptions& options, const Document& document, const Labels& labels,
                 std::string& out) {
  out += "{\"id\":";
  append_json_string(document.id, out);
  out += ",\"lang\":";
  append_json_string(labels.lang, out);
  out += ",\"topics\":[";
  bool first = true;
  for (const TopicLabel& topic : shown_topics(options, labels)) {
    if (!first) out += ',';
    first = false;
    out += "{\"label\":";
    append_json_string(topic.label, out);
    out += ",\"confidence\":";
    append_probability(topic.confidence, out);
    if (options.all) {
      out += ",\"threshold\":";
      append_probability(topic.threshold, out);
      out += topic.assigned ? ",\"assigned\":true" : ",\"assigned\":false";
    }
    out += '}';
  }
  out += "],\"model\":";
  append_json_string(options.model, out);
  out += ",\"warnings\":[";
  for (std::size_t i = 0; i < labels.warnings.size(); ++i) {
    if (i > 0) out += ',';
    append_json_string(labels.warnings[i], out);
  }
  out += "]}\n";
}

void append_csv_field(std::string_view value, std::string& out) {
  if (value.find_first_of(",\"\r\n") == std::string_view::npos) {
    out += value;
    return;
  }
  out += '"';
  for (const char c : value) {
    if (c == '"') out += '"';
    out += c;
  }
  out += '"';
}

void append_csv(const LabelWriterOptions& options, const Document& document, const Labels& labels,
                std::string& out) {
  append_csv_field(document.id, out);
  out += ',';
  append_csv_field(labels.lang, out);
  std::string names, confidences, warnings;
  LabelWriterOptions assigned_only = options;
  assigned_only.all = false;
  for (const TopicLabel& topic : shown_topics(assigned_only, labels)) {
    if (!names.empty()) names += ';', confidences += ';';
    names += topic.label;
    append_probability(topic.confidence, confidences);
  }
  for (const std::string& warning : labels.warnings) {
    if (!warnings.empty()) warnings += ';';
    warnings += warning;
  }
  for (const std::string* field : {&names, &confidences, &warnings}) {
    out += ',';
    append_csv_field(*field, out);
  }
  out += ',';  // No error.
  if (options.all) {
    for (const TopicLabel& topic : labels.topics) {
      out += ',';
      append_probability(topic.confidence, out);
    }
  }
  out += '\n';
}

// Scraped titles may hold line feeds, and what terminals take for commands.
void append_plain(std::string_view value, std::string& out) {
  for (const char c : value) out += static_cast<unsigned char>(c) < 0x20 || c == 0x7F ? ' ' : c;
}

void append_text(const LabelWriterOptions& options, const Document& document, const Labels& labels,
                 std::string& out) {
  append_plain(document.id, out);
  if (!document.title.empty()) append_plain(document.title, out.append("  "));
  out.append("  [").append(labels.lang).append("]\n");
  const auto shown = shown_topics(options, labels);
  for (const TopicLabel& topic : shown) {
    constexpr std::size_t kNameWidth = 24, kBarWidth = 20;
    std::string name;
    append_plain(topic.label, name);
    name.resize(std::max(name.size(), kNameWidth), ' ');
    const double shown_part = probability_of(topic.confidence);
    std::string bar(static_cast<std::size_t>(shown_part * kBarWidth + 0.5), '#');
    bar.resize(kBarWidth, '.');
    char percent[16];
    std::snprintf(percent, sizeof percent, " %3.0f %%  ", shown_part * 100);
    out.append(topic.assigned ? "  * " : "    ").append(name).append(percent).append(bar).append("\n");
  }
  if (shown.empty()) out += "  (no topic)\n";
  for (const std::string& warning : labels.warnings) out.append("  ! ").append(warning).append("\n");
}

}  // namespace

void append_probability(double value, std::string& out) {
  char digits[16];
  int size = std::snprintf(digits, sizeof digits, "%.4f", probability_of(value));
  while (digits[size - 1] == '0') --size;
  if (digits[size - 1] == '.') --size;
  out.append(digits, static_cast<std::size_t>(size));
}

void append_header(const LabelWriterOptions& options, std::string& out) {
  if (options.format != LabelFormat::kCsv) return;
  out += "id,lang,topics,confidences,warnings,error";
  if (options.all) {
    for (const std::string& topic : options.topics) {
      out += ',';
      append_csv_field(topic, out);
    }
  }
  out += '\n';
}

void append_labels(const LabelWriterOptions& options, const Document& document, const Labels& labels,
                   std::string& out) {
  switch (options.format) {
    case LabelFormat::kJsonLines:
      return append_json(options, document, labels, out);
    case LabelFormat::kCsv:
      return append_csv(options, document, labels, out);
    case LabelFormat::kText:
      return append_text(options, document, labels, out);
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
      append_csv_field(id, out);
      out += ",,,,,";
      append_csv_field(error.to_string(), out);
      if (options.all) out.append(options.topics.size(), ',');
      out += '\n';
      return;
    case LabelFormat::kText:
      append_plain(id, out);
      out.append("\n  ! ").append(error.to_string()).append("\n");
      return;
  }
}

}  // namespace bearing
