#include "corpus/pair_fields.hpp"

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include "corpus/json_text.hpp"

namespace bearing {
namespace {

using Fields = std::vector<std::pair<std::string, std::string>>;

Fields::iterator find_field(Fields& fields, std::string_view name) {
  return std::find_if(fields.begin(), fields.end(), [&](const auto& field) { return field.first == name; });
}

bool is_string(std::string_view raw) { return raw.starts_with('"'); }
bool is_number(std::string_view raw) { return raw.find_first_of("-0123456789") == 0; }

/// Moves a field's words to `out`; null counts as none. A class number is a name like any other, where
/// `numbers` says so.
std::string take_words(Record& record, std::string_view name, bool numbers, std::string& out) {
  Fields& fields = record.document.fields;
  const auto field = find_field(fields, name);
  if (field == fields.end()) return {};
  const std::string& raw = field->second;
  out.clear();
  if (is_string(raw)) {
    append_json_unescaped(raw, out, record.replaced);
  } else if (numbers && is_number(raw)) {
    out = raw;
  } else if (raw != "null") {
    return "field \"" + field->first + "\": expected a string, since the record has a target";
  }
  fields.erase(field);
  return {};
}

}  // namespace

std::string adopt_pair(Record& record, const ReadOptions& options) {
  Fields& fields = record.document.fields;
  if (record.annotation.has_stances || fields.empty()) return {};
  const auto target = find_field(fields, options.target_field);
  if (target == fields.end() || !is_string(target->second) || target->second == "\"\"") return {};
  StanceAnnotation pair;
  std::string fault = take_words(record, options.target_field, false, pair.target);
  if (fault.empty()) fault = take_words(record, options.stance_field, true, pair.stance);
  if (!fault.empty()) return fault;
  if (pair.stance.empty()) {
    auto& targets = record.document.targets;
    if (std::find(targets.begin(), targets.end(), pair.target) == targets.end())
      targets.push_back(std::move(pair.target));
    return {};
  }
  fault = take_words(record, "holder", false, pair.holder);
  if (fault.empty()) fault = take_words(record, "evidence", false, pair.evidence);
  if (!fault.empty()) return fault;
  record.annotation.has_stances = true;
  record.annotation.stances.assign(1, std::move(pair));
  return {};
}

}  // namespace bearing
