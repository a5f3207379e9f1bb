#include "training/stance_matrix.hpp"

#include <algorithm>
#include <unordered_map>

namespace bearing {

StancePairs::StancePairs(const FeatureMatrices& features,
                         const std::vector<std::pair<std::uint32_t, std::uint32_t>>& rows)
    : features_(features), terms_(features.terms.tags.size()), targets_(features.layout.targets) {
  struct Seen {
    std::uint32_t count = 0, term = 0;
  };
  std::unordered_map<std::uint64_t, Seen> seen;
  const SparseMatrix& matrix = features.sentences.features;
  for (const auto& [row, target] : rows) {
    for (auto at = matrix.starts[row]; at < matrix.starts[row + 1]; ++at) {
      if (matrix.column[at] >= terms_) continue;
      Seen& found = seen[target_feature(matrix.column[at], target)];
      ++found.count;
      found.term = matrix.column[at];
    }
  }
  std::vector<std::uint64_t> hashes;
  for (const auto& [hash, found] : seen) {
    if (found.count >= 2) hashes.push_back(hash);
  }
  own_ = build_vocabulary(hashes);
  own_terms_.assign(own_.tags.size(), 0);
  const VocabularyView view = own_.view();
  std::sort(hashes.begin(), hashes.end());  // Two that share a row: the same one wins, in any order.
  for (const std::uint64_t hash : hashes) own_terms_[view.find(hash)] = seen[hash].term;
}

void StancePairs::append(std::uint32_t row, std::size_t target, SparseMatrix& matrix) const {
  const SparseMatrix& sentences = features_.sentences.features;
  const VocabularyView own = own_.view();
  const std::size_t first_group = terms_ + features_.layout.target_group(target, 0);
  std::vector<std::pair<std::uint32_t, float>> later;
  for (auto at = sentences.starts[row]; at < sentences.starts[row + 1]; ++at) {
    const std::uint32_t column = sentences.column[at];
    const float value = sentences.value[at];
    if (column < terms_) {
      matrix.add(column, value);
      const std::uint32_t found = own.find(target_feature(column, target));
      if (found != VocabularyView::kUnknown && own_terms_[found] == column)
        later.emplace_back(own_column(found), value);
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
