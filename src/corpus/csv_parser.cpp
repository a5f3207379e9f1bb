#include "corpus/csv_parser.hpp"

#include <algorithm>

#include "corpus/text_limit.hpp"

namespace bearing {

bool CsvParser::at_end() { return at_ == input_.window().size() && !input_.fill(); }

void CsvParser::consume(std::size_t count) {
  const std::string_view gone = input_.window().substr(0, count);
  line_ += static_cast<std::uint64_t>(std::count(gone.begin(), gone.end(), line_end_));
  input_.consume(count);
  at_ = 0;
}

void CsvParser::skip_line() {
  for (;;) {
    const std::size_t end = input_.window().find(line_end_);
    consume(end == std::string_view::npos ? input_.window().size() : end + 1);
    if (end != std::string_view::npos || !input_.fill()) return;
  }
}

/// Of the window, and a copy: the window may move on.
std::string_view CsvParser::first_line() {
  constexpr std::size_t kMost = std::size_t{1} << 16;
  const std::string_view window = input_.window();
  refused_ = window.substr(0, std::min(window.find(line_end_), kMost));
  return refused_;
}

/// A little more than the limit is kept, to see where the last character ends.
void CsvParser::add(std::string_view part, std::string& cell) {
  constexpr std::size_t kMore = 4;
  if (part.size() <= limits_.cell_bytes && cell.size() <= limits_.cell_bytes - part.size()) {
    cell.append(part);
    return;
  }
  truncated_ = true;
  cell.append(part.substr(0, limits_.cell_bytes + kMore - std::min(cell.size(), limits_.cell_bytes + kMore)));
}

/// After the opening quote. A line feed in quotes is part of the cell; two quotes are one.
const char* CsvParser::quoted_cell(std::string& cell) {
  for (;;) {
    if (at_ > limits_.row_bytes)
      return "the row is longer than the limit for one record (is a quote never closed?)";
    const std::size_t quote = input_.window().find('"', at_);
    const std::size_t end = std::min(quote, input_.window().size());
    add(input_.window().substr(at_, end - at_), cell);
    at_ = end;
    if (quote == std::string_view::npos) {
      if (!input_.fill()) return "a quoted cell is never closed";
      continue;
    }
    ++at_;
    if (at_end()) return nullptr;
    if (input_.window()[at_] != '"') return nullptr;
    add("\"", cell);
    ++at_;
  }
}

void CsvParser::plain_cell(std::string& cell) {
  const char stops[] = {separator_, line_end_};
  for (;;) {
    const std::size_t stop = input_.window().find_first_of({stops, 2}, at_);
    const std::size_t end = std::min(stop, input_.window().size());
    add(input_.window().substr(at_, end - at_), cell);
    at_ = end;
    if (stop != std::string_view::npos || at_ > limits_.row_bytes || !input_.fill()) break;
  }
  const bool line_ends = at_ == input_.window().size() || input_.window()[at_] == line_end_;
  if (line_ends && line_end_ == '\n' && cell.ends_with('\r')) cell.pop_back();
}

/// Parses the row at the start of the window; at_ ends behind it.
const char* CsvParser::parse(CsvRow& row) {
  std::size_t count = 0;
  for (;;) {
    if (count == row.cells.size()) row.cells.emplace_back();
    std::string& cell = row.cells[count++];
    cell.clear();
    truncated_ = false;
    if (!at_end() && input_.window()[at_] == '"') {
      ++at_;
      if (const char* fault = quoted_cell(cell)) return fault;
      if (line_end_ == '\n' && !at_end() && input_.window()[at_] == '\r') ++at_;
    } else {
      plain_cell(cell);
    }
    if (at_ > limits_.row_bytes) return "the row is longer than the limit for one record";
    if (truncated_ && cut_text(cell, limits_.cell_bytes)) row.truncated = true;
    if (at_end() || input_.window()[at_] == line_end_) break;
    if (input_.window()[at_] != separator_)
      return "text follows the closing quote of a cell (a quote within is doubled)";
    ++at_;
  }
  row.cells.resize(count);
  if (!at_end()) ++at_;
  return nullptr;
}

bool CsvParser::next(CsvRow& row) {
  for (;;) {
    if (at_end()) return false;
    row.line = line_;
    row.truncated = false;
    row.fault = parse(row);
    // Where the stream broke off, only a line feed shows that the row is whole.
    const bool whole = !row.fault && at_ > 0 && input_.window()[at_ - 1] == line_end_;
    if (input_.error() && !whole && at_ == input_.window().size()) return false;
    if (row.fault) {
      row.bytes = first_line();
      skip_line();
      return true;
    }
    row.bytes = input_.window().substr(0, at_);
    consume(at_);
    if (row.cells.size() > 1 || !row.cells[0].empty()) return true;
  }
}

}  // namespace bearing
