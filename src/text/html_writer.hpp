// Readable text with the way back to the page.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "text/offset_map.hpp"

namespace bearing {

/// Collapses white space as a browser does, and remembers which bytes of the page each byte of text came
/// from.
class HtmlWriter {
 public:
  HtmlWriter(std::string& text, OffsetMap& origin) : text_(text), origin_(origin) {}

  /// The next text starts on a new line (1) or after a blank line (2).
  void break_line(std::size_t lines);
  /// One more line end, as <br> asks for; two in a row leave a blank line.
  void add_line_end();
  void add_space() { space_ = true; }

  /// Appends a decoded text node. `source` is the piece of the page that it was made from (entities, line
  /// ends and stray tags included), which begins at byte `source_begin`.
  void add_text(std::string_view decoded, std::string_view source, std::size_t source_begin, bool keep_lines);

 private:
  void add_piece(std::string_view piece, std::size_t source_begin, std::size_t source_size, bool copy,
                 bool keep_lines);
  void flush(std::size_t source_at);

  std::string& text_;
  OffsetMap& origin_;
  std::size_t breaks_ = 0;
  bool space_ = false;
};

}  // namespace bearing
