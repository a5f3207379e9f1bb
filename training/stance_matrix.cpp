#include "training/stance_matrix.hpp"

#include <algorithm>
#include <map>
#include <numeric>

namespace bearing {

StancePairs::StancePairs(const FeatureMatrices& features,
                         const std::vector<std::pair<std::uint32_t, std::uint32_t>>& rows)
    : features_(features), terms_(features.terms.tags.size()), targets_(features.layout.targets) {
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint32_t> seen;  // (term, target) -> pairs.
  const SparseMatrix& matrix = features.sentences.features;
  for (const auto& [row, target] : rows) {
    for (auto at = matrix.starts[row]; at < matrix.starts[row + 1]; ++at) {
      if (matrix.column[at] < terms_) ++seen[{matrix.column[at], target}];
    }
  }
  own_.first.assign(terms_ + 1, 0);
  for (const auto& [key, count] : seen) {
    if (count < 2) continue;
    own_.targets.push_back(static_cast<std::uint16_t>(key.second));
    ++own_.first[key.first + 1];
  }
  std::partial_sum(own_.first.begin(), own_.first.end(), own_.first.begin());
}

void StancePairs::append(std::uint32_t row, std::size_t target, SparseMatrix& matrix) const {
  const SparseMatrix& sentences = features_.sentences.features;
  const std::size_t first_group = terms_ + features_.layout.target_group(target, 0);
  std::vector<std::pair<std::uint32_t, float>> later;
  for (auto at = sentences.starts[row]; at < sentences.starts[row + 1]; ++at) {
    const std::uint32_t column = sentences.column[at];
    const float value = sentences.value[at];
    if (column < terms_) {
      matrix.add(column, value);
      for (std::uint32_t own = own_.first[column]; own < own_.first[column + 1]; ++own) {
        if (own_.targets[own] == target) later.emplace_back(own_column(own), value);
      }
    } else if (column >= first_group && column < first_group + kTargetCues) {
      const std::size_t cue = column - first_group;
      later.emplace_back(cue_column(cue), static_cast<float>(kCueWeight) * value);
      later.emplace_back(target_cue_column(target, cue), static_cast<float>(kTargetCueWeight) * value);
    }
  }
  later.emplace_back(bias_column(target), static_cast<float>(kTargetBiasWeight));
  std::sort(later.begin(), later.end());
  for (const auto& [column, value] : later) matrix.add(column, value);
  matrix.end_row();
}

}  // namespace bearing
