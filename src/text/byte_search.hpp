// Looking for bytes in short texts, without a call for each find. Internal to src/text.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "text/latin_scan.hpp"

namespace bearing {

/// The same as text.find(byte, at), but text.size() when there is none.
inline std::size_t find_byte(std::string_view text, char byte, std::size_t at) {
  for (; at + latin::kBlock <= text.size(); at += latin::kBlock) {
    if (const std::uint32_t found = latin::equal(text.data() + at, byte); found != 0)
      return at + static_cast<std::size_t>(std::countr_zero(found));
  }
  while (at < text.size() && text[at] != byte) ++at;
  return at;
}

/// Whether one of a few bytes stands in the text.
inline bool has_any_of(std::string_view text, std::string_view bytes) {
  std::size_t at = 0;
  for (; at + latin::kBlock <= text.size(); at += latin::kBlock) {
    std::uint32_t found = 0;
    for (const char byte : bytes) found |= latin::equal(text.data() + at, byte);
    if (found != 0) return true;
  }
  for (; at < text.size(); ++at) {
    if (bytes.find(text[at]) != std::string_view::npos) return true;
  }
  return false;
}

/// The same as text.find(wanted), wanted being of at least two bytes: looks for two neighbours that are
/// rarely found together, at `rare` and behind it, since the first byte alone may stand everywhere.
inline std::size_t find_pair(std::string_view text, std::string_view wanted, std::size_t rare) {
  const char first = wanted[rare], second = wanted[rare + 1];
  std::size_t at = rare;  // Of the pair.
  const auto is_here = [&](std::size_t pair) { return text.substr(pair - rare).starts_with(wanted); };
  for (; at + latin::kBlock + 1 <= text.size(); at += latin::kBlock) {
    std::uint32_t found = latin::equal(text.data() + at, first) & latin::equal(text.data() + at + 1, second);
    for (; found != 0; found &= found - 1) {
      const std::size_t pair = at + static_cast<std::size_t>(std::countr_zero(found));
      if (is_here(pair)) return pair - rare;
    }
  }
  for (; at + 1 < text.size(); ++at) {
    if (text[at] == first && is_here(at)) return at - rare;
  }
  return std::string_view::npos;
}

}  // namespace bearing
