#include "corpus/csv_dialect.hpp"

#include <algorithm>

namespace bearing {
namespace {

constexpr std::string_view kSeparators = ",;\t|";

/// The first row, which may have line feeds in quotes.
std::string_view first_row(std::string_view text) {
  bool quoted = false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '"') quoted = !quoted;
    if (!quoted && (text[at] == '\n' || text[at] == '\r')) return text.substr(0, at);
  }
  return text;
}

struct Header {
  std::size_t cells = 0;
  bool names_text = false;
};

Header cut_header(std::string_view row, char separator, const std::string& text_field) {
  Header header;
  bool quoted = false;
  for (std::size_t begin = 0, at = 0; at <= row.size(); ++at) {
    if (at < row.size() && row[at] == '"') quoted = !quoted;
    if (at < row.size() && (quoted || row[at] != separator)) continue;
    std::string_view cell = row.substr(begin, at - begin);
    while (cell.starts_with(' ')) cell.remove_prefix(1);
    while (cell.ends_with(' ')) cell.remove_suffix(1);
    if (cell.size() >= 2 && cell.starts_with('"') && cell.ends_with('"'))
      cell = cell.substr(1, cell.size() - 2);
    header.names_text |= cell == text_field;
    ++header.cells;
    begin = at + 1;
  }
  return header;
}

}  // namespace

CsvDialect csv_dialect(std::string_view head, const std::string& text_field, char usual) {
  CsvDialect dialect{.separator = usual};
  const std::string_view whole = head;
  const std::size_t end = head.find_first_of("\r\n");
  const std::string_view first = head.substr(0, end);
  const bool told = first.size() == 5 && (first.starts_with("sep=") || first.starts_with("SEP="));
  // Where the window ends with the carriage return, nobody knows what follows it.
  if (end != std::string_view::npos && head[end] == '\r' && end + 1 < head.size() && head[end + 1] != '\n')
    dialect.line_end = '\r';
  if (told && end != std::string_view::npos) {
    dialect.separator = first[4];
    head.remove_prefix(end + 1);
    if (dialect.line_end == '\n' && head.starts_with('\n')) head.remove_prefix(1);
    dialect.preamble = whole.size() - head.size();
  }
  const std::string_view row = first_row(head);
  const Header usual_header = cut_header(row, dialect.separator, text_field);
  Header best = usual_header;
  for (const char separator : told ? std::string_view() : kSeparators) {
    const Header header = cut_header(row, separator, text_field);
    const bool named = header.names_text && header.cells > 1 && !(best.names_text && best.cells > 1);
    const bool more = !best.names_text && best.cells == 1 && header.cells > best.cells;
    if (!named && !more) continue;
    best = header;
    dialect.separator = separator;
  }
  dialect.names_text = best.names_text;
  dialect.header_cells = best.cells;
  return dialect;
}

}  // namespace bearing
