// A corpus of stances as tables of decisions: what the measures and their bootstrap samples count.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "metric/stance.hpp"

namespace bearing {

struct StanceTables {
  Decisions targets;     ///< [documents, targets]
  Decisions end_to_end;  ///< [documents, targets * stances]
  Decisions given;  ///< [pairs, stances], the gold pairs of the documents with `given`, in document order.
  std::vector<std::size_t>
      first_pair;  ///< [documents + 1] Pairs of document d: [first_pair[d], first_pair[d + 1]).
  std::vector<EvidenceAndHolders> found;  ///< [documents]

  /// Rows of `given` that belong to the documents, with their repeats.
  std::vector<std::size_t> pairs_of(std::span<const std::size_t> documents) const;
};

/// Checks the corpus (a fault ends the program) and counts.
StanceTables make_stance_tables(const StanceCorpus& corpus);

/// Whether two pieces of evidence are the same, see EvidenceAndHolders::evidence.
bool evidence_agrees(const StanceEntry& first, const StanceEntry& second);

}  // namespace bearing
