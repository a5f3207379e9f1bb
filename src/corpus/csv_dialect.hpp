// Which kind of table some bytes are: separators and line ends differ by program and country.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace bearing {

struct CsvDialect {
  char separator = ',';
  char line_end = '\n';          ///< Also of "\r\n"; '\r' where lines end as on old Macs.
  std::size_t preamble = 0;      ///< Bytes before the header row: Excel's line "sep=;".
  bool names_text = false;       ///< The header row names the text column.
  std::size_t header_cells = 0;  ///< Cells of the header row.
};

/// Reads the dialect from the header row in `head`. The separator is what "sep=" says; else, of comma,
/// semicolon, tab and bar, the one under which the header names the text column; else `usual`, if it occurs;
/// else the one that makes most cells.
CsvDialect csv_dialect(std::string_view head, const std::string& text_field, char usual);

}  // namespace bearing
