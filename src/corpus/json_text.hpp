// JSON (RFC 8259) at the level of characters: string literals both ways, and the syntax of values carried
// through.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace bearing {

/// Appends what a string literal (quotes included, well-formed UTF-8 inside) means. Lone surrogate escapes,
/// which name no character, become U+FFFD and are added to `replaced`. False, with `out` as far as it got,
/// when it isn't a literal.
bool append_json_unescaped(std::string_view literal, std::string& out, std::size_t& replaced);

/// Whether `text` is exactly one JSON value, white space around it allowed, nested at most kJsonMaxDepth
/// deep.
bool is_json_value(std::string_view text);
constexpr std::size_t kJsonMaxDepth = 1024;

/// Reads a JSON string or array of strings, replacing what `out` held. False when it is neither.
bool parse_strings(std::string_view json, std::vector<std::string>& out);

/// The text that a raw JSON value stands for in a table cell: a string's meaning, anything else as it is.
std::string json_value_as_cell(std::string_view raw);

}  // namespace bearing
