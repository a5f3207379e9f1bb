// Text without diacritics: what training learns from beside accented text, since many people type so.
#pragma once

#include "text/analyze.hpp"

namespace bearing {

/// Whether at least a fifth of the words carry diacritics: Vietnamese about 0.7, English next to none.
bool is_accented(const AnalyzedText& text);

/// Makes each word's folded form its shadow.
void strip_diacritics(AnalyzedText& text);

}  // namespace bearing
