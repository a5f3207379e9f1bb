#include <algorithm>
#include <string_view>

#include "corpus/json_text.hpp"
#include "inference/label_formats.hpp"

namespace bearing {
namespace {

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

void append_column(std::string_view value, std::string& out) {
  out += ',';
  append_csv_field(value, out);
}

// Lists within a column are joined by semicolons, so there is none in an item: free targets are any words.
void append_item(std::string_view item, std::string& list) {
  if (!list.empty()) list += ';';
  const std::size_t begin = list.size();
  list += item;
  std::replace(list.begin() + static_cast<std::ptrdiff_t>(begin), list.end(), ';', ',');
}

void append_target_header(const LabelWriterOptions& options, const std::string& target, std::string& out) {
  append_column(target + "=touched", out);
  for (const std::string& stance : options.stances) append_column(target + "=" + stance, out);
}

std::string stance_items(const Labels& labels) {
  std::string items;
  for (const ShownStance& shown : assigned_stances(labels)) {
    std::string item = shown.target->target + "=" + shown.stance->stance + ":";
    append_probability(shown.stance->confidence, item);
    append_item(item, items);
  }
  return items;
}

// The probabilities of one target; empty columns where the labels don't have it.
void append_target_columns(const LabelWriterOptions& options, const Labels& labels, const std::string& name,
                           bool free, std::string& out) {
  const auto target =
      std::find_if(labels.targets.begin(), labels.targets.end(),
                   [&](const TargetLabel& label) { return label.free == free && label.target == name; });
  const bool known = target != labels.targets.end();
  out += ',';
  if (known) append_probability(target->confidence, out);
  for (const std::string& stance : options.stances) {
    out += ',';
    if (!known) continue;
    for (const StanceLabel& label : target->stances) {
      if (label.stance == stance) append_probability(label.confidence, out);
    }
  }
}

std::size_t stance_columns(const LabelWriterOptions& options) {
  if (options.stances.empty()) return 0;
  const std::size_t targets = options.all ? options.targets.size() + options.free_targets.size() : 0;
  return 1 + targets * (1 + options.stances.size());
}

// A field of the document as text; empty where it has none.
std::string cell_of(const Document& document, const std::string& name) {
  if (name == "title") return document.title;
  if (name == "text") return document.text;
  if (name == "lang") return document.lang;
  for (const auto& [field, raw] : document.fields) {
    if (field == name) return json_value_as_cell(raw);
  }
  return {};
}

}  // namespace

void append_csv_header(const LabelWriterOptions& options, std::string& out) {
  out += "id,lang,topics,confidences,warnings,error";
  if (options.all) {
    for (const std::string& topic : options.topics) append_column(topic, out);
  }
  if (!options.stances.empty()) {
    out += ",stances";
    if (options.all) {
      for (const std::string& target : options.targets) append_target_header(options, target, out);
      for (const std::string& target : options.free_targets) append_target_header(options, target, out);
    }
  }
  for (const std::string& field : options.select) append_column(field, out);
  out += '\n';
}

void append_csv_labels(const LabelWriterOptions& options, const Document& document, const Labels& labels,
                       std::string& out) {
  append_csv_field(document.id, out);
  append_column(labels.lang, out);
  std::string names, confidences, warnings;
  for (const TopicLabel& topic : shown_topics(labels, false)) {
    append_item(topic.label, names);
    std::string confidence;
    append_probability(topic.confidence, confidence);
    append_item(confidence, confidences);
  }
  for (const std::string& warning : labels.warnings) append_item(warning, warnings);
  for (const std::string* field : {&names, &confidences, &warnings}) append_column(*field, out);
  out += ',';  // No error.
  if (options.all) {
    for (const TopicLabel& topic : labels.topics) {
      out += ',';
      append_probability(topic.confidence, out);
    }
  }
  if (!options.stances.empty()) {
    append_column(stance_items(labels), out);
    if (options.all) {
      for (const std::string& name : options.targets)
        append_target_columns(options, labels, name, false, out);
      for (const std::string& name : options.free_targets)
        append_target_columns(options, labels, name, true, out);
    }
  }
  for (const std::string& field : options.select) append_column(cell_of(document, field), out);
  out += '\n';
}

void append_csv_error(const LabelWriterOptions& options, const std::string& id, const Error& error,
                      std::string& out) {
  append_csv_field(id, out);
  out += ",,,,,";
  append_csv_field(error.to_string(), out);
  if (options.all) out.append(options.topics.size(), ',');
  out.append(stance_columns(options) + options.select.size(), ',');
  out += '\n';
}

}  // namespace bearing
