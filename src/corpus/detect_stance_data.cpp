#include "corpus/detect_stance_data.hpp"

#include <algorithm>
#include <initializer_list>
#include <string_view>
#include <vector>

#include "corpus/detect_format.hpp"

namespace bearing {
namespace {

std::vector<std::string_view> cells_of(std::string_view line, char separator) {
  std::vector<std::string_view> cells;
  for (;;) {
    const std::size_t end = line.find(separator);
    std::string_view cell = line.substr(0, end);
    if (cell.size() >= 2 && cell.starts_with('"') && cell.ends_with('"'))
      cell = cell.substr(1, cell.size() - 2);
    cells.push_back(cell);
    if (end == std::string_view::npos) return cells;
    line.remove_prefix(end + 1);
  }
}

CorpusFormat table_kind(std::string_view line) {
  const bool tabs = line.find('\t') != std::string_view::npos;
  const auto cells = cells_of(line, tabs ? '\t' : ',');
  const auto has = [&](std::initializer_list<std::string_view> names) {
    return std::all_of(names.begin(), names.end(), [&](std::string_view name) {
      return std::find(cells.begin(), cells.end(), name) != cells.end();
    });
  };
  if (has({"Tweet", "Target", "Stance"})) return CorpusFormat::kSemEval2016;
  if (tabs) return CorpusFormat::kAuto;
  if (has({"Headline", "Body ID"}) || has({"Body ID", "articleBody"})) return CorpusFormat::kFnc1;
  if (has({"post", "label", "new_topic"}) || has({"post", "label", "topic_str"})) return CorpusFormat::kVast;
  return CorpusFormat::kAuto;
}

}  // namespace

CorpusFormat detect_stance_data(std::string_view head, const ReadOptions& options) {
  if (options.text_field != ReadOptions().text_field) return CorpusFormat::kAuto;
  const std::size_t end = head.find('\n');
  if (end == std::string_view::npos && head.size() >= kDetectionBytes) return CorpusFormat::kAuto;
  std::string_view line = head.substr(0, end);
  if (line.ends_with('\r')) line.remove_suffix(1);
  if (!line.starts_with('{')) return table_kind(line);
  const auto has = [&](std::string_view name) { return line.find(name) != std::string_view::npos; };
  const bool pair = has("\"body_id\"") && has("\"target\"") && !has("\"text\"");
  return pair ? CorpusFormat::kFnc1 : CorpusFormat::kAuto;
}

}  // namespace bearing
