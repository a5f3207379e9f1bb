#include "inference/explanation_json.hpp"

#include <algorithm>
#include <charconv>
#include <string_view>
#include <utility>

#include "corpus/record_writer.hpp"
#include "inference/label_writer.hpp"

namespace bearing {
namespace {

// As "%.6g" without a locale's decimal comma, which JSON doesn't know.
void append_number(double value, std::string& out) {
  char digits[32];
  const auto written = std::to_chars(digits, digits + sizeof digits, value, std::chars_format::general, 6);
  out.append(digits, written.ptr);
}

void append_contribution(const Document& document, const Contribution& c, std::string& out) {
  const std::string& field = c.in_title ? document.title : document.text;
  out += c.in_title ? "{\"field\":\"title\",\"begin\":" : "{\"field\":\"text\",\"begin\":";
  out += std::to_string(c.range.begin) + ",\"end\":" + std::to_string(c.range.end) + ",\"words\":";
  append_json_string(std::string_view(field).substr(c.range.begin, c.range.size()), out);
  out += ",\"weight\":";
  append_number(c.weight, out);
  out += '}';
}

// Topics are "label"s; targets and their stances are called by what they are.
void append_explanation(const Document& document, const Explanation& e, const char* kind, std::string& out) {
  out.append("{\"").append(kind).append("\":");
  append_json_string(e.label, out);
  if (!e.stance.empty()) {
    out += ",\"stance\":";
    append_json_string(e.stance, out);
  }
  out += ",\"confidence\":";
  append_probability(e.confidence, out);
  out += e.assigned ? ",\"assigned\":true,\"score\":" : ",\"assigned\":false,\"score\":";
  append_number(e.score, out);
  out += ",\"bias\":";
  append_number(e.bias, out);
  out += ",\"contributions\":[";
  for (std::size_t k = 0; k < e.contributions.size(); ++k) {
    if (k > 0) out += ',';
    append_contribution(document, e.contributions[k], out);
  }
  out += "]}";
}

// Those of the list that are, or are not, explanations of a stance.
enum class Which { kAll, kTouched, kStances };

void append_explained(const Document& document, const std::vector<Explanation>& list, Which which,
                      std::string& out) {
  out += '[';
  const std::size_t begin = out.size();
  for (const Explanation& e : list) {
    if (which != Which::kAll && e.stance.empty() != (which == Which::kTouched)) continue;
    if (out.size() > begin) out += ',';
    append_explanation(document, e, which == Which::kAll ? "label" : "target", out);
  }
  out += ']';
}

// All members but the id, each with a comma before it.
void append_explained_members(const Document& document, const ShownExplanations& shown, std::string& out) {
  out += ",\"topics\":";
  append_explained(document, shown.topics, Which::kAll, out);
  if (!shown.knows_stances) return;
  out += ",\"targets\":";
  append_explained(document, shown.targets, Which::kTouched, out);
  out += ",\"stances\":";
  append_explained(document, shown.targets, Which::kStances, out);
}

}  // namespace

void unassign_below(double min_confidence, const Labeler& labeler, std::vector<Explanation>& explanations) {
  for (std::size_t i = 0; i < explanations.size(); ++i) {
    // Whether a target is touched is no label: nothing is said of the document yet.
    const bool is_label = i < labeler.topics().size() || !explanations[i].stance.empty();
    if (is_label && explanations[i].confidence < min_confidence) explanations[i].assigned = false;
  }
}

ShownExplanations shown_explanations(const Labeler& labeler, std::vector<Explanation> explanations,
                                     const std::vector<std::string>& topics, double min_confidence) {
  unassign_below(min_confidence, labeler, explanations);
  ShownExplanations shown;
  shown.exclusive = labeler.exclusive();
  shown.knows_stances = !labeler.stances().empty() && topics.empty();
  for (std::size_t i = 0; i < explanations.size(); ++i) {
    Explanation& e = explanations[i];
    const bool topic = i < labeler.topics().size();
    const bool asked = std::find(topics.begin(), topics.end(), e.label) != topics.end();
    if (topic && (topics.empty() ? e.assigned : asked))
      shown.topics.push_back(std::move(e));
    else if (!topic && shown.knows_stances && e.assigned)
      shown.targets.push_back(std::move(e));
  }
  return shown;
}

void append_explanations(const Document& document, const ShownExplanations& shown, std::string& out) {
  out += "{\"id\":";
  append_json_string(document.id, out);
  append_explained_members(document, shown, out);
  out += '}';
}

void append_explanation_object(const Document& document, const ShownExplanations& shown, std::string& out) {
  const std::size_t begin = out.size();
  append_explained_members(document, shown, out);
  out[begin] = '{';
  out += '}';
}

}  // namespace bearing
