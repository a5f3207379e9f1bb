#include <toml++/toml.h>

#include <algorithm>
#include <array>
#include <set>
#include <string_view>
#include <utility>

#include "base/file.hpp"
#include "scheme/kebab_case.hpp"
#include "scheme/scheme.hpp"

namespace bearing {
namespace {

const char* type_name(const toml::node& node) {
  if (node.is_string()) return "a string";
  if (node.is_array()) return "an array";
  if (node.is_table()) return "a table";
  if (node.is_number()) return "a number";
  return node.is_boolean() ? "a boolean" : "a date or time";
}

/// Turns a parsed document into a Scheme. Stops at the first fault.
class SchemeBuilder {
 public:
  explicit SchemeBuilder(const std::string& source) : source_(source) {}

  Result<Scheme> build(const toml::table& root) {
    for (const auto& [key, node] : root) {
      bool good = true;
      if (key == "name") {
        good = read_string(node, "name", scheme_.name) && check_id(node, "name", scheme_.name);
      } else if (key == "exclusive") {
        good = read_boolean(node, "exclusive", scheme_.exclusive);
      } else if (key == "topic") {
        good = read_entries(node, "topic", scheme_.topics);
      } else if (key == "target") {
        good = read_entries(node, "target", scheme_.targets);
      } else {
        good = fail(node, "unknown key \"" + std::string(key.str()) +
                              "\"; expected name, exclusive, [[topic]] or [[target]]");
      }
      if (!good) return error_;
    }
    if (scheme_.name.empty() && !fail(root, "the scheme has no name; add name = \"...\" at its top"))
      return error_;
    if (scheme_.topics.empty() && scheme_.targets.empty()) {
      fail(root, "the scheme has neither a [[topic]] nor a [[target]]");
      return error_;
    }
    if (scheme_.exclusive && scheme_.topics.size() < 2) {
      fail(root, "exclusive: a scheme in which every document has exactly one topic needs two of them");
      return error_;
    }
    return std::move(scheme_);
  }

 private:
  bool fail(const toml::node& node, std::string message) {
    error_ = {ErrorCode::kInvalidData, std::move(message), source_, node.source().begin.line, {}};
    return false;
  }

  bool read_string(const toml::node& node, const std::string& what, std::string& out) {
    const auto text = node.value_exact<std::string>();
    if (!text) return fail(node, what + ": expected a string, found " + type_name(node));
    if (text->empty()) return fail(node, what + ": expected some text, found an empty string");
    out = *text;
    return true;
  }

  bool read_boolean(const toml::node& node, const std::string& what, bool& out) {
    const auto value = node.value_exact<bool>();
    if (!value) return fail(node, what + ": expected true or false, found " + type_name(node));
    out = *value;
    return true;
  }

  bool check_id(const toml::node& node, const std::string& what, const std::string& id) {
    if (is_kebab_case(id)) return true;
    return fail(node, what + ": \"" + id +
                          "\" is not in kebab-case (lower-case letters and digits, joined by hyphens)");
  }

  bool read_entries(const toml::node& node, const std::string& kind, std::vector<SchemeEntry>& entries) {
    const toml::array* array = node.as_array();
    if (!array) return fail(node, kind + ": expected [[" + kind + "]] tables, found " + type_name(node));
    std::set<std::string> ids;
    for (const toml::node& element : *array) {
      const toml::table* table = element.as_table();
      if (!table) return fail(element, kind + ": expected a table, found " + type_name(element));
      SchemeEntry& entry = entries.emplace_back();
      if (!read_entry(*table, kind, entry)) return false;
      if (!ids.insert(entry.id).second) return fail(*table, kind + " \"" + entry.id + "\" is defined twice");
    }
    return true;
  }

  bool read_entry(const toml::table& table, const std::string& kind, SchemeEntry& entry) {
    const bool is_target = kind == "target";
    for (const auto& [key, node] : table) {
      bool good = true;
      const std::string what = kind + "." + std::string(key.str());
      if (key == "id") {
        good = read_string(node, what, entry.id) && check_id(node, what, entry.id);
      } else if (key == "name") {
        good = read_translations(node, what, entry.names);
      } else if (key == "description") {
        good = read_translations(node, what, entry.descriptions);
      } else if (key == "terms") {
        good = read_phrases(node, what, entry.terms);
      } else if (is_target && key == "favor") {
        good = read_phrases(node, what, entry.favor);
      } else if (is_target && key == "against") {
        good = read_phrases(node, what, entry.against);
      } else if (is_target && key == "neutral") {
        good = read_phrases(node, what, entry.neutral);
      } else {
        good = fail(node, "unknown key \"" + what + "\"; expected id, name, description" +
                              (is_target ? ", terms, favor, against or neutral" : " or terms"));
      }
      if (!good) return false;
    }
    if (entry.id.empty()) return fail(table, "this " + kind + " has no id");
    return true;
  }

  /// A table language -> text; a bare string is taken as English.
  bool read_translations(const toml::node& node, const std::string& what,
                         std::map<std::string, std::string>& out) {
    if (node.is_string()) return read_string(node, what, out["en"]);
    const toml::table* table = node.as_table();
    if (!table) return fail(node, what + ": expected { en = \"...\", ... }, found " + type_name(node));
    for (const auto& [lang, text] : *table) {
      const std::string language(lang.str());
      if (!read_string(text, what + "." + language, out[language])) return false;
    }
    return true;
  }

  /// A table language -> array of strings.
  bool read_phrases(const toml::node& node, const std::string& what,
                    std::map<std::string, std::vector<std::string>>& out) {
    const toml::table* table = node.as_table();
    if (!table) return fail(node, what + ": expected { en = [\"...\"], ... }, found " + type_name(node));
    for (const auto& [lang, list] : *table) {
      const std::string language(lang.str());
      const toml::array* array = list.as_array();
      if (!array)
        return fail(list, what + "." + language + ": expected an array of strings, found " + type_name(list));
      for (const toml::node& phrase : *array) {
        if (!read_string(phrase, what + "." + language, out[language].emplace_back())) return false;
      }
    }
    return true;
  }

  std::string source_;
  Scheme scheme_;
  Error error_;
};

}  // namespace

Result<Scheme> parse_scheme(const std::string& text, const std::string& source) {
  try {
    const toml::table root = toml::parse(text, source);
    return SchemeBuilder(source).build(root);
  } catch (const toml::parse_error& fault) {
    const std::string message = "not valid TOML: " + std::string(fault.description());
    return Error{ErrorCode::kInvalidData, message, source, fault.source().begin.line, {}};
  }
}

Result<Scheme> read_scheme(const std::string& path) {
  auto text = read_file(path);
  if (!text) return text.error();
  return parse_scheme(*text, path);
}

}  // namespace bearing
