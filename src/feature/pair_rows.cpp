#include "feature/pair_rows.hpp"

#include <algorithm>
#include <cmath>

#include "base/check.hpp"
#include "feature/extractor.hpp"

namespace bearing {

PairRowMap::PairRowMap(PairRules rules, std::vector<WeightedVocabularyView> vocabularies,
                       std::span<const std::uint64_t> targets)
    : rules_(std::move(rules)), vocabularies_(std::move(vocabularies)) {
  check(vocabularies_.size() == rules_.blocks.size());
  for (const std::uint64_t key : targets)
    targets_.emplace_back(key, static_cast<std::uint32_t>(targets_.size()));
  std::sort(targets_.begin(), targets_.end());
  for (std::size_t b = 0; b < rules_.blocks.size(); ++b) {
    const PairBlock& block = rules_.blocks[b];
    PairRowRange range{size_, size_};
    if (block.family == PairFamily::kKnownTarget) {
      size_ += targets_.size();
    } else {
      if (block.weight > 0) size_ += vocabularies_[b].idf.size();
      range.by_target = size_;
      if (block.by_target > 0) size_ += vocabularies_[b].idf.size() * targets_.size();
    }
    ranges_.push_back(range);
  }
}

std::uint32_t PairRowMap::target(std::uint64_t target_key) const {
  const auto found = std::lower_bound(targets_.begin(), targets_.end(), std::pair(target_key, 0U));
  return found != targets_.end() && found->first == target_key ? found->second : kUnknownTarget;
}

void PairRowMap::append_rows(const PairInput& input, std::vector<PairRow>& out) const {
  for (std::size_t b = 0; b < rules_.blocks.size(); ++b) append_block(input, b, out);
}

void PairRowMap::append_block(const PairInput& input, std::size_t number, std::vector<PairRow>& out) const {
  check(input.blocks.size() == rules_.blocks.size() && number < rules_.blocks.size());
  const PairBlock& block = rules_.blocks[number];
  const PairRowRange& range = ranges_[number];
  const bool with_target = block.by_target > 0 || block.family == PairFamily::kKnownTarget;
  const std::uint32_t known = with_target ? target(input.target_key) : kUnknownTarget;
  if (block.family == PairFamily::kKnownTarget) {
    if (known != kUnknownTarget)
      out.push_back({static_cast<std::uint32_t>(range.shared + known), static_cast<float>(block.weight)});
    return;
  }
  const WeightedVocabularyView& vocabulary = vocabularies_[number];
  if (vocabulary.empty()) return;

  // First the rows of the vocabulary with values before normalisation, then these values for what is asked.
  const std::size_t first = out.size();
  double length = 0;
  for (const PairTerm& term : input.blocks[number]) {
    const std::uint32_t row = vocabulary.index.find(term.hash);
    if (row == VocabularyView::kUnknown) continue;
    const double value =
        sublinear(static_cast<double>(term.count)) * static_cast<double>(vocabulary.idf[row]);
    length += value * value;
    out.push_back({row, static_cast<float>(value)});
  }
  if (length == 0) return;
  const double scale = 1 / std::sqrt(length);
  const std::size_t last = out.size();
  if (known != kUnknownTarget) {
    const std::uint64_t copy = range.by_target + known * vocabulary.idf.size();
    for (std::size_t i = first; i < last; ++i) {
      const PairRow& row = out[i];
      const PairRow copied = {static_cast<std::uint32_t>(copy + row.row),
                              static_cast<float>(static_cast<double>(row.value) * scale * block.by_target)};
      out.push_back(copied);
    }
  }
  if (block.weight > 0) {
    for (std::size_t i = first; i < last; ++i) {
      out[i].row += static_cast<std::uint32_t>(range.shared);
      out[i].value = static_cast<float>(static_cast<double>(out[i].value) * scale * block.weight);
    }
  } else {
    out.erase(out.begin() + static_cast<std::ptrdiff_t>(first),
              out.begin() + static_cast<std::ptrdiff_t>(last));
  }
}

}  // namespace bearing
