// Where Vietnamese writes the tone mark of a syllable. Internal to src/text.
#pragma once

#include <cstddef>

namespace bearing {

/// Whether `c` is a lower-case vowel with a Vietnamese tone mark ("ò", "ễ").
bool has_vietnamese_tone(char32_t c);

/// Moves the tone mark of a folded Vietnamese syllable to its traditional vowel: "hoà" -> "hòa", "tòan" ->
/// "toàn", "qúy" -> "quý". Whatever can't be a Vietnamese syllable with one tone mark stays as it is. Returns
/// the new size. `syllable` must have room for kToneGrowth bytes more ("ỳ" is longer than "ù").
inline constexpr std::size_t kToneGrowth = 1;
std::size_t place_vietnamese_tone(char* syllable, std::size_t size);

}  // namespace bearing
