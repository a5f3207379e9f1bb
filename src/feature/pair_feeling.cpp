#include "feature/pair_feeling.hpp"

#include <algorithm>
#include <cmath>

namespace bearing {
namespace {

constexpr std::uint32_t kNearWindow = 6;

// Takes the cues of words one after the other.
class FeelingReader {
 public:
  void add(std::uint32_t cues) {
    feeling_.cues |= cues;
    const bool negated = negations_left_ > 0;
    if ((cues & (cue::kGood | cue::kBad)) != 0) {
      const bool good = (cues & cue::kGood) != 0;
      (good != negated ? feeling_.good : feeling_.bad) += 1;
    }
    if (negations_left_ > 0) --negations_left_;
    if ((cues & cue::kNegating) != 0) {
      feeling_.negations += 1;
      negations_left_ = kReach;
    }
  }
  const Feeling& feeling() const { return feeling_; }

 private:
  static constexpr int kReach = 3;
  Feeling feeling_;
  int negations_left_ = 0;
};

}  // namespace

Feeling feeling_of(std::span<const PairWord> words) {
  FeelingReader reader;
  for (const PairWord& word : words) reader.add(word.cues);
  return reader.feeling();
}

void write_feeling(const Feeling& text, const Feeling& target, std::span<float> out) {
  const auto capped = [](double count) { return std::min(count, 2.0); };
  const auto half = [](double negations) { return std::min(negations, 1.0) - 0.5; };
  const double numbers[] = {std::log1p(text.good),
                            std::log1p(text.bad),
                            std::log1p(text.negations),
                            (text.good - text.bad) / (1 + text.good + text.bad),
                            capped(target.good),
                            capped(target.bad),
                            capped(target.negations),
                            text.sign(),
                            target.sign(),
                            text.sign() * target.sign(),
                            half(text.negations) * half(target.negations)};
  std::size_t i = 0;
  for (const double number : numbers) out[i++] = static_cast<float>(number);
  out[i++] = flag((text.cues & cue::kShould) != 0);
  out[i++] = flag((text.cues & cue::kMust) != 0);
  out[i++] = flag((target.cues & cue::kShould) != 0);
  out[i++] = flag((target.cues & cue::kBanning) != 0);
}

void write_near_feeling(const PairSides& sides, std::vector<std::uint32_t>& near, std::span<float> out) {
  std::fill(out.begin(), out.end(), 0.0F);
  if (!sides.mention) return;
  words_near(sides.text, *sides.mention, kNearWindow, near);
  FeelingReader reader;
  for (const std::uint32_t word : near) reader.add(sides.text.words[word].cues);
  const Feeling& feeling = reader.feeling();
  out[0] = static_cast<float>(feeling.good);
  out[1] = static_cast<float>(feeling.bad);
  out[2] = static_cast<float>(feeling.negations);
  out[3] = static_cast<float>(feeling.sign());
}

}  // namespace bearing
