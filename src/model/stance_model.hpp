// The stance part of a model: from sentences that bear on a target to stances, evidence and holders.
//
// For a sentence s that bears on target t, with the vector x_s of the sentence view (terms only, normalised),
// the counts of t's cues g (values as in the sentence view) and columns c = stances..., none, chosen:
//   h_c = sum x_s * (shared_c + own_t,c) + sum g * (cue_c + target_cue_t,c) + target_bias_t,c + bias_c
//   p_s = softmax over the stances and none; evidence = h_chosen
// src/feature/stance_features.hpp makes the features of the entry and evidence models of them:
//   log-odds that a document which bears on t takes stance c = entry_c * StancePool::features(c) +
//   entry_bias_c evidence of c: the candidate sentence with the highest evidence_weights *
//   evidence_features(s, c)
// The holder is the candidate with the highest sum of holder_weights (src/attribution).
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "bearing/result.hpp"
#include "feature/output_layout.hpp"
#include "feature/vocabulary.hpp"
#include "model/tensor_file.hpp"
#include "model/tensor_list.hpp"
#include "model/tensor_reader.hpp"

namespace bearing {

/// Which terms have weights for which target alone: those of term row r are numbers first[r] ... first[r +
/// 1], and number i is for targets[i]; targets of a row ascend.
struct OwnTerms {
  std::vector<std::uint32_t> first;    ///< [terms + 1]
  std::vector<std::uint16_t> targets;  ///< [own]
};

/// The same in a mapped file.
struct OwnTermsView {
  std::span<const std::uint32_t> first;
  std::span<const std::uint16_t> targets;

  /// Whether the bounds fit together and every target is below `count`.
  bool valid(std::size_t count) const;
};

/// What training hands over. S stances, K targets; columns C = S + 2: the stances, none, chosen. Row-major.
struct StanceModelData {
  std::vector<std::string> stances;
  std::vector<float> shared;       ///< [terms, C], weight times idf.
  OwnTerms own;                    ///< Terms that have weights for one target alone.
  std::vector<float> own_weights;  ///< [own.targets, C], weight times idf.
  std::vector<float> cue;          ///< [kTargetCues, C], with the lexicon weight in.
  std::vector<float> target_cue;   ///< [K, kTargetCues, C], likewise.
  std::vector<float> target_bias;  ///< [K, C]
  std::vector<float> bias;         ///< [C]
  std::vector<double> entry;       ///< [S, StancePool::kFeatures]
  std::vector<double> entry_bias;  ///< [S]
  double entry_threshold = 0.5;    ///< Probability, given the target, from which a stance is likely.
  std::vector<double> evidence;    ///< [kEvidenceFeatures]
  std::vector<float> holder;       ///< [kHolderFeatures]
};

/// Adds the tensors, all named "stance.", of a model with `terms` term rows. The data must fit together.
void append_stance_model(const StanceModelData& data, std::size_t terms, const OutputLayout& layout,
                         TensorList& out);

/// An opened stance part: views into the mapped file. Immutable, thread-safe.
struct StanceModel {
  std::vector<std::string> stances;
  std::span<const std::uint16_t> shared;  ///< bfloat16.
  OwnTermsView own;
  std::span<const std::uint16_t> own_weights;  ///< bfloat16.
  std::span<const float> cue, target_cue, target_bias, bias, holder;
  std::vector<double> entry, entry_bias, evidence;
  double entry_threshold = 0.5;

  std::size_t columns() const { return stances.size() + 2; }
  bool empty() const { return stances.empty(); }
};

/// Reads and checks the part; `stances` come from the metadata. Errors stick to `in`.
StanceModel read_stance_model(TensorReader& in, std::vector<std::string> stances, std::size_t terms,
                              const OutputLayout& layout);

}  // namespace bearing
