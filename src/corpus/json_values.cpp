#include "corpus/json_values.hpp"

#include <algorithm>
#include <utility>

#include "corpus/json_record.hpp"
#include "corpus/json_text.hpp"

namespace bearing {
namespace {

const char* syntax_fault(simdjson::error_code code) {
  switch (code) {
    case simdjson::UNCLOSED_STRING:
      return "a string is never closed (is the line cut off?)";
    case simdjson::UNESCAPED_CHARS:
      return "a string holds a control character that should be escaped";
    case simdjson::INCOMPLETE_ARRAY_OR_OBJECT:
      return "an object or array is never closed (is the line cut off?)";
    case simdjson::EMPTY:
      return "nothing is there";
    case simdjson::MEMALLOC:
    case simdjson::CAPACITY:
      return "too large for the memory at hand";
    default:
      return "a comma, colon, bracket or value is missing or misplaced";
  }
}

Fault read_stance(json::object& object, StanceAnnotation& stance, std::size_t& replaced) {
  bool has_target = false, has_stance = false;
  stance = {};
  for (auto entry : object) {
    json::field field;
    if (auto code = std::move(entry).get(field)) return syntax(code);
    std::string_view name;
    if (auto code = field.unescaped_key().get(name)) return syntax(code);
    Fault fault;
    if (name == "target") {
      fault = read_string(field.value(), "stances.target", stance.target, replaced);
      has_target = !stance.target.empty();
    } else if (name == "stance") {
      fault = read_string(field.value(), "stances.stance", stance.stance, replaced);
      has_stance = !stance.stance.empty();
    } else if (name == "holder") {
      fault = read_string(field.value(), "stances.holder", stance.holder, replaced);
    } else if (name == "evidence") {
      fault = read_string(field.value(), "stances.evidence", stance.evidence, replaced);
    }
    if (!fault.empty()) return fault;
  }
  if (!has_target || !has_stance) return "field \"stances\": each entry needs \"target\" and \"stance\"";
  return {};
}

}  // namespace

std::string_view trimmed(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
  return text.substr(0, text.find_last_not_of(" \t\r\n") + 1);
}

const char* type_name(json::json_type type) {
  switch (type) {
    case json::json_type::array:
      return "an array";
    case json::json_type::object:
      return "an object";
    case json::json_type::number:
      return "a number";
    case json::json_type::string:
      return "a string";
    case json::json_type::boolean:
      return "a boolean";
    default:
      return "null";
  }
}

Fault syntax(simdjson::error_code code) { return std::string("not valid JSON: ") + syntax_fault(code); }

Fault mismatch(std::string_view field, const char* expected, json::json_type found) {
  return "field \"" + std::string(field) + "\": expected " + expected + ", found " + type_name(found);
}

simdjson::error_code raw_value(json::value& value, json::json_type type, std::string_view& raw) {
  if (type == json::json_type::object) {
    json::object object;
    if (auto code = value.get_object().get(object)) return code;
    return object.raw_json().get(raw);
  }
  if (type == json::json_type::array) {
    json::array array;
    if (auto code = value.get_array().get(array)) return code;
    return array.raw_json().get(raw);
  }
  raw = trimmed(value.raw_json_token());
  return simdjson::SUCCESS;
}

Fault read_string(json::value& value, std::string_view field, std::string& out, std::size_t& replaced) {
  json::json_type type{};
  if (auto code = value.type().get(type)) return syntax(code);
  out.clear();
  if (type == json::json_type::null && trimmed(value.raw_json_token()) == "null") return {};
  if (type != json::json_type::string) return mismatch(field, "a string", type);
  if (append_json_unescaped(trimmed(value.raw_json_token()), out, replaced)) return {};
  return "field \"" + std::string(field) + "\": a backslash is followed by what is no JSON escape";
}

Fault read_id(json::value& value, std::string_view field, std::string& out, std::size_t& replaced) {
  json::json_type type{};
  if (auto code = value.type().get(type)) return syntax(code);
  if (type != json::json_type::number) return read_string(value, field, out, replaced);
  const std::string_view raw = trimmed(value.raw_json_token());
  const bool integer = is_json_value(raw) && raw.find_first_of(".eE") == std::string_view::npos;
  if (!integer)
    return "field \"" + std::string(field) + "\": expected a string or an integer, found another number";
  out.assign(raw);
  return {};
}

Fault read_targets(json::value& value, std::vector<std::string>& targets) {
  json::json_type type{};
  std::string_view raw;
  if (auto code = value.type().get(type)) return syntax(code);
  if (auto code = raw_value(value, type, raw)) return syntax(code);
  targets.clear();
  if (type == json::json_type::null && raw == "null") return {};
  if (!parse_strings(raw, targets)) {
    if (!is_json_value(raw)) return syntax(simdjson::TAPE_ERROR);
    return "field \"targets\": expected an array of strings, found " +
           (type == json::json_type::array ? std::string("an array of other things") : type_name(type));
  }
  if (std::any_of(targets.begin(), targets.end(), [](const std::string& t) { return t.empty(); }))
    return "field \"targets\": a target is empty";
  return {};
}

Fault read_stances(json::value& value, Annotation& annotation, std::size_t& replaced) {
  json::json_type type{};
  if (auto code = value.type().get(type)) return syntax(code);
  annotation.has_stances = false;
  annotation.stances.clear();
  if (type == json::json_type::null) return {};
  if (type != json::json_type::array) return mismatch("stances", "an array of objects", type);
  json::array array;
  if (auto code = value.get_array().get(array)) return syntax(code);
  for (auto entry : array) {
    json::value element;
    if (auto code = std::move(entry).get(element)) return syntax(code);
    if (auto code = element.type().get(type)) return syntax(code);
    if (type != json::json_type::object) return mismatch("stances", "an array of objects", type);
    json::object object;
    if (auto code = element.get_object().get(object)) return syntax(code);
    if (Fault fault = read_stance(object, annotation.stances.emplace_back(), replaced); !fault.empty())
      return fault;
  }
  annotation.has_stances = true;
  return {};
}

std::string parse_stances(std::string_view text, Annotation& annotation) {
  json::parser parser;
  const simdjson::padded_string padded(text);
  json::document document;
  if (auto code = parser.iterate(padded).get(document)) return syntax(code);
  json::value value;
  if (document.get_value().get(value) != simdjson::SUCCESS)
    return "field \"stances\": expected an array of objects";
  std::size_t replaced = 0;
  Fault fault = read_stances(value, annotation, replaced);
  const char* rest = nullptr;
  if (fault.empty() && document.current_location().get(rest) == simdjson::SUCCESS)
    return "text follows the stances";
  return fault;
}

}  // namespace bearing
