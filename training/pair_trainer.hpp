// Training of pair models: from records with stances on free targets to a model file.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "bearing/result.hpp"
#include "corpus/record.hpp"
#include "feature/pair_rules.hpp"
#include "training/pair_corpus.hpp"
#include "training/pair_decision.hpp"
#include "training/pair_folds.hpp"
#include "training/trainer.hpp"
#include "training/wide_deep_fit.hpp"

namespace bearing {

/// What a configuration file says (training/configs/*.toml), and what the command line adds.
struct PairTrainOptions {
  PairRules rules;
  WideDeepOptions network;     ///< Its seed is not used: those of the ensemble follow from `folds.seed`.
  std::uint32_t ensemble = 3;  ///< Networks, from different seeds, whose scores are averaged: 1 to 50.
  PairFoldOptions folds;
  PairDecisionOptions decision;
  std::string name = "pairs";
  std::size_t threads = 0;  ///< 0: one per core. The model does not depend on it.
  std::string corpus_hash;  ///< For the provenance.
  /// Records whose words, too, say how common a stem is; borrowed. Null: none.
  const std::vector<Record>* background = nullptr;

  Status validate() const;
};

/// Learns from every stance of every record: the text, the words of its target, its class. Networks are
/// fitted for each fold and for all pairs, side by side; held-out scores give probabilities, offsets and
/// quality. `report` returns false to interrupt (kInterrupted). The same records, options and seed give the
/// same bytes for any number of threads. Errors: kUsage for options, kInvalidData for corpora that can't be
/// learnt from.
Result<TrainedModel> train_pairs(const std::vector<Record>& records, const PairTrainOptions& options,
                                 const std::function<bool(const TrainingProgress&)>& report);

}  // namespace bearing
