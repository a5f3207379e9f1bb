#include <algorithm>
#include <utility>
#include <vector>

#include "corpus/json_text.hpp"
#include "corpus/json_writer.hpp"
#include "corpus/stream_writers.hpp"

namespace bearing {
namespace {

/// Records that are held back to learn which columns the table needs.
constexpr std::size_t kHeadRecords = 4096;

class CsvWriter final : public RecordWriter {
 public:
  CsvWriter(std::unique_ptr<OutputSink> sink, char separator, std::string label_separator)
      : sink_(std::move(sink)), separator_(separator), label_separator_(std::move(label_separator)) {}

  Status write(const Record& record) override {
    if (record.error) return *record.error;
    if (header_done_) return write_row(record);
    head_.push_back(record);
    return head_.size() < kHeadRecords ? success() : write_head(true);
  }

  Status finish() override {
    if (!header_done_) {
      if (auto written = write_head(false); !written) return written;
    }
    return sink_->finish();
  }

 private:
  /// `more`: records follow that may need columns which the head doesn't.
  Status write_head(bool more) {
    choose_pairs();
    has_topics_ = has_stances_ = more;
    for (const Record& record : head_) {
      const bool paired = pairs_ && is_pair(record);
      has_topics_ |= record.annotation.has_topics;
      has_stances_ |= record.annotation.has_stances && !paired;
      has_targets_ |= !record.document.targets.empty() && !paired;
      for (const auto& field : record.document.fields) {
        if (std::find(extra_.begin(), extra_.end(), field.first) == extra_.end())
          extra_.push_back(field.first);
      }
    }
    header_done_ = true;
    std::vector<std::string> names = {"id", "lang", "title", "text"};
    if (has_topics_) names.emplace_back("topics");
    if (has_targets_) names.emplace_back("targets");
    if (has_stances_) names.emplace_back("stances");
    if (pairs_) names.insert(names.end(), {"target", "stance"});
    if (holders_) names.emplace_back("holder");
    if (evidence_) names.emplace_back("evidence");
    for (std::string name : extra_) {
      while (misleads(name) || std::find(names.begin(), names.end(), name) != names.end()) name += '_';
      names.push_back(std::move(name));
    }
    row_.clear();
    for (const std::string& name : names) add_cell(name);
    if (auto written = end_row(); !written) return written;
    for (const Record& record : head_) {
      if (auto written = write_row(record); !written) return written;
    }
    head_ = {};
    return success();
  }

  Status write_row(const Record& record) {
    const Document& document = record.document;
    row_.clear();
    for (const auto* cell : {&document.id, &document.lang, &document.title, &document.text}) add_cell(*cell);
    if (has_topics_) add_cell(topics_cell(record.annotation));
    if (auto written = add_stance_cells(record); !written) return written;
    std::vector<std::string> cells(extra_.size());
    for (const auto& [name, raw] : document.fields) {
      const auto place = std::find(extra_.begin(), extra_.end(), name);
      if (place == extra_.end()) {
        return late(record, "field \"" + name + "\"");
      }
      cells[static_cast<std::size_t>(place - extra_.begin())] = json_value_as_cell(raw);
    }
    for (const std::string& cell : cells) add_cell(cell);
    return end_row();
  }

  /// One target with its stance, or one target to label: what fits the columns "target" and "stance".
  static bool is_pair(const Record& record) {
    const auto& stances = record.annotation.stances;
    const auto& targets = record.document.targets;
    if (record.annotation.has_stances)
      return stances.size() == 1 && targets.empty() && is_plain(stances[0].target) &&
             is_plain(stances[0].stance);
    return targets.size() == 1 && is_plain(targets[0]);
  }

  /// Whether a cell gives these words back: the reader takes space off its ends.
  static bool is_plain(const std::string& words) {
    return words.find_first_of(" \t\r\n") != 0 && words.find_last_of(" \t\r\n") + 1 != words.size();
  }

  /// Whether a carried field in a column of this name would be read back as part of a pair.
  bool misleads(const std::string& name) const {
    return name == "target" || (pairs_ && (name == "holder" || name == "evidence"));
  }

  /// Decides from the head whether the table has columns for pairs.
  void choose_pairs() {
    for (const Record& record : head_) {
      if (!record.annotation.has_stances && record.document.targets.empty()) continue;
      pairs_ = is_pair(record);
      if (!pairs_) break;
    }
    if (!pairs_) return;
    for (const Record& record : head_) {
      for (const StanceAnnotation& stance : record.annotation.stances) {
        holders_ |= !stance.holder.empty();
        evidence_ |= !stance.evidence.empty();
      }
    }
  }

  Status add_stance_cells(const Record& record) {
    const auto& [has_topics, topics, has_stances, stances] = record.annotation;
    const auto& targets = record.document.targets;
    StanceAnnotation pair;
    bool paired = pairs_ && is_pair(record);
    if (paired && has_stances) pair = stances[0];
    if (paired && !has_stances) pair.target = targets[0];
    if ((!pair.holder.empty() && !holders_) || (!pair.evidence.empty() && !evidence_)) {
      paired = false;
      pair = {};
    }
    std::string array;
    if (has_targets_) {
      if (!paired && !targets.empty()) append_json_strings(targets, array);
      add_cell(array);
    } else if (!paired && !targets.empty()) {
      return late(record, "the list of targets");
    }
    array.clear();
    if (has_stances_) {
      if (!paired && has_stances) append_json_stances(stances, array);
      add_cell(array);
    }
    if (pairs_) add_cell(pair.target), add_cell(pair.stance);
    if (holders_) add_cell(pair.holder);
    if (evidence_) add_cell(pair.evidence);
    return success();
  }

  static Error late(const Record& record, const std::string& what) {
    return {ErrorCode::kInvalidData,
            what + " first comes after " + std::to_string(kHeadRecords) +
                " records, when the table has its columns; write JSON Lines instead",
            record.source,
            record.line,
            {}};
  }

  /// Joined by the separator, or a JSON array where that could be misread.
  std::string topics_cell(const Annotation& annotation) const {
    if (!annotation.has_topics) return "null";
    std::string joined;
    bool plain = true;
    for (const std::string& topic : annotation.topics) {
      plain = plain && !topic.empty() && topic.find(label_separator_) == std::string::npos &&
              topic.find_first_of(" \t\r\n") != 0 && topic.find_last_of(" \t\r\n") != topic.size() - 1;
      joined += (joined.empty() ? "" : label_separator_) + topic;
    }
    if (plain && joined != "null" && !joined.starts_with('[')) return joined;
    std::string array;
    append_json_strings(annotation.topics, array);
    return array;
  }

  void add_cell(std::string_view cell) {
    if (!row_.empty()) row_ += separator_;
    const char special[] = {separator_, '"', '\n', '\r'};
    if (cell.find_first_of({special, 4}) == std::string_view::npos) {
      row_ += cell;
    } else {
      row_ += '"';
      for (const char c : cell) row_.append(c == '"' ? 2 : 1, c);
      row_ += '"';
    }
  }

  Status end_row() {
    row_ += "\r\n";
    return sink_->write(row_);
  }

  std::unique_ptr<OutputSink> sink_;
  char separator_;
  std::string label_separator_;
  std::vector<Record> head_;
  std::vector<std::string> extra_;  ///< Carried fields that have a column, in order.
  bool header_done_ = false, has_topics_ = false, has_targets_ = false, has_stances_ = false;
  bool pairs_ = false, holders_ = false, evidence_ = false;  ///< Which columns for pairs there are.
  std::string row_;
};

}  // namespace

std::unique_ptr<RecordWriter> make_csv_writer(std::unique_ptr<OutputSink> sink, char separator,
                                              const std::string& label_separator) {
  return std::make_unique<CsvWriter>(std::move(sink), separator, label_separator);
}

}  // namespace bearing
