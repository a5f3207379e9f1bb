// Reading and writing UTF-8, one code point at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace bearing::utf8 {

struct CodePoint {
  char32_t value;
  std::uint32_t size;  ///< Bytes.
};

inline constexpr char32_t kReplacement = 0xFFFD;

/// The code point at `at` < text.size(). Meant for valid UTF-8; on anything else it still stays inside
/// `text`, moves forward and returns a value below 0x110000.
inline CodePoint decode(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[at + i]); };
  const unsigned char lead = byte(0);
  const std::size_t left = text.size() - at;
  if (lead < 0x80) return {lead, 1};
  if (lead < 0xE0 && left >= 2) return {static_cast<char32_t>((lead & 0x1F) << 6 | (byte(1) & 0x3F)), 2};
  if (lead < 0xF0 && left >= 3) {
    return {static_cast<char32_t>((lead & 0x0F) << 12 | (byte(1) & 0x3F) << 6 | (byte(2) & 0x3F)), 3};
  }
  if (lead >= 0xF0 && left >= 4) {
    const auto value = static_cast<char32_t>((lead & 0x07) << 18 | (byte(1) & 0x3F) << 12 |
                                             (byte(2) & 0x3F) << 6 | (byte(3) & 0x3F));
    if (value < 0x110000) return {value, 4};
  }
  return {kReplacement, 1};
}

/// Where the code point before `at` > 0 begins.
inline std::size_t previous(std::string_view text, std::size_t at) {
  const std::size_t limit = at > 4 ? at - 4 : 0;
  do {
    --at;
  } while (at > limit && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80);
  return at;
}

/// Writes `value` to `out`, which has room for four bytes. Returns the bytes written.
inline std::size_t encode(char32_t value, char* out) {
  if (value < 0x80) {
    out[0] = static_cast<char>(value);
    return 1;
  }
  if (value < 0x800) {
    out[0] = static_cast<char>(0xC0 | value >> 6);
    out[1] = static_cast<char>(0x80 | (value & 0x3F));
    return 2;
  }
  if (value < 0x10000) {
    out[0] = static_cast<char>(0xE0 | value >> 12);
    out[1] = static_cast<char>(0x80 | (value >> 6 & 0x3F));
    out[2] = static_cast<char>(0x80 | (value & 0x3F));
    return 3;
  }
  out[0] = static_cast<char>(0xF0 | value >> 18);
  out[1] = static_cast<char>(0x80 | (value >> 12 & 0x3F));
  out[2] = static_cast<char>(0x80 | (value >> 6 & 0x3F));
  out[3] = static_cast<char>(0x80 | (value & 0x3F));
  return 4;
}

inline void append(char32_t value, std::string& out) {
  char bytes[4];
  out.append(bytes, encode(value, bytes));
}

}  // namespace bearing::utf8
