// Bytes in any encoding become valid UTF-8.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "text/offset_map.hpp"

namespace bearing {

/// UTF-8 made from bytes, with the way back.
struct DecodedText {
  std::string utf8;     ///< Always valid UTF-8, without byte order mark.
  std::string charset;  ///< IANA name of the encoding used, for example "UTF-8", "windows-1258", "TCVN3".
  std::size_t replaced = 0;  ///< Bad sequences that became U+FFFD.
  OffsetMap origin;          ///< utf8 -> bytes.
};

/// Decodes any bytes; never fails. A byte order mark wins, then valid UTF-8, then `declared` (an HTTP or meta
/// charset; empty when unknown, ignored when unknown to ICU), then detection (UTF-16 without mark,
/// windows-1252, windows-1258, VISCII, TCVN3, ...).
DecodedText decode(std::string_view bytes, std::string_view declared = {});

/// Replaces each maximal ill-formed sequence of would-be UTF-8 by U+FFFD (the W3C/Unicode practice). Returns
/// the number of replacements; when 0, `out` and `origin` are left untouched and `text` can be used as it is.
std::size_t repair_utf8(std::string_view text, std::string& out, OffsetMap& origin);

}  // namespace bearing
