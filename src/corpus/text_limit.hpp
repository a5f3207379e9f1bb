// Texts of bounded length: what is too long is cut, and memory never holds the rest.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace bearing {

/// Cuts `text` to at most `max_bytes`, at a character if it is UTF-8. Whether anything was cut.
bool cut_text(std::string& text, std::size_t max_bytes);

/// Gathers a document that comes piece by piece, up to a limit. Of a page that is longer, scripts, styles and
/// comments are left out first: they can be most of it, and none of its text.
class LimitedText {
 public:
  /// `text` must be empty and outlive this object.
  LimitedText(std::string& text, std::size_t max_bytes, bool html)
      : text_(text), max_bytes_(max_bytes), html_(html) {}

  void add(std::string_view piece);
  /// After the last piece: whether any text was cut.
  bool finish();

 private:
  void add_stripped(std::string_view piece);
  std::size_t text_part(std::string_view rest);
  std::size_t skipped_part(std::string_view rest);
  void keep(std::string_view part);

  std::string& text_;
  std::size_t max_bytes_;
  bool html_;
  bool stripping_ = false, cut_ = false;
  std::string_view skip_to_;  ///< What ends the script, style or comment that is being left out.
  std::string pending_;       ///< Too little to tell what it begins.
};

}  // namespace bearing
