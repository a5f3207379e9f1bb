#include <algorithm>
#include <map>
#include <utility>

#include "base/utf8.hpp"
#include "corpus/csv_dialect.hpp"
#include "corpus/csv_parser.hpp"
#include "corpus/json_text.hpp"
#include "corpus/pair_fields.hpp"
#include "corpus/record_writer.hpp"
#include "corpus/stream_readers.hpp"

namespace bearing {
namespace {

constexpr std::string_view kNotAnnotated = "null";

std::string_view trimmed(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
  return text.substr(0, text.find_last_not_of(" \t\r\n") + 1);
}

void split_topics(std::string_view cell, std::string_view separator, std::vector<std::string>& topics) {
  for (;;) {
    const std::size_t end = std::min(cell.find(separator), cell.size());
    const std::string_view topic = trimmed(cell.substr(0, end));
    if (!topic.empty()) topics.emplace_back(topic);
    if (end == cell.size()) return;
    cell.remove_prefix(end + separator.size());
  }
}

class CsvReader final : public RecordReader {
 public:
  CsvReader(NamedInput input, const ReadOptions& options, const CsvDialect& dialect)
      : input_(std::move(input)),
        options_(options),
        rows_(*input_.bytes, dialect.separator, {options.max_record_bytes, options.max_text_bytes},
              dialect.line_end, dialect.preamble > 0 ? 2 : 1) {
    input_.bytes->consume(dialect.preamble);
  }

  Result<bool> next(Record& record) override {
    if (columns_.empty()) {
      auto header = read_header();
      if (!header || !*header) return header;
    }
    clear_record(record);
    record.source = input_.name;
    if (!rows_.next(row_)) return end();
    if (check_row(row_, columns_.size(), record)) take_row(record);
    keep_refused(row_.bytes, record);
    ensure_id(record);
    return true;
  }

 private:
  enum class Role { kId, kLang, kTitle, kText, kTopics, kStances, kTargets, kPair, kOther };
  struct Column {
    std::string name;
    Role role = Role::kOther;
  };

  Result<bool> end() const {
    if (input_.bytes->error()) return *input_.bytes->error();
    return false;
  }

  Error header_error(std::string message) const {
    return {ErrorCode::kInvalidData, std::move(message), input_.name, row_.line, {}};
  }

  Result<bool> read_header() {
    if (!rows_.next(row_)) return end();
    if (row_.fault) return header_error(std::string("the header row can't be read: ") + row_.fault);
    // Of two roles for one name the first counts.
    const std::map<std::string_view, Role> roles = {{"lang", Role::kLang},
                                                    {"stances", Role::kStances},
                                                    {options_.title_field, Role::kTitle},
                                                    {options_.id_field, Role::kId},
                                                    {options_.label_field, Role::kTopics},
                                                    {options_.text_field, Role::kText},
                                                    {"targets", Role::kTargets},
                                                    {options_.target_field, Role::kPair},
                                                    {options_.stance_field, Role::kPair}};
    bool has_text = false, has_topics = false;
    std::string names;
    for (const std::string& cell : row_.cells) {
      std::string name;  // repaired before it is compared: two bad names may become one
      append_repaired_utf8(trimmed(cell), name);
      const auto same = [&](const Column& column) { return column.name == name; };
      if (std::any_of(columns_.begin(), columns_.end(), same)) {
        columns_.clear();
        return header_error("the header names column \"" + name + "\" twice; rename one");
      }
      const auto role = roles.find(name);
      columns_.push_back({name, role == roles.end() ? Role::kOther : role->second});
      has_text |= columns_.back().role == Role::kText;
      has_topics |= columns_.back().role == Role::kTopics;
      names += (names.empty() ? "" : ", ") + name;
    }
    if (!has_text) {
      columns_.clear();
      return header_error("no column is named \"" + options_.text_field + "\"; there are: " + names);
    }
    if (!has_topics) adopt_label_column();
    return true;
  }

  /// As in JSON Lines: "labels" or "label" serve where the native name is missing.
  void adopt_label_column() {
    for (const char* name : {"labels", "label"}) {
      for (Column& column : columns_) {
        if (column.name != name || column.role != Role::kOther) continue;
        column.role = Role::kTopics;
        return;
      }
    }
  }

  void take_row(Record& record) {
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      std::string& cell = row_.cells[i];
      switch (columns_[i].role) {
        case Role::kId:
          record.document.id = trimmed(cell);
          break;
        case Role::kLang:
          record.document.lang = trimmed(cell);
          break;
        case Role::kTitle:
          record.document.title = cell;
          break;
        case Role::kText:
          record.document.text = cell;
          break;
        case Role::kTopics:
          take_topics(cell, record);
          break;
        case Role::kStances:
          take_stances(cell, record);
          break;
        case Role::kTargets:
          take_targets(cell, record);
          break;
        case Role::kPair:
          carry(columns_[i].name, trimmed(cell), record);
          break;
        case Role::kOther:
          carry(columns_[i].name, cell, record);
          break;
      }
    }
    if (record.error) return;
    if (std::string fault = adopt_pair(record, options_); !fault.empty())
      set_record_error(record, std::move(fault));
  }

  static void carry(const std::string& name, std::string_view cell, Record& record) {
    if (cell.empty()) return;
    append_json_string(cell, record.document.fields.emplace_back(name, std::string()).second);
  }

  void take_topics(std::string_view cell, Record& record) {
    cell = trimmed(cell);
    record.annotation.has_topics = cell != kNotAnnotated;
    if (!record.annotation.has_topics || cell.empty()) return;
    if (cell.starts_with('[') && parse_strings(cell, record.annotation.topics)) return;
    record.annotation.topics.clear();
    split_topics(cell, options_.label_separator, record.annotation.topics);
  }

  void take_stances(std::string_view cell, Record& record) {
    if (trimmed(cell).empty()) return;
    std::string fault = parse_stances(cell, record.annotation);
    if (!fault.empty()) set_record_error(record, std::move(fault));
  }

  /// One target, since a claim may hold any separator, or a JSON array of them.
  static void take_targets(std::string_view cell, Record& record) {
    auto& targets = record.document.targets;
    cell = trimmed(cell);
    if (cell.empty()) return;
    if (!cell.starts_with('[') || !parse_strings(cell, targets)) targets.assign(1, std::string(cell));
    if (std::any_of(targets.begin(), targets.end(), [](const std::string& t) { return t.empty(); }))
      set_record_error(record, "column \"targets\": a target is empty");
  }

  NamedInput input_;
  ReadOptions options_;
  CsvParser rows_;
  CsvRow row_;
  std::vector<Column> columns_;
};

}  // namespace

bool check_row(const CsvRow& row, std::size_t columns, Record& record) {
  record.line = row.line;
  record.truncated = row.truncated;
  if (row.fault) {
    set_record_error(record, row.fault);
  } else if (row.cells.size() != columns) {
    set_record_error(record, "the row has " + std::to_string(row.cells.size()) + " cells, the header names " +
                                 std::to_string(columns) + " columns");
  }
  return !record.error;
}

std::unique_ptr<RecordReader> make_csv_reader(NamedInput input, const ReadOptions& options, char separator) {
  const CsvDialect dialect = csv_dialect(first_lines(*input.bytes), options.text_field, separator);
  return std::make_unique<CsvReader>(std::move(input), options, dialect);
}

}  // namespace bearing
