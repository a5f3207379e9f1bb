// Values of a JSON object that is being parsed, with words for what is wrong with them. Internal to this
// room: it shows simdjson.
#pragma once

#include <simdjson.h>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "bearing/document.hpp"

namespace bearing {

namespace json = simdjson::ondemand;

/// What stops the parsing of one object, or nothing; it becomes the record's error.
using Fault = std::string;

/// Without white space at its ends, as JSON defines it.
std::string_view trimmed(std::string_view text);

/// "an array", "a string" ... for messages.
const char* type_name(json::json_type type);

Fault syntax(simdjson::error_code code);
Fault mismatch(std::string_view field, const char* expected, json::json_type found);

/// The raw JSON of any value; syntax inside it is checked by whoever keeps it.
simdjson::error_code raw_value(json::value& value, json::json_type type, std::string_view& raw);

/// A string; null counts as an empty one. Adds the lone surrogates that became U+FFFD to `replaced`.
Fault read_string(json::value& value, std::string_view field, std::string& out, std::size_t& replaced);

/// The same; but an id may be an integer, of any length.
Fault read_id(json::value& value, std::string_view field, std::string& out, std::size_t& replaced);

/// An array of strings, or one string; null counts as none. An empty string is a fault.
Fault read_targets(json::value& value, std::vector<std::string>& targets);

Fault read_stances(json::value& value, Annotation& annotation, std::size_t& replaced);

}  // namespace bearing
