// Rows of comma- or tab-separated values.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "corpus/buffered_input.hpp"

namespace bearing {

/// One row. `cells` keep their memory from row to row.
struct CsvRow {
  std::vector<std::string> cells;
  std::uint64_t line = 0;       ///< Where the row begins, 1-based.
  bool truncated = false;       ///< A cell was longer than its limit and cut.
  const char* fault = nullptr;  ///< Why the row could not be read; reading goes on at the next line.
  /// As it came, with its line end; with a fault, its first line without one, cut. Valid until the next row
  /// is asked for.
  std::string_view bytes;
};

/// Splits a stream into rows as RFC 4180 says. Line ends are LF or CRLF (or CR, where the
/// dialect says so); blank lines are skipped. Longer cells are cut. Not thread-safe.
class CsvParser {
 public:
  struct Limits {
    std::size_t row_bytes, cell_bytes;
  };
  CsvParser(BufferedInput& input, char separator, Limits limits, char line_end = '\n', std::uint64_t line = 1)
      : input_(input), separator_(separator), line_end_(line_end), limits_(limits), line_(line) {}

  /// False at the end, or when the stream broke off (see input.error()); an unfinished row is then not
  /// delivered.
  bool next(CsvRow& row);

 private:
  bool at_end();
  const char* parse(CsvRow& row);
  const char* quoted_cell(std::string& cell);
  void plain_cell(std::string& cell);
  void consume(std::size_t count);
  std::string_view first_line();
  void skip_line();
  void add(std::string_view part, std::string& cell);

  BufferedInput& input_;
  char separator_, line_end_;
  Limits limits_;
  bool truncated_ = false;  ///< Of the row at hand.
  std::size_t at_ = 0;      ///< Place in the window; the whole row stays there until it is done.
  std::uint64_t line_;
  std::string refused_;
};

}  // namespace bearing
