// Folds of pairs in which nothing that is held out has been seen.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "bearing/result.hpp"
#include "training/pair_corpus.hpp"

namespace bearing {

/// What pairs of different folds may not share.
enum class PairGroups {
  kText,       ///< "text": a text.
  kTarget,     ///< "target": a target.
  kConnected,  ///< "connected": a text or a target, nor may there be a chain of pairs from one to the other.
};

struct PairFoldOptions {
  std::uint32_t count = 5;
  PairGroups by = PairGroups::kText;
  /// Pairs of this class don't connect (any text goes with any target that it is unrelated to): under
  /// kConnected they are held out with their text, and not learnt from where their target is held out.
  std::string loose;
  std::uint64_t seed = 1;
};

struct PairFolds {
  std::vector<std::uint32_t> held_out;  ///< [pairs] the fold that the pair is judged in.
  /// [pairs] another fold that must not learn from the pair; else the same as held_out.
  std::vector<std::uint32_t> barred;

  std::vector<std::uint32_t> rows_to_learn(std::uint32_t fold) const;
  std::vector<std::uint32_t> rows_held_out(std::uint32_t fold) const;
};

/// Spreads groups over the folds, large ones first, so that each class is spread evenly. Errors: kInvalidData
/// when there are fewer groups than folds.
Result<PairFolds> make_pair_folds(const PairCorpus& corpus, const PairFoldOptions& options);

}  // namespace bearing
