#include "corpus/label_choices.hpp"

#include <simdjson.h>

#include <algorithm>
#include <utility>
#include <vector>

namespace bearing {
namespace {

namespace dom = simdjson::dom;
using Choices = std::vector<std::string>;

bool is_of_control(dom::element result, std::string_view control) {
  std::string_view name;
  return result["from_name"].get(name) == simdjson::SUCCESS && name == control;
}

/// Adds the choices of one result. False when it is a result of another kind (spans, ratings).
bool add_choices(dom::element result, Choices& choices) {
  dom::array chosen;
  if (result["value"]["choices"].get(chosen) != simdjson::SUCCESS) return false;
  for (dom::element choice : chosen) {
    std::string_view text;
    if (choice.get(text) == simdjson::SUCCESS) choices.emplace_back(text);
  }
  return true;
}

/// The choices of one annotation in order of appearance. False when it judges something else.
bool read_annotation(dom::element annotation, std::string_view control, Choices& choices) {
  dom::array results;
  if (annotation["result"].get(results) != simdjson::SUCCESS) return false;
  const bool named = std::any_of(results.begin(), results.end(),
                                 [&](dom::element result) { return is_of_control(result, control); });
  bool any = results.begin() == results.end();
  for (dom::element result : results) {
    if (!named || is_of_control(result, control)) any |= add_choices(result, choices);
  }
  return any;
}

std::string listed(const Choices& choices) {
  std::string out;
  for (const std::string& choice : choices) out += (out.empty() ? "" : ", ") + choice;
  return "[" + out + "]";
}

Choices sorted_unique(Choices choices) {
  std::sort(choices.begin(), choices.end());
  choices.erase(std::unique(choices.begin(), choices.end()), choices.end());
  return choices;
}

}  // namespace

std::string read_label_choices(std::string_view json, std::string_view control, Annotation& annotation) {
  dom::parser parser;
  dom::element root;
  // The bytes after `json` are readable, so no copy is needed.
  if (parser.parse(json.data(), json.size(), false).get(root)) return "\"annotations\" is not valid JSON";
  dom::array annotations;
  if (root.get(annotations)) return "\"annotations\": expected an array";
  for (dom::element entry : annotations) {
    bool cancelled = false;
    if (entry["was_cancelled"].get(cancelled) == simdjson::SUCCESS && cancelled) continue;
    Choices choices;
    if (!read_annotation(entry, control, choices)) continue;
    if (annotation.has_topics && sorted_unique(choices) != sorted_unique(annotation.topics)) {
      return "two annotations of this task disagree: " + listed(annotation.topics) + " and " +
             listed(choices) + "; keep one of them";
    }
    annotation.has_topics = true;
    annotation.topics = std::move(choices);
  }
  return {};
}

}  // namespace bearing
