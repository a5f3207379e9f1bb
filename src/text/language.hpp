// The language of a document.
#pragma once

#include <string>
#include <string_view>

namespace bearing {

struct DetectedLanguage {
  std::string code = "und";  ///< BCP 47 language, "und" when the text gives no clear answer.
  bool reliable = false;
};

/// Detects the main language of UTF-8 text. Unaccented Vietnamese is recognised as "vi". Thread-safe.
DetectedLanguage detect_language(std::string_view text);

}  // namespace bearing
