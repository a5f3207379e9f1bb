// bfloat16: the upper half of a float. Half the bytes, the same range, 8 bits of precision.
#pragma once

#include <bit>
#include <cstdint>

namespace bearing {

inline float from_bfloat16(std::uint16_t bits) {
  return std::bit_cast<float>(static_cast<std::uint32_t>(bits) << 16);
}

/// Rounds to the nearest, ties to even. `value` must be finite.
inline std::uint16_t to_bfloat16(float value) {
  const auto bits = std::bit_cast<std::uint32_t>(value);
  return static_cast<std::uint16_t>((bits + 0x7FFFU + ((bits >> 16) & 1U)) >> 16);
}

}  // namespace bearing
