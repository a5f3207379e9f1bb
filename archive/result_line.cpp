#include "archive/result_line.hpp"

#include <bit>

#include "base/utf8.hpp"
#include "corpus/buffered_input.hpp"
#include "corpus/json_text.hpp"
#include "corpus/json_values.hpp"

namespace bearing {
namespace {

/// Calls `read(name, value)` for each member of an object, up to the first fault.
template <class Read>
Fault read_members(json::object& object, Read read) {
  for (auto entry : object) {
    json::field field;
    if (auto code = std::move(entry).get(field)) return syntax(code);
    std::string_view name;
    if (auto code = field.unescaped_key().get(name)) return syntax(code);
    if (Fault fault = read(name, field.value()); !fault.empty()) return fault;
  }
  return {};
}

/// The same for an object that is a value.
template <class Read>
Fault read_object(json::value& value, std::string_view field, Read read) {
  json::json_type type{};
  if (auto code = value.type().get(type)) return syntax(code);
  if (type != json::json_type::object) return mismatch(field, "an object", type);
  json::object object;
  if (auto code = value.get_object().get(object)) return syntax(code);
  return read_members(object, read);
}

/// Calls `read(item)` for each item of an array, up to the first fault.
template <class Read>
Fault read_items(json::value& value, std::string_view field, Read read) {
  json::json_type type{};
  if (auto code = value.type().get(type)) return syntax(code);
  if (type != json::json_type::array) return mismatch(field, "an array", type);
  json::array array;
  if (auto code = value.get_array().get(array)) return syntax(code);
  for (auto entry : array) {
    json::value item;
    if (auto code = std::move(entry).get(item)) return syntax(code);
    if (Fault fault = read(item); !fault.empty()) return fault;
  }
  return {};
}

Fault read_text(json::value& value, std::string_view field, std::string& out) {
  std::size_t replaced = 0;
  return read_string(value, field, out, replaced);
}

Fault read_confidence(json::value& value, std::string_view field, double& out) {
  json::json_type type{};
  if (auto code = value.type().get(type)) return syntax(code);
  if (type != json::json_type::number) return mismatch(field, "a number", type);
  if (auto code = value.get_double().get(out)) return syntax(code);
  if (out >= 0 && out <= 1) return {};
  return "field \"" + std::string(field) + "\": expected a number from 0 to 1";
}

Fault read_flag(json::value& value, std::string_view field, bool& out) {
  json::json_type type{};
  if (auto code = value.type().get(type)) return syntax(code);
  if (type != json::json_type::boolean) return mismatch(field, "true or false", type);
  if (auto code = value.get_bool().get(out)) return syntax(code);
  return {};
}

Fault read_place(json::value& value, std::string_view field, std::uint64_t& out) {
  json::json_type type{};
  if (auto code = value.type().get(type)) return syntax(code);
  if (type != json::json_type::number) return mismatch(field, "a number", type);
  if (value.get_uint64().get(out) != simdjson::SUCCESS || out > INT64_MAX)
    return "field \"" + std::string(field) + "\": expected a number of bytes";
  return {};
}

/// Syntax inside what nobody asks for is skipped by the parser; but it is written out again, so it has to be
/// sound.
Fault read_raw(json::value& value, std::string_view name, std::string& out) {
  json::json_type type{};
  std::string_view raw;
  if (auto code = value.type().get(type)) return syntax(code);
  if (auto code = raw_value(value, type, raw)) return syntax(code);
  raw = trimmed(raw);
  if (!is_json_value(raw)) return "field \"" + std::string(name) + "\" does not hold valid JSON";
  out.assign(raw);
  return {};
}

Fault read_topic(json::value& value, ResultTopic& topic) {
  Fault fault = read_object(value, "topics", [&](std::string_view name, json::value& member) -> Fault {
    if (name == "label") return read_text(member, "topics.label", topic.label);
    if (name == "confidence") return read_confidence(member, "topics.confidence", topic.confidence);
    if (name == "assigned") return read_flag(member, "topics.assigned", topic.assigned);
    return {};
  });
  if (fault.empty() && topic.label.empty()) return "field \"topics\": each entry needs \"label\"";
  return fault;
}

Fault read_evidence(json::value& value, ResultStance& stance) {
  return read_object(value, "stances.evidence", [&](std::string_view name, json::value& member) -> Fault {
    if (name == "text") return read_text(member, "stances.evidence.text", stance.evidence);
    if (name == "begin") return read_place(member, "stances.evidence.begin", stance.begin);
    if (name == "end") return read_place(member, "stances.evidence.end", stance.end);
    if (name != "field") return {};
    std::string field;
    Fault fault = read_text(member, "stances.evidence.field", field);
    stance.in_title = field == "title";
    return fault;
  });
}

Fault read_stance(json::value& value, ResultStance& stance) {
  Fault fault = read_object(value, "stances", [&](std::string_view name, json::value& member) -> Fault {
    if (name == "target") return read_text(member, "stances.target", stance.target);
    if (name == "stance") return read_text(member, "stances.stance", stance.stance);
    if (name == "confidence") return read_confidence(member, "stances.confidence", stance.confidence);
    if (name == "holder") return read_text(member, "stances.holder", stance.holder);
    if (name == "evidence") return read_evidence(member, stance);
    return {};
  });
  if (fault.empty() && (stance.target.empty() || stance.stance.empty()))
    return "field \"stances\": each entry needs \"target\" and \"stance\"";
  return fault;
}

void clear(ResultLine& result) {
  for (std::string* text : {&result.id, &result.lang, &result.model, &result.error}) text->clear();
  result.topics.clear();
  result.has_stances = false;
  result.stances.clear();
  result.warnings.clear();
  result.fields.clear();
}

Fault read_field(std::string_view name, json::value& value, ResultLine& result) {
  auto& [field, raw] = result.fields.emplace_back();
  field.assign(name);  // before the value is looked at: the name lives in the parser's memory
  return read_raw(value, field, raw);
}

Fault read_member(std::string_view name, json::value& value, ResultLine& result) {
  std::size_t replaced = 0;
  if (name == "id") return read_id(value, name, result.id, replaced);
  if (name == "lang") return read_text(value, name, result.lang);
  if (name == "model") return read_text(value, name, result.model);
  if (name == "error") return read_text(value, name, result.error);
  if (name == "topics") {
    result.topics.clear();
    return read_items(value, name,
                      [&](json::value& item) { return read_topic(item, result.topics.emplace_back()); });
  }
  if (name == "stances") {
    result.stances.clear();
    result.has_stances = true;
    return read_items(value, name,
                      [&](json::value& item) { return read_stance(item, result.stances.emplace_back()); });
  }
  if (name == "warnings") {
    result.warnings.clear();
    return read_items(value, name, [&](json::value& item) {
      return read_text(item, "warnings", result.warnings.emplace_back());
    });
  }
  // Fields of the input (label --select, --pass-through) stand together.
  json::json_type type{};
  if (name == "fields" && value.type().get(type) == simdjson::SUCCESS && type == json::json_type::object) {
    return read_object(value, name, [&](std::string_view field, json::value& member) -> Fault {
      return read_field(field, member, result);
    });
  }
  return read_field(name, value, result);
}

}  // namespace

struct ResultParser::Impl {
  json::parser parser{};
  std::string padded{};  ///< The line, and slack for the vectorised parser.

  Fault parse(std::string_view line, ResultLine& result);
};

Fault ResultParser::Impl::parse(std::string_view line, ResultLine& result) {
  padded.assign(line);
  padded.append(BufferedInput::kSlack, '\0');
  if (line.size() > parser.capacity()) {
    if (auto code = parser.allocate(std::bit_ceil(std::max(line.size(), std::size_t{4096}))))
      return syntax(code);
  }
  json::document document;
  if (auto code = parser.iterate(padded.data(), line.size(), padded.size()).get(document)) {
    return code == simdjson::UTF8_ERROR ? "not valid UTF-8" : syntax(code);
  }
  json::json_type type{};
  if (auto code = document.type().get(type)) return syntax(code);
  if (type != json::json_type::object) return std::string("expected a JSON object, found ") + type_name(type);
  json::object object;
  if (auto code = document.get_object().get(object)) return syntax(code);
  Fault fault = read_members(
      object, [&](std::string_view name, json::value& value) { return read_member(name, value, result); });
  if (!fault.empty()) return fault;
  const char* rest = nullptr;
  if (document.current_location().get(rest) == simdjson::SUCCESS) return "more text follows the JSON object";
  return {};
}

ResultParser::ResultParser() : impl_(std::make_unique<Impl>()) {}
ResultParser::~ResultParser() = default;
ResultParser::ResultParser(ResultParser&&) noexcept = default;

std::string ResultParser::parse(std::string_view line, ResultLine& result) {
  clear(result);
  return impl_->parse(line, result);
}

}  // namespace bearing
