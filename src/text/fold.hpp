// Forms of a word under which it is looked up.
#pragma once

#include <string>
#include <string_view>

namespace bearing {

/// Appends the lookup form of a normalised word: full Unicode case folding (every script, NFC again) and the
/// Vietnamese tone mark on its traditional vowel in open syllables (hoà -> hòa, thuỷ -> thủy, qúy -> quý;
/// khoán, quỳ unchanged), apostrophes made plain.
void append_folded(std::string_view word, std::string& out);

/// Appends the form without diacritics (combining marks of Latin, Greek and Cyrillic letters removed; đ -> d,
/// ø -> o, ł -> l, ...) of a folded word. Scripts whose marks are letters in their own right (Indic, Thai,
/// Arabic, Hebrew ...) are left as they are.
void append_shadow(std::string_view folded, std::string& out);

}  // namespace bearing
