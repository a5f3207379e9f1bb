// The 8-bit encodings of Vietnamese that ICU doesn't know, and how much a text looks like Vietnamese.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace bearing {

enum class VietnameseCharset : std::uint8_t {
  kTcvn3,   ///< VN3 of TCVN 5712:1993, known as TCVN3 or ABC from its fonts (.VnTime).
  kViscii,  ///< RFC 1456.
};

/// The code point of a byte; U+FFFD where there is none.
char16_t decode_vietnamese_byte(VietnameseCharset charset, unsigned char byte);

/// Words that hold a letter outside ASCII, and whether they are built like Vietnamese syllables.
struct SyllableCount {
  std::size_t plausible = 0, other = 0, symbols = 0;
  double share() const {
    const std::size_t all = plausible + other + symbols;
    return all == 0 ? 0.0 : static_cast<double>(plausible) / static_cast<double>(all);
  }
};

/// Counts in UTF-16 text, composed or with combining tone marks.
SyllableCount count_vietnamese_syllables(std::u16string_view text);

}  // namespace bearing
