// Runs of four characters of a word: how overlap features compare spellings. Internal to src/feature.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/hash.hpp"

namespace bearing {

/// Calls visit(hash) for every run of four characters of the word between its boundaries, or once for a word
/// that is shorter. `folded` is UTF-8; other bytes are safe.
template <class Visit>
void for_each_char_run(std::string_view folded, Visit&& visit) {
  constexpr std::size_t kRun = 4;
  constexpr std::uint64_t kSeed = 42, kBoundary = 0x110000;  // No character is the boundary.
  std::uint64_t last[kRun] = {kBoundary, 0, 0, 0};
  std::size_t characters = 1;
  const auto add = [&](std::uint64_t character) {
    last[characters++ % kRun] = character;
    if (characters < kRun) return;
    std::uint64_t hash = kSeed;
    for (std::size_t i = 0; i < kRun; ++i) hash = mix(hash, last[(characters + i) % kRun]);
    visit(hash);
  };
  for (std::size_t i = 0; i < folded.size();) {
    std::uint64_t character = static_cast<unsigned char>(folded[i++]);
    while (i < folded.size() && (static_cast<unsigned char>(folded[i]) & 0xC0) == 0x80)
      character = character << 8 | static_cast<unsigned char>(folded[i++]);
    add(character);
  }
  add(kBoundary);
  if (characters >= kRun) return;
  std::uint64_t hash = kSeed;
  for (std::size_t i = 0; i < characters; ++i) hash = mix(hash, last[i]);
  visit(hash);
}

}  // namespace bearing
