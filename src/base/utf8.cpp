#include "base/utf8.hpp"

#include <cstdint>
#include <cstring>

namespace bearing {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

// Length of the run of ASCII at the start of `bytes`, eight bytes at a time.
std::size_t ascii_run(std::string_view bytes) {
  std::size_t at = 0;
  for (; at + 8 <= bytes.size(); at += 8) {
    std::uint64_t word;
    std::memcpy(&word, bytes.data() + at, 8);
    if (word & 0x8080808080808080ULL) break;
  }
  while (at < bytes.size() && static_cast<unsigned char>(bytes[at]) < 0x80) ++at;
  return at;
}

}  // namespace

Utf8Unit utf8_unit(std::string_view bytes) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(bytes[i]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80) return {1, true};
  std::size_t length = 0;
  // The second byte has narrower limits after some leads: no overlong forms, surrogates or values above
  // U+10FFFF.
  unsigned char low = 0x80, high = 0xBF;
  if (lead >= 0xC2 && lead <= 0xDF) {
    length = 2;
  } else if (lead >= 0xE0 && lead <= 0xEF) {
    length = 3;
    if (lead == 0xE0) low = 0xA0;
    if (lead == 0xED) high = 0x9F;
  } else if (lead >= 0xF0 && lead <= 0xF4) {
    length = 4;
    if (lead == 0xF0) low = 0x90;
    if (lead == 0xF4) high = 0x8F;
  } else {
    return {1, false};
  }
  for (std::size_t i = 1; i < length; ++i) {
    if (i >= bytes.size() || byte(i) < low || byte(i) > high) return {i, false};
    low = 0x80, high = 0xBF;
  }
  return {length, true};
}

bool is_valid_utf8(std::string_view bytes) {
  while (!bytes.empty()) {
    bytes.remove_prefix(ascii_run(bytes));
    if (bytes.empty()) break;
    const Utf8Unit unit = utf8_unit(bytes);
    if (!unit.valid) return false;
    bytes.remove_prefix(unit.size);
  }
  return true;
}

std::size_t append_repaired_utf8(std::string_view bytes, std::string& out) {
  std::size_t replaced = 0, good = 0, at = 0;  // bytes[good, at) is well-formed and not yet appended
  while (at < bytes.size()) {
    at += ascii_run(bytes.substr(at));
    if (at == bytes.size()) break;
    const Utf8Unit unit = utf8_unit(bytes.substr(at));
    if (!unit.valid) {
      out.append(bytes, good, at - good).append(kReplacement);
      good = at + unit.size;
      ++replaced;
    }
    at += unit.size;
  }
  out.append(bytes, good, at - good);
  return replaced;
}

void append_utf8(char32_t code_point, std::string& out) {
  const auto tail = [&](int shift) { out += static_cast<char>(0x80 | ((code_point >> shift) & 0x3F)); };
  if (code_point > 0x10FFFF || (code_point >= 0xD800 && code_point <= 0xDFFF)) {
    out.append(kReplacement);
  } else if (code_point < 0x80) {
    out += static_cast<char>(code_point);
  } else if (code_point < 0x800) {
    out += static_cast<char>(0xC0 | (code_point >> 6));
    tail(0);
  } else if (code_point < 0x10000) {
    out += static_cast<char>(0xE0 | (code_point >> 12));
    tail(6), tail(0);
  } else {
    out += static_cast<char>(0xF0 | (code_point >> 18));
    tail(12), tail(6), tail(0);
  }
}

}  // namespace bearing
