// HTML pages: the readable text of a page, as lines.
#pragma once

#include <string>
#include <string_view>

#include "text/offset_map.hpp"

namespace bearing {

/// The readable part of a page.
struct HtmlText {
  std::string title;  ///< <title> or og:title or the first h1, furniture such as " | Site" kept.
  std::string
      text;  ///< Block elements separated by "\n\n"; script, style, nav, footer, form, aside left out.
  std::string lang;  ///< <html lang>, or empty.
  OffsetMap origin;  ///< text -> html bytes.
};

/// Whether bytes look like an HTML page rather than plain text (looks at the first kilobytes).
bool looks_like_html(std::string_view text);

/// The charset that a page declares in its first 1024 bytes (meta charset, http-equiv, XML declaration), or
/// empty.
std::string declared_charset(std::string_view bytes);

/// Parses any bytes of UTF-8 as a browser would; never fails. Deep nesting is bounded.
HtmlText extract_html(std::string_view html);

}  // namespace bearing
