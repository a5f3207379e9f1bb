// SemEval-2016 Task 6 (Mohammad et al. 2016), as its authors distribute it: tweets, each with one target.
#include <algorithm>
#include <array>
#include <memory>
#include <utility>
#include <vector>

#include "base/utf8.hpp"
#include "corpus/csv_parser.hpp"
#include "corpus/line_reader.hpp"
#include "corpus/record_writer.hpp"
#include "corpus/stance_names.hpp"
#include "corpus/stream_readers.hpp"
#include "corpus/text_limit.hpp"

namespace bearing {
namespace {

constexpr std::array<StanceName, 5> kStances = {
    {{"favor", "favor"}, {"against", "against"}, {"none", "neutral"}, {"unknown", ""}, {"?", ""}}};

/// What windows-1252 has in place of the control characters 80 to 9F; 0 where it has nothing.
constexpr std::array<char16_t, 32> kWindows1252 = {
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

/// The cell as UTF-8, which it may be already. Returns the number of bytes that mean nothing.
std::size_t decode_cell(std::string_view cell, std::string& out) {
  out.clear();
  if (is_valid_utf8(cell)) {
    out = cell;
    return 0;
  }
  std::size_t replaced = 0;
  for (const char c : cell) {
    const auto byte = static_cast<unsigned char>(c);
    const bool special = byte >= 0x80 && byte < 0xA0;
    const char32_t code = special ? kWindows1252[byte - 0x80] : byte;
    replaced += special && code == 0 ? 1 : 0;
    append_utf8(special && code == 0 ? U'\uFFFD' : code, out);
  }
  return replaced;
}

class SemEvalReader final : public RecordReader {
 public:
  SemEvalReader(NamedInput input, const ReadOptions& options)
      : input_(std::move(input)),
        lines_(*input_.bytes, options.max_record_bytes),
        rows_(*input_.bytes, ',', {options.max_record_bytes, options.max_text_bytes}),
        max_text_bytes_(options.max_text_bytes) {
    const std::string_view window = input_.bytes->window();  // detection has filled it
    tabs_ = window.substr(0, window.find('\n')).find('\t') != std::string_view::npos;
  }

  Result<bool> next(Record& record) override {
    if (columns_.empty()) {
      auto header = read_header();
      if (!header || !*header) return header;
    }
    clear_record(record);
    record.source = input_.name;
    if (!next_row()) return end();
    if (check_row(row_, columns_.size(), record)) take_row(record);
    ensure_id(record);
    return true;
  }

 private:
  /// Between tabs, quotes are part of the tweet: the task's files double and close none.
  bool next_row() {
    if (!tabs_) return rows_.next(row_);
    Line line;
    do {
      if (!lines_.next(line)) return false;
    } while (line.text.find_first_not_of(" \t\r") == std::string_view::npos);
    row_.line = line.number;
    row_.fault = line.too_long ? "the line is longer than the limit for one record" : nullptr;
    row_.cells.clear();
    for (std::string_view rest = line.text;;) {
      const std::size_t tab = rest.find('\t');
      row_.cells.emplace_back(rest.substr(0, tab));
      if (tab == std::string_view::npos) return true;
      rest.remove_prefix(tab + 1);
    }
  }

  Result<bool> end() const {
    if (input_.bytes->error()) return *input_.bytes->error();
    return false;
  }

  Result<bool> read_header() {
    if (!next_row()) return end();
    const auto has = [&](const char* name) {
      return std::find(row_.cells.begin(), row_.cells.end(), name) != row_.cells.end();
    };
    if (row_.fault || !has("Target") || !has("Tweet")) {
      return Error{ErrorCode::kInvalidData,
                   "the header names no columns \"Target\" and \"Tweet\", as SemEval-2016 Task 6 does",
                   input_.name,
                   row_.line,
                   {}};
    }
    for (const std::string& cell : row_.cells) {
      columns_.emplace_back();
      decode_cell(cell, columns_.back());
    }
    return true;
  }

  void take_row(Record& record) {
    Document& document = record.document;
    std::string target, stance;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      const std::string& name = columns_[i];
      record.replaced += decode_cell(row_.cells[i], cell_);
      if (name == "ID") {
        document.id = cell_;
      } else if (name == "Tweet") {
        document.text = cell_;
        if (cut_text(document.text, max_text_bytes_)) record.truncated = true;
      } else if (name == "Target") {
        target = cell_;
      } else if (name == "Stance") {
        stance = cell_;
      } else if (!cell_.empty()) {
        append_json_string(cell_, document.fields.emplace_back(name, std::string()).second);
      }
    }
    if (target.empty()) return set_record_error(record, "the target is empty");
    const StanceName* known = stance.empty() ? &kStances.back() : find_stance(kStances, stance);
    if (!known) {
      set_record_error(record, unknown_stance(std::span(kStances).first(3), stance));
    } else if (known->ours.empty()) {
      document.targets.push_back(std::move(target));
    } else {
      record.annotation.has_stances = true;
      record.annotation.stances.push_back({std::move(target), std::string(known->ours), {}, {}});
    }
  }

  NamedInput input_;
  LineReader lines_;
  CsvParser rows_;
  std::size_t max_text_bytes_;
  bool tabs_ = false;
  CsvRow row_;
  std::vector<std::string> columns_;
  std::string cell_;
};

}  // namespace

std::unique_ptr<RecordReader> make_semeval_reader(NamedInput input, const ReadOptions& options) {
  return std::make_unique<SemEvalReader>(std::move(input), options);
}

}  // namespace bearing
