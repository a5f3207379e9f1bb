// Pairs as numbers: vocabularies, sparse rows and dense columns, as a pair model's rules say.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "feature/pair_features.hpp"
#include "feature/pair_rules.hpp"
#include "feature/weighted_vocabulary.hpp"
#include "model/pair_model.hpp"
#include "training/pair_corpus.hpp"
#include "training/sparse_matrix.hpp"
#include "training/wide_rows.hpp"

namespace bearing {

/// `wide` refers to the matrices beside it: move, don't copy.
struct PairMatrix {
  PairMatrix() = default;
  PairMatrix(PairMatrix&&) = default;
  PairMatrix& operator=(PairMatrix&&) = default;

  std::vector<WeightedVocabulary> vocabularies;  ///< One a block; empty for kKnownTarget.
  WeightedVocabulary stems;                      ///< Empty without overlap features.
  std::vector<KnownTarget> targets;              ///< Empty unless the rules ask for known targets.
  std::vector<std::unique_ptr<SparseMatrix>> matrices;
  WideRows wide;                            ///< [pairs, rows of the model's wide weights]
  std::vector<float> dense;                 ///< [pairs, rules.dense_size()]
  std::vector<std::uint32_t> known_target;  ///< [pairs] among `targets`; empty where these are.
};

/// Two passes over the corpus: vocabularies and idf first (a text counts as one document, however many pairs
/// it has; a target, and what is near its mention, as one for each pair), then the numbers, on up to
/// `threads` threads, of which they don't depend.
PairMatrix build_pair_matrix(const PairCorpus& corpus, const PairRules& rules, std::size_t threads);

}  // namespace bearing
