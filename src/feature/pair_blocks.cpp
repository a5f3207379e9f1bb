#include "feature/pair_blocks.hpp"

#include <algorithm>

#include "base/hash.hpp"

namespace bearing {
namespace {

constexpr std::uint64_t kRunSeed = 34, kPairCharsSeed = 35, kMaskSeed = 36, kBeforeSeed = 37,
                        kBehindSeed = 38;

/// Words [first, last) that a run of units holds; empty for marks alone.
WordRange words_of_run(std::span<const PairUnit> run) {
  WordRange range{0, 0};
  for (const PairUnit& unit : run) {
    if (unit.word == PairUnit::kMark) continue;
    if (range.first == range.last) range.first = unit.word;
    range.last = unit.word + 1;
  }
  return range;
}

template <class Sink>
void visit_runs(const PairBlock& block, const PairField& field, std::span<const PairUnit> units,
                Sink&& sink) {
  for (std::size_t first = 0; first < units.size(); ++first) {
    std::uint64_t hash = kRunSeed;
    for (std::size_t size = 1; size <= block.largest && first + size <= units.size(); ++size) {
      const PairUnit& unit = units[first + size - 1];
      hash = mix(hash, unit.hash);
      if (size < block.smallest) continue;
      if (size == 1 && block.skip_stop_words && unit.word != PairUnit::kMark && field.words[unit.word].stop)
        continue;
      sink(hash, words_of_run(units.subspan(first, size)));
    }
  }
}

}  // namespace

std::optional<WordRange> find_mention(const PairField& text, const PairField& target) {
  const auto first =
      std::find_if(text.words.begin(), text.words.end(), [](const PairWord& word) { return !word.in_title; });
  if (target.words.empty()) return {};
  const auto found = std::search(first, text.words.end(), target.words.begin(), target.words.end(),
                                 [](const PairWord& a, const PairWord& b) { return a.stem == b.stem; });
  if (found == text.words.end()) return {};
  const auto begin = static_cast<std::uint32_t>(found - text.words.begin());
  return WordRange{begin, begin + static_cast<std::uint32_t>(target.words.size())};
}

std::optional<WordRange> mention_words(const PairField& text, PairMention mention) {
  WordRange range{0, 0};
  for (std::uint32_t i = 0; i < text.words.size(); ++i) {
    const PairWord& word = text.words[i];
    if (word.in_title || word.token < mention.first || word.token >= mention.last) continue;
    if (range.first == range.last) range.first = i;
    range.last = i + 1;
  }
  if (range.first == range.last) return {};
  return range;
}

std::size_t words_near(const PairField& text, WordRange mention, std::uint32_t window,
                       std::vector<std::uint32_t>& out) {
  out.clear();
  std::uint32_t begin = mention.first - std::min(mention.first, window);
  while (begin < mention.first && text.words[begin].in_title) ++begin;
  for (std::uint32_t i = begin; i < mention.first; ++i) out.push_back(i);
  const std::size_t before = out.size();
  const auto words = static_cast<std::uint32_t>(text.words.size());
  const std::uint32_t end = mention.last + std::min(words - mention.last, window);
  for (std::uint32_t i = mention.last; i < end; ++i) out.push_back(i);
  return before;
}

template <class Sink>
void PairBlocks::visit_words(const PairBlock& block, const PairField& field, Sink&& sink) {
  for (const PairSentence& s : field.sentences) {
    visit_runs(block, field, std::span(field.units).subspan(s.first_unit, s.last_unit - s.first_unit), sink);
  }
}

template <class Sink>
void PairBlocks::visit_chars(const PairBlock& block, const PairField& field, Sink&& sink) {
  for (const PairUnit& unit : field.units) {
    if (unit.word == PairUnit::kMark || unit.part) continue;
    marked_.assign(1, '<');
    if (unit.sign != '\0') marked_.push_back(unit.sign);
    marked_.append(field.words[unit.word].folded).push_back('>');
    starts_.clear();
    for (std::uint32_t i = 0; i < marked_.size(); ++i) {
      if ((static_cast<unsigned char>(marked_[i]) & 0xC0) != 0x80) starts_.push_back(i);
    }
    const std::size_t characters = starts_.size();
    starts_.push_back(static_cast<std::uint32_t>(marked_.size()));
    const WordRange word{unit.word, unit.word + 1};
    // A word that is too short for any run is one itself.
    if (characters < block.smallest) sink(hash64(marked_, kPairCharsSeed), word);
    for (std::size_t size = block.smallest; size <= block.largest && size <= characters; ++size) {
      for (std::size_t i = 0; i + size <= characters; ++i) {
        const std::string_view run(marked_.data() + starts_[i], starts_[i + size] - starts_[i]);
        sink(hash64(run, kPairCharsSeed), word);
      }
    }
  }
}

template <class Sink>
void PairBlocks::visit_near(const PairBlock& block, const PairSides& sides, Sink&& sink) {
  if (!sides.mention) return;
  const std::size_t before = words_near(sides.text, *sides.mention, block.window, near_);
  if (block.family == PairFamily::kSides) {
    for (std::size_t i = 0; i < near_.size(); ++i) {
      const PairWord& word = sides.text.words[near_[i]];
      if (block.skip_stop_words && word.stop) continue;
      sink(mix(i < before ? kBeforeSeed : kBehindSeed, word.key), WordRange{near_[i], near_[i] + 1});
    }
    return;
  }
  near_units_.clear();
  for (std::size_t i = 0; i <= near_.size(); ++i) {
    if (i == before && block.family == PairFamily::kNearMasked)
      near_units_.push_back({kMaskSeed, PairUnit::kMark, '\0'});
    if (i < near_.size()) near_units_.push_back({sides.text.words[near_[i]].key, near_[i], '\0'});
  }
  visit_runs(block, sides.text, near_units_, sink);
}

template <class Sink>
void PairBlocks::visit(const PairBlock& block, const PairSides& sides, Sink&& sink) {
  switch (block.family) {
    case PairFamily::kTextWords:
      return visit_words(block, sides.text, sink);
    case PairFamily::kTextChars:
      return visit_chars(block, sides.text, sink);
    case PairFamily::kTargetWords:
      return visit_words(block, sides.target, sink);
    case PairFamily::kTargetChars:
      return visit_chars(block, sides.target, sink);
    case PairFamily::kNear:
    case PairFamily::kNearMasked:
    case PairFamily::kSides:
      return visit_near(block, sides, sink);
    case PairFamily::kKnownTarget:
      return;
  }
}

void PairBlocks::count(const PairBlock& block, const PairSides& sides, std::vector<PairTerm>& out) {
  out.clear();
  table_.clear();
  visit(block, sides, [&](std::uint64_t hash, WordRange) {
    const std::uint32_t number = table_.add(hash);
    if (number == out.size()) out.push_back({hash, 0.0F});
    ++out[number].count;
  });
}

void PairBlocks::list(const PairBlock& block, const PairSides& sides, std::vector<PairOccurrence>& out) {
  const bool in_target = block.family == PairFamily::kTargetWords || block.family == PairFamily::kTargetChars;
  const PairField& field = in_target ? sides.target : sides.text;
  visit(block, sides, [&](std::uint64_t hash, WordRange run) {
    PairOccurrence occurrence{hash, 0, 0, false, in_target};
    if (run.first != run.last) {
      occurrence.first = field.words[run.first].token;
      occurrence.last = field.words[run.last - 1].token + 1;
      occurrence.in_title = !in_target && field.words[run.first].in_title;
    }
    out.push_back(occurrence);
  });
}

}  // namespace bearing
