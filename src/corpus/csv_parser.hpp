// Rows of comma- or tab-separated values.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "corpus/buffered_input.hpp"

namespace bearing {

/// One row. `cells` keep their memory from row to row.
struct CsvRow {
  std::vector<std::string> cells;
  std::uint64_t line = 0;       ///< Where the row begins, 1-based.
  const char* fault = nullptr;  ///< Why the row could not be read; reading goes on at the next line.
};

/// Splits a stream into rows as RFC 4180 says. Line ends are LF or CRLF; blank lines are skipped. Not
/// thread-safe.
class CsvParser {
 public:
  CsvParser(BufferedInput& input, char separator, std::size_t max_row_bytes)
      : input_(input), separator_(separator), max_row_bytes_(max_row_bytes) {}

  /// False at the end, or when the stream broke off (see input.error()); an unfinished row is then not
  /// delivered.
  bool next(CsvRow& row);

 private:
  bool at_end();
  const char* parse(CsvRow& row);
  const char* quoted_cell(std::string& cell);
  void plain_cell(std::string& cell);
  void consume(std::size_t count);
  void skip_line();

  BufferedInput& input_;
  char separator_;
  std::size_t max_row_bytes_;
  std::size_t at_ = 0;  ///< Place in the window; the whole row stays there until it is done.
  std::uint64_t line_ = 1;
};

}  // namespace bearing
