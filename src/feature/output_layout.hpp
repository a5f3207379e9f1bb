// What the columns of a model's views and the groups of its lexicon stand for.
#pragma once

#include <cstddef>

namespace bearing {

/// The cues of a stance target, each a lexicon group of its own.
enum class TargetCue { kTerm, kFavor, kAgainst, kNeutral };
inline constexpr std::size_t kTargetCues = 4;

/// Outputs: the topics of the scheme, then its targets (whether a text bears on them). Lexicon groups: one a
/// topic, then kTargetCues a target.
struct OutputLayout {
  std::size_t topics = 0;
  std::size_t targets = 0;  ///< 0 in models without stance.

  std::size_t outputs() const { return topics + targets; }
  std::size_t groups() const { return topics + kTargetCues * targets; }
  std::size_t target_output(std::size_t target) const { return topics + target; }
  std::size_t target_group(std::size_t target, std::size_t cue) const {
    return topics + kTargetCues * target + cue;
  }
};

}  // namespace bearing
