#include "apps/diff_report.hpp"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "apps/messages.hpp"
#include "apps/report_line.hpp"
#include "inference/label_writer.hpp"
#include "inference/terminal_text.hpp"

namespace bearing {
namespace {

using Json = nlohmann::ordered_json;

std::string name_of(const LabelDiff& label) {
  std::string name;
  append_plain(label.label, name);
  if (!label.stance.empty()) append_plain(" " + label.stance, name);
  return name;
}

std::string probability(const std::optional<double>& value) {
  std::string out;
  if (value) append_probability(*value, out);
  return value ? out : "-";
}

void append_side(const char* letter, const std::string& path, const std::string& model, std::string& out) {
  out.append(letter).append("  ");
  append_plain(path, out);
  if (!model.empty()) append_plain("  " + model, out);
  out += '\n';
}

void append_missing(const char* side, std::uint64_t count, const std::vector<std::string>& ids,
                    std::string& out) {
  if (count == 0) return;
  out.append(counted(count, "document")).append(" only in ").append(side);
  for (const std::string& id : ids) append_plain((&id == ids.data() ? ": " : ", ") + id, out);
  out += ids.size() < count && !ids.empty() ? ", ...\n" : "\n";
}

void append_counts(const ResultDiff& diff, std::string& out) {
  out += counted(diff.compared, "document") + " compared: ";
  if (diff.changed + diff.confidence + diff.rest == 0) {
    out += "no document changed\n";
  } else {
    append_line(out,
                "the labels of %llu changed (%.2f %%), the confidence alone of %llu, other details of %llu\n",
                static_cast<unsigned long long>(diff.changed),
                100.0 * static_cast<double>(diff.changed) / static_cast<double>(diff.compared),
                static_cast<unsigned long long>(diff.confidence), static_cast<unsigned long long>(diff.rest));
  }
  if (diff.readable_only_a > 0)
    out += counted(diff.readable_only_a, "document") + " could not be read in B alone\n";
  if (diff.readable_only_b > 0)
    out += counted(diff.readable_only_b, "document") + " could not be read in A alone\n";
  append_missing("A", diff.only_a, diff.only_a_ids, out);
  append_missing("B", diff.only_b, diff.only_b_ids, out);
  if (diff.lost_at > 0) {
    out += "from document " + std::to_string(diff.lost_at) +
           " of A the runs have no ids in common for long: are they of the same inputs?\n";
  }
}

void append_table(const char* title, const std::vector<LabelDiff>& labels, std::string& out) {
  constexpr std::size_t kWidest = 48;
  if (labels.empty()) return;
  std::size_t width = columns_of(title);
  for (const LabelDiff& label : labels) width = std::max(width, columns_of(name_of(label)));
  width = std::min(width, kWidest);
  out += '\n';
  append_padded(title, width, out);
  append_line(out, "%10s%10s%10s%13s\n", "gained", "lost", "kept", "mean change");
  for (const LabelDiff& label : labels) {
    append_padded(shortened(name_of(label), width), width, out);
    append_line(out, "%10llu%10llu%10llu%+13.4f\n", static_cast<unsigned long long>(label.gained),
                static_cast<unsigned long long>(label.lost), static_cast<unsigned long long>(label.kept),
                label.mean_change);
  }
}

void append_example(const DiffExample& example, std::string& out) {
  out += "  ";
  append_plain(example.id, out);
  out += "  " + probability(example.before) + " -> " + probability(example.after) + "\n";
  if (!example.explained) return;
  if (example.words.empty()) {
    out += "    (the same words count the same)\n";
    return;
  }
  out += "    words:";
  for (const WordChange& change : example.words) {
    append_plain(" \"" + change.word + "\"", out);
    append_line(out, " %+.2f (%+.2f -> %+.2f)%s", change.after - change.before, change.before, change.after,
                &change == &example.words.back() ? "\n" : ",");
  }
}

void append_examples(const std::vector<LabelDiff>& labels, std::string& out) {
  for (const LabelDiff& label : labels) {
    const std::pair<const char*, const std::vector<DiffExample>*> kinds[] = {
        {"gained", &label.gained_examples},
        {"lost", &label.lost_examples},
        {"kept with another confidence", &label.moved_examples}};
    for (const auto& [kind, examples] : kinds) {
      if (examples->empty()) continue;
      out.append("\n").append(name_of(label)).append(": ").append(kind).append("\n");
      for (const DiffExample& example : *examples) append_example(example, out);
    }
  }
}

/// Four decimals, as probabilities have: what is behind them is rounding.
double rounded(double value) { return std::round(value * 1e4) / 1e4 + 0.0; }

Json json_of(const DiffExample& example) {
  Json json{{"id", example.id}, {"before", nullptr}, {"after", nullptr}};
  if (example.before) json["before"] = rounded(*example.before);
  if (example.after) json["after"] = rounded(*example.after);
  if (!example.explained) return json;
  json["words"] = Json::array();
  for (const WordChange& change : example.words) {
    json["words"].push_back(
        {{"word", change.word}, {"before", rounded(change.before)}, {"after", rounded(change.after)}});
  }
  return json;
}

Json json_of(const std::vector<LabelDiff>& labels) {
  Json list = Json::array();
  for (const LabelDiff& label : labels) {
    Json json{{label.stance.empty() ? "label" : "target", label.label}};
    if (!label.stance.empty()) json["stance"] = label.stance;
    json["gained"] = label.gained;
    json["lost"] = label.lost;
    json["kept"] = label.kept;
    json["mean_change"] = rounded(label.mean_change);
    const std::pair<const char*, const std::vector<DiffExample>*> kinds[] = {
        {"gained_examples", &label.gained_examples},
        {"lost_examples", &label.lost_examples},
        {"moved_examples", &label.moved_examples}};
    for (const auto& [kind, examples] : kinds) {
      json[kind] = Json::array();
      for (const DiffExample& example : *examples) json[kind].push_back(json_of(example));
    }
    list.push_back(std::move(json));
  }
  return list;
}

}  // namespace

std::string diff_as_text(const DiffSides& sides, const ResultDiff& diff) {
  std::string out;
  append_side("A", sides.a, sides.model_a, out);
  append_side("B", sides.b, sides.model_b, out);
  append_counts(diff, out);
  append_table("topic", diff.topics, out);
  append_table("stance", diff.stances, out);
  if (diff.further_labels > 0)
    out += "\nand " + counted(diff.further_labels, "change") + " of labels too many to list\n";
  append_examples(diff.topics, out);
  append_examples(diff.stances, out);
  return out;
}

std::string diff_as_json(const DiffSides& sides, const ResultDiff& diff) {
  const Json json{{"a", {{"path", sides.a}, {"model", sides.model_a}}},
                  {"b", {{"path", sides.b}, {"model", sides.model_b}}},
                  {"compared", diff.compared},
                  {"changed", diff.changed},
                  {"confidence_changed", diff.confidence},
                  {"details_changed", diff.rest},
                  {"readable_only_in_a", diff.readable_only_a},
                  {"readable_only_in_b", diff.readable_only_b},
                  {"only_in_a", {{"documents", diff.only_a}, {"ids", diff.only_a_ids}}},
                  {"only_in_b", {{"documents", diff.only_b}, {"ids", diff.only_b_ids}}},
                  {"lost_at", diff.lost_at},
                  {"topics", json_of(diff.topics)},
                  {"stances", json_of(diff.stances)},
                  {"further_label_changes", diff.further_labels}};
  return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace bearing
