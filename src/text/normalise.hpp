// One form for texts that a reader can't tell apart.
#pragma once

#include <string>
#include <string_view>

#include "text/offset_map.hpp"

namespace bearing {

/// A normalised text and the way back to its source.
struct NormalisedText {
  std::string text;
  OffsetMap origin;  ///< text -> source bytes.
};

/// Unicode NFC plus the compatibility forms that matter in news text: full-width ASCII, ligatures (ﬁ), soft
/// hyphens and zero-width and direction marks (dropped), no-break and other spaces (one plain space), line
/// ends (CRLF, CR, NEL, LS, PS -> LF), other controls (dropped). Spaces and tabs are collapsed to one space
/// and trimmed at line ends; three or more line feeds become two; leading and trailing white space goes.
/// Quotes, dashes and case are kept. Idempotent. `source` must be valid UTF-8.
void normalise(std::string_view source, NormalisedText& out);

}  // namespace bearing
