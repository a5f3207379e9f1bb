// From the hashed features of a pair to rows of a weight matrix: shared by training and inference.
//
// The rows of all blocks follow each other: of each block first those whatever the target (if its weight is
// not 0), then one copy for each known target (if by_target is not 0); kKnownTarget has one row a target.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "feature/pair_features.hpp"
#include "feature/pair_rules.hpp"
#include "feature/weighted_vocabulary.hpp"

namespace bearing {

/// A row of the wide weights and the value of its feature in a pair.
struct PairRow {
  std::uint32_t row;
  float value;
  friend bool operator==(const PairRow&, const PairRow&) = default;
};

/// Where the rows of a block begin.
struct PairRowRange {
  std::uint64_t shared = 0;     ///< First row whatever the target.
  std::uint64_t by_target = 0;  ///< First row of the first known target's copy.
};

/// Looks up and weighs the features of pairs. Immutable, thread-safe; what it views must outlive it.
class PairRowMap {
 public:
  static constexpr std::uint32_t kUnknownTarget = 0xFFFFFFFFU;

  PairRowMap() = default;
  /// `vocabularies`: one a block (empty for kKnownTarget). `targets`: the known targets' keys
  /// (PairInput::target_key), all different, in the order of their numbers.
  PairRowMap(PairRules rules, std::vector<WeightedVocabularyView> vocabularies,
             std::span<const std::uint64_t> targets);

  /// Rows of the wide weights.
  std::uint64_t size() const { return size_; }

  /// Number of a known target, or kUnknownTarget.
  std::uint32_t target(std::uint64_t target_key) const;

  /// Appends the rows of all blocks of a pair that are known; each row at most once.
  void append_rows(const PairInput& input, std::vector<PairRow>& out) const;
  /// The same for one block.
  void append_block(const PairInput& input, std::size_t block, std::vector<PairRow>& out) const;

  const std::vector<WeightedVocabularyView>& vocabularies() const { return vocabularies_; }
  const PairRules& rules() const { return rules_; }
  const PairRowRange& range(std::size_t block) const { return ranges_[block]; }
  std::size_t targets() const { return targets_.size(); }

 private:
  PairRules rules_;
  std::vector<WeightedVocabularyView> vocabularies_;
  std::vector<PairRowRange> ranges_;                              // [blocks]
  std::vector<std::pair<std::uint64_t, std::uint32_t>> targets_;  // Sorted by key.
  std::uint64_t size_ = 0;
};

}  // namespace bearing
