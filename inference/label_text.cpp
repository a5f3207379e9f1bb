#include <algorithm>
#include <cstdio>

#include "inference/label_formats.hpp"
#include "inference/terminal_text.hpp"

namespace bearing {
namespace {

constexpr std::size_t kLineColumns = 100;

std::string percent(double confidence) {
  char text[16];
  std::snprintf(text, sizeof text, "%3.0f %%", probability_of(confidence) * 100);
  return text;
}

void append_topic(const TopicLabel& topic, std::string& out) {
  constexpr std::size_t kNameColumns = 24, kBarColumns = 20;
  std::string name;
  append_plain(topic.label, name);
  out += topic.assigned ? "  * " : "    ";
  append_padded(name, kNameColumns, out);
  std::string bar(static_cast<std::size_t>(probability_of(topic.confidence) * kBarColumns + 0.5), '#');
  bar.resize(kBarColumns, '.');
  out.append(" ").append(percent(topic.confidence)).append("  ").append(bar).append("\n");
}

std::string name_of(const LabelWriterOptions& options, const TargetLabel& target) {
  if (target.free) return target.target;
  const auto found = std::find(options.targets.begin(), options.targets.end(), target.target);
  const auto index = static_cast<std::size_t>(found - options.targets.begin());
  const bool named = index < options.target_names.size() && !options.target_names[index].empty();
  return named ? options.target_names[index] : target.target;
}

/// A row of the table: an assigned stance, or what comes closest on a target that has none.
struct Row {
  std::string target;
  const StanceLabel* stance = nullptr;
};

std::vector<Row> rows_of(const LabelWriterOptions& options, const Labels& labels) {
  constexpr std::size_t kTargetColumns = 48;
  std::vector<Row> rows;
  for (const TargetLabel& target : labels.targets) {
    const std::string name = shortened(name_of(options, target), kTargetColumns);
    const auto sorted = sorted_stances(target);
    const std::size_t before = rows.size();
    for (const StanceLabel* stance : sorted) {
      if (stance->assigned) rows.push_back({name, stance});
    }
    if (options.all && rows.size() == before && !sorted.empty()) rows.push_back({name, sorted.front()});
  }
  return rows;
}

std::string holder_of(const StanceLabel& stance) {
  if (stance.holder == "none" || stance.holder.empty()) return "-";
  return stance.holder == "author" ? "the author" : stance.holder;
}

void append_row(const Row& row, std::size_t target_columns, std::size_t stance_columns, std::string& out) {
  constexpr std::size_t kFrame = 4 + 2 + 2 + 5 + 2;  // Mark, percent, and the spaces between columns.
  constexpr std::size_t kLeastColumns = 12;
  const StanceLabel& stance = *row.stance;
  out += stance.assigned ? "  * " : "    ";
  append_padded(row.target, target_columns, out);
  append_padded(shortened(stance.stance, stance_columns), stance_columns, out.append("  "));
  out.append("  ").append(percent(stance.confidence));
  if (!stance.assigned) {
    out += '\n';
    return;
  }
  const std::size_t used = kFrame + target_columns + stance_columns;
  const std::size_t left = std::max(kLeastColumns, kLineColumns - std::min(used, kLineColumns));
  out.append("  ").append(shortened(holder_of(stance), left)).append("\n");
  if (stance.evidence.text.empty()) return;
  constexpr std::size_t kIndent = 6;
  const std::string evidence = shortened(stance.evidence.text, kLineColumns - kIndent - 2);
  out.append(kIndent, ' ').append("“").append(evidence).append("”\n");
}

void append_stances(const LabelWriterOptions& options, const Labels& labels, std::string& out) {
  const std::vector<Row> rows = rows_of(options, labels);
  if (rows.empty()) {
    out += "  (no stance)\n";
    return;
  }
  std::size_t target_columns = 6, stance_columns = 7;
  for (const Row& row : rows) {
    target_columns = std::max(target_columns, columns_of(row.target));
    stance_columns = std::max(stance_columns, std::min<std::size_t>(columns_of(row.stance->stance), 16));
  }
  out += "\n    ";
  append_padded("target", target_columns, out);
  append_padded("stance", stance_columns, out.append("  "));
  out += "   sure  holder\n";
  for (const Row& row : rows) append_row(row, target_columns, stance_columns, out);
}

}  // namespace

void append_text_labels(const LabelWriterOptions& options, const Document& document, const Labels& labels,
                        std::string& out) {
  append_plain(document.id, out);
  if (!document.title.empty()) append_plain(document.title, out.append("  "));
  out.append("  [").append(labels.lang).append("]\n");
  const auto shown = shown_topics(labels, options.all);
  for (const TopicLabel& topic : shown) append_topic(topic, out);
  // A model of stances alone has no topic to miss.
  if (shown.empty() && !(options.topics.empty() && shows_stances(options, labels))) out += "  (no topic)\n";
  if (shows_stances(options, labels)) append_stances(options, labels, out);
  for (const std::string& warning : labels.warnings) out.append("  ! ").append(warning).append("\n");
}

}  // namespace bearing
