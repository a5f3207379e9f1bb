#include "corpus/json_writer.hpp"

#include <simdjson.h>

#include <algorithm>
#include <array>

#include "base/utf8.hpp"
#include "corpus/record_writer.hpp"

namespace bearing {
namespace {

constexpr std::string_view kHex = "0123456789abcdef";

/// Bytes that can't stand in a JSON string as they are.
constexpr auto kEscaped = [] {
  std::array<bool, 256> table{};
  for (std::size_t i = 0; i < 0x20; ++i) table[i] = true;
  table['"'] = table['\\'] = true;
  return table;
}();

void append_escape(char c, std::string& out) {
  switch (c) {
    case '"':
      out += "\\\"";
      break;
    case '\\':
      out += "\\\\";
      break;
    case '\n':
      out += "\\n";
      break;
    case '\r':
      out += "\\r";
      break;
    case '\t':
      out += "\\t";
      break;
    default:
      out += "\\u00";
      out += kHex[static_cast<unsigned char>(c) >> 4];
      out += kHex[static_cast<unsigned char>(c) & 15];
  }
}

void append_valid(std::string_view text, std::string& out) {
  out += '"';
  std::size_t begin = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!kEscaped[static_cast<unsigned char>(text[i])]) continue;
    out.append(text, begin, i - begin);
    append_escape(text[i], out);
    begin = i + 1;
  }
  out.append(text, begin, text.size() - begin);
  out += '"';
}

/// Comma before all but the first member.
void append_separator(std::string& out) {
  if (!out.empty() && out.back() != '{') out += ',';
}

/// Targets to label, and stances.
void append_stances_member(const Record& record, std::string& out) {
  if (!record.document.targets.empty()) {
    append_separator(out);
    out += "\"targets\":";
    append_json_strings(record.document.targets, out);
  }
  if (!record.annotation.has_stances) return;
  append_separator(out);
  out += "\"stances\":";
  append_json_stances(record.annotation.stances, out);
}

}  // namespace

void append_json_string(std::string_view text, std::string& out) {
  if (simdjson::validate_utf8(text.data(), text.size())) return append_valid(text, out);
  std::string repaired;
  append_repaired_utf8(text, repaired);
  append_valid(repaired, out);
}

void append_json_member(std::string_view name, std::string_view value, std::string& out) {
  if (value.empty()) return;
  append_separator(out);
  append_json_string(name, out);
  out += ':';
  append_json_string(value, out);
}

void append_json_strings(const std::vector<std::string>& strings, std::string& out) {
  out += '[';
  for (std::size_t i = 0; i < strings.size(); ++i) {
    if (i > 0) out += ',';
    append_json_string(strings[i], out);
  }
  out += ']';
}

void append_json_stances(const std::vector<StanceAnnotation>& stances, std::string& out) {
  out += '[';
  for (std::size_t i = 0; i < stances.size(); ++i) {
    out += i > 0 ? ",{" : "{";
    append_json_member("target", stances[i].target, out);
    append_json_member("stance", stances[i].stance, out);
    append_json_member("holder", stances[i].holder, out);
    append_json_member("evidence", stances[i].evidence, out);
    out += '}';
  }
  out += ']';
}

void append_json_fields(const Record& record, std::initializer_list<std::string_view> taken,
                        std::string& out) {
  const Document& document = record.document;
  const auto is_taken = [&](std::string_view name) {
    return std::find(taken.begin(), taken.end(), name) != taken.end();
  };
  // Without a list of stances, words in a field of this name would be read back as a target.
  const auto misleads = [&](std::string_view name, std::string_view raw) {
    return !record.annotation.has_stances && name == "target" && raw.starts_with('"') && raw != "\"\"";
  };
  const auto is_carried = [&](std::string_view name) {
    return std::any_of(document.fields.begin(), document.fields.end(),
                       [&](auto& field) { return field.first == name; });
  };
  for (const auto& [name, raw] : document.fields) {
    append_separator(out);
    if (is_taken(name) || misleads(name, raw)) {
      std::string free = name + "_";
      while (is_taken(free) || is_carried(free)) free += '_';
      append_json_string(free, out);
    } else {
      append_json_string(name, out);
    }
    out += ':';
    const auto begin = static_cast<std::ptrdiff_t>(out.size());
    out += raw;
    // A value from a pretty-printed array may span lines. A string never does: its line feeds are escaped.
    std::replace(out.begin() + begin, out.end(), '\n', ' ');
  }
}

void append_json_line(const Record& record, std::string& out) {
  out += "{\"id\":";
  append_json_string(record.document.id, out);
  append_json_member("lang", record.document.lang, out);
  append_json_member("title", record.document.title, out);
  out += ",\"text\":";
  append_json_string(record.document.text, out);
  if (record.annotation.has_topics) {
    out += ",\"topics\":";
    append_json_strings(record.annotation.topics, out);
  }
  append_stances_member(record, out);
  append_json_fields(record, {"id", "lang", "title", "text", "topics", "targets", "stances"}, out);
  out += '}';
}

void append_pair_line(const Record& record, std::string& out) {
  const Document& document = record.document;
  const bool stance = record.annotation.has_stances;
  const StanceAnnotation pair =
      stance ? record.annotation.stances.at(0) : StanceAnnotation{document.targets.at(0), {}, {}, {}};
  out += "{\"id\":";
  append_json_string(document.id, out);
  append_json_member("lang", document.lang, out);
  append_json_member("title", document.title, out);
  out += ",\"text\":";
  append_json_string(document.text, out);
  append_json_member("target", pair.target, out);
  append_json_member("stance", pair.stance, out);
  append_json_member("holder", pair.holder, out);
  append_json_member("evidence", pair.evidence, out);
  append_json_fields(record,
                     {"id", "lang", "title", "text", "topics", "targets", "stances", "target", "stance",
                      "holder", "evidence"},
                     out);
  out += '}';
}

void append_doccano_line(const Record& record, std::string& out) {
  out += "{\"id\":";
  append_json_string(record.document.id, out);
  out += ",\"text\":";
  append_json_string(record.document.text, out);
  if (record.annotation.has_topics) {
    out += ",\"label\":";
    append_json_strings(record.annotation.topics, out);
  }
  append_json_member("lang", record.document.lang, out);
  append_json_member("title", record.document.title, out);
  append_stances_member(record, out);
  append_json_fields(record,
                     {"id", "lang", "title", "text", "topics", "targets", "stances", "label", "labels"}, out);
  out += '}';
}

void append_label_studio_task(const Record& record, std::string& out) {
  out += "{\"data\":{\"id\":";
  append_json_string(record.document.id, out);
  append_json_member("lang", record.document.lang, out);
  append_json_member("title", record.document.title, out);
  out += ",\"text\":";
  append_json_string(record.document.text, out);
  append_stances_member(record, out);
  append_json_fields(record, {"id", "lang", "title", "text", "topics", "targets", "stances"}, out);
  out += "},\"annotations\":[";
  if (record.annotation.has_topics) {
    out += "{\"result\":[";
    if (!record.annotation.topics.empty()) {
      out += R"({"from_name":"topics","to_name":"text","type":"choices","value":{"choices":)";
      append_json_strings(record.annotation.topics, out);
      out += "}}";
    }
    out += "]}";
  }
  out += "]}";
}

}  // namespace bearing
