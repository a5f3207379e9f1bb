// Well-formed UTF-8 from bytes that should be it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace bearing {

/// What stands at the start of some bytes: a well-formed character, or a maximal ill-formed sequence.
struct Utf8Unit {
  std::size_t size = 0;  ///< Bytes, at least 1.
  bool valid = false;
};

/// The unit at the start of `bytes`, which must not be empty. Ill-formed sequences are as long as the Unicode
/// Standard's "maximal subpart" (chapter 3.9), as web browsers cut them.
Utf8Unit utf8_unit(std::string_view bytes);

bool is_valid_utf8(std::string_view bytes);

/// Appends `bytes` with each ill-formed sequence replaced by U+FFFD; returns the number of replacements.
std::size_t append_repaired_utf8(std::string_view bytes, std::string& out);

/// Appends the UTF-8 form of a code point; surrogates and values above U+10FFFF become U+FFFD.
void append_utf8(char32_t code_point, std::string& out);

}  // namespace bearing
