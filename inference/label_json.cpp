#include <algorithm>
#include <string_view>

#include "corpus/record_writer.hpp"
#include "inference/label_formats.hpp"

namespace bearing {
namespace {

void append_flag(std::string_view name, bool value, std::string& out) {
  out.append(",\"").append(name).append(value ? "\":true" : "\":false");
}

void append_topic(const TopicLabel& topic, bool all, std::string& out) {
  out += "{\"label\":";
  append_json_string(topic.label, out);
  out += ",\"confidence\":";
  append_probability(topic.confidence, out);
  if (all) {
    out += ",\"threshold\":";
    append_probability(topic.threshold, out);
    append_flag("assigned", topic.assigned, out);
  }
  out += '}';
}

// Without braces: the caller's object may have more to say.
void append_place(const Quotation& words, std::string& out) {
  out += "\"begin\":" + std::to_string(words.range.begin) + ",\"end\":" + std::to_string(words.range.end);
  if (words.in_title) out += ",\"field\":\"title\"";
}

void append_stance(const ShownStance& shown, std::string& out) {
  const StanceLabel& stance = *shown.stance;
  out += "{\"target\":";
  append_json_string(shown.target->target, out);
  out += ",\"stance\":";
  append_json_string(stance.stance, out);
  out += ",\"confidence\":";
  append_probability(stance.confidence, out);
  if (!stance.holder.empty()) {
    out += ",\"holder\":";
    append_json_string(stance.holder, out);
  }
  if (!stance.holder_words.text.empty()) {
    out += ",\"holder_at\":{";
    append_place(stance.holder_words, out);
    out += '}';
  }
  if (!stance.evidence.text.empty()) {
    out += ",\"evidence\":{\"text\":";
    append_json_string(stance.evidence.text, out);
    out += ',';
    append_place(stance.evidence, out);
    out += '}';
  }
  out += '}';
}

void append_target(const TargetLabel& target, std::string& out) {
  out += "{\"target\":";
  append_json_string(target.target, out);
  out += ",\"confidence\":";
  append_probability(target.confidence, out);
  out += ",\"threshold\":";
  append_probability(target.threshold, out);
  append_flag("touched", target.touched, out);
  out += ",\"stances\":{";
  for (const StanceLabel& stance : target.stances) {
    if (&stance != target.stances.data()) out += ',';
    append_json_string(stance.stance, out);
    out += ':';
    append_probability(stance.confidence, out);
  }
  out += "}}";
}

// A member whose value is a list; `append_item` writes one item.
template <class Items, class Append>
void append_list(std::string_view name, const Items& items, std::string& out, Append append_item) {
  out.append(",\"").append(name).append("\":[");
  bool first = true;
  for (const auto& item : items) {
    if (!first) out += ',';
    first = false;
    append_item(item);
  }
  out += ']';
}

// What the input says of the document, under its own names.
void append_fields(const LabelWriterOptions& options, const Document& document, std::string& out) {
  if (options.select.empty() && !options.pass_through) return;
  out += ",\"fields\":{";
  const std::size_t begin = out.size();
  const auto add = [&](std::string_view name, std::string_view raw) {
    if (out.size() > begin) out += ',';
    append_json_string(name, out);
    out.append(":").append(raw);
  };
  std::string literal;
  const auto add_text = [&](std::string_view name, std::string_view text) {
    literal.clear();
    append_json_string(text, literal);
    add(name, literal);
  };
  const auto wanted = [&](std::string_view name) {
    return std::find(options.select.begin(), options.select.end(), name) != options.select.end();
  };
  if (!document.title.empty() && (options.pass_through || wanted("title"))) add_text("title", document.title);
  if (wanted("text")) add_text("text", document.text);
  if (!document.lang.empty() && (options.pass_through || wanted("lang"))) add_text("lang", document.lang);
  for (const auto& [name, raw] : document.fields) {
    if (options.pass_through || wanted(name)) add(name, raw);
  }
  out += '}';
}

// All members but the id, each with a comma before it.
void append_members(const LabelWriterOptions& options, const Document& document, const Labels& labels,
                    std::string& out) {
  out += ",\"lang\":";
  append_json_string(labels.lang, out);
  append_list("topics", shown_topics(labels, options.all), out,
              [&](const TopicLabel& topic) { append_topic(topic, options.all, out); });
  if (shows_stances(options, labels)) {
    append_list("stances", assigned_stances(labels), out,
                [&](const ShownStance& stance) { append_stance(stance, out); });
    if (options.all) {
      append_list("targets", labels.targets, out,
                  [&](const TargetLabel& target) { append_target(target, out); });
    }
  }
  out += ",\"model\":";
  append_json_string(options.model, out);
  append_list("warnings", labels.warnings, out,
              [&](const std::string& warning) { append_json_string(warning, out); });
  append_fields(options, document, out);
}

}  // namespace

void append_json_labels(const LabelWriterOptions& options, const Document& document, const Labels& labels,
                        std::string& out) {
  out += "{\"id\":";
  append_json_string(document.id, out);
  append_members(options, document, labels, out);
  out += "}\n";
}

void append_label_object(const LabelWriterOptions& options, const Document& document, const Labels& labels,
                         std::string& out) {
  const std::size_t begin = out.size();
  append_members(options, document, labels, out);
  out[begin] = '{';
  out += '}';
}

}  // namespace bearing
