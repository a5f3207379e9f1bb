// The small models on top of the sentence scores: which stances a document takes, which sentence shows each,
// who holds it.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "bearing/result.hpp"
#include "training/stance_places.hpp"
#include "training/stance_rankings.hpp"

namespace bearing {

struct StanceDecision {
  std::vector<double> entry;       ///< [stances, StancePool::kFeatures]
  std::vector<double> entry_bias;  ///< [stances]
  std::vector<double> evidence;    ///< [kEvidenceFeatures]
  std::vector<double> holder;      ///< [kHolderFeatures]
  double entry_threshold = 0.5;

  /// Probability of each stance, given that the document takes one on the target.
  std::vector<double> given(const StancePlace& place) const;

  /// The row of the sentence that shows a stance best; the title only where there is nothing else.
  std::optional<std::uint32_t> evidence_row(const StanceCorpusView& corpus, const StancePlace& place,
                                            std::size_t stance) const;
};

/// Learns from the records that aren't in `fold`; from all, if no record is. `places` must have been scored.
/// Errors: those of the fits.
Result<StanceDecision> fit_stance_decision(const StanceCorpusView& corpus,
                                           const std::vector<StancePlace>& places,
                                           const StanceRankings& rankings, std::uint32_t fold);

}  // namespace bearing
