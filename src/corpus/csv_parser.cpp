#include "corpus/csv_parser.hpp"

#include <algorithm>

namespace bearing {

bool CsvParser::at_end() { return at_ == input_.window().size() && !input_.fill(); }

void CsvParser::consume(std::size_t count) {
  const std::string_view gone = input_.window().substr(0, count);
  line_ += static_cast<std::uint64_t>(std::count(gone.begin(), gone.end(), '\n'));
  input_.consume(count);
  at_ = 0;
}

void CsvParser::skip_line() {
  for (;;) {
    const std::size_t end = input_.window().find('\n');
    consume(end == std::string_view::npos ? input_.window().size() : end + 1);
    if (end != std::string_view::npos || !input_.fill()) return;
  }
}

/// After the opening quote. A line feed in quotes is part of the cell; two quotes are one.
const char* CsvParser::quoted_cell(std::string& cell) {
  for (;;) {
    if (at_ > max_row_bytes_)
      return "the row is longer than the limit for one record (is a quote never closed?)";
    const std::size_t quote = input_.window().find('"', at_);
    const std::size_t end = std::min(quote, input_.window().size());
    cell.append(input_.window(), at_, end - at_);
    at_ = end;
    if (quote == std::string_view::npos) {
      if (!input_.fill()) return "a quoted cell is never closed";
      continue;
    }
    ++at_;
    if (at_end()) return nullptr;
    if (input_.window()[at_] != '"') return nullptr;
    cell += '"';
    ++at_;
  }
}

void CsvParser::plain_cell(std::string& cell) {
  const char stops[] = {separator_, '\n'};
  for (;;) {
    const std::size_t stop = input_.window().find_first_of({stops, 2}, at_);
    const std::size_t end = std::min(stop, input_.window().size());
    cell.append(input_.window(), at_, end - at_);
    at_ = end;
    if (stop != std::string_view::npos || at_ > max_row_bytes_ || !input_.fill()) break;
  }
  const bool line_ends = at_ == input_.window().size() || input_.window()[at_] == '\n';
  if (line_ends && cell.ends_with('\r')) cell.pop_back();
}

/// Parses the row at the start of the window; at_ ends behind it.
const char* CsvParser::parse(CsvRow& row) {
  std::size_t count = 0;
  for (;;) {
    if (count == row.cells.size()) row.cells.emplace_back();
    std::string& cell = row.cells[count++];
    cell.clear();
    if (!at_end() && input_.window()[at_] == '"') {
      ++at_;
      if (const char* fault = quoted_cell(cell)) return fault;
      if (!at_end() && input_.window()[at_] == '\r') ++at_;
    } else {
      plain_cell(cell);
    }
    if (at_ > max_row_bytes_) return "the row is longer than the limit for one record";
    if (at_end() || input_.window()[at_] == '\n') break;
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
    row.fault = parse(row);
    // Where the stream broke off, only a line feed shows that the row is whole.
    const bool whole = !row.fault && at_ > 0 && input_.window()[at_ - 1] == '\n';
    if (input_.error() && !whole && at_ == input_.window().size()) return false;
    if (row.fault) {
      skip_line();
      return true;
    }
    consume(at_);
    if (row.cells.size() > 1 || !row.cells[0].empty()) return true;
  }
}

}  // namespace bearing
