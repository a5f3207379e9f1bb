// What text and target feel: the feeling features of pair_features.hpp. Internal to src/feature.
#pragma once

#include <span>
#include <vector>

#include "feature/pair_blocks.hpp"
#include "feature/pair_field.hpp"

namespace bearing {

/// Good, bad and negating words of some words, and which other cues there are.
struct Feeling {
  double good = 0, bad = 0, negations = 0;
  std::uint32_t cues = 0;  ///< All cues of the words together.

  double sign() const { return good > bad ? 1 : good < bad ? -1 : 0; }
};

/// Reads words in order: a negation among the three words before a good or bad one turns it round.
Feeling feeling_of(std::span<const PairWord> words);

/// Writes the kFeelingFeatures features.
void write_feeling(const Feeling& text, const Feeling& target, std::span<float> out);

/// Writes the kNearFeelingFeatures features of the words near a mention. `near` is scratch.
void write_near_feeling(const PairSides& sides, std::vector<std::uint32_t>& near, std::span<float> out);

}  // namespace bearing
