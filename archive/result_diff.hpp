// What changed from one run to another, label by label.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "archive/result_reader.hpp"
#include "bearing/result.hpp"

namespace bearing {

/// A word and what it adds to a score in both models.
struct WordChange {
  std::string word;
  double before = 0.0, after = 0.0;  ///< Log-odds.
};

/// A document whose label changed.
struct DiffExample {
  std::string id;
  std::uint64_t number = 0;  ///< Its place among the results of run A, from 1.
  /// Confidences in A and in B; nothing where the results don't say (they list what is not assigned only if
  /// the run was asked for all labels).
  std::optional<double> before, after;
  bool explained = false;         ///< What follows is known (explain_examples).
  std::vector<WordChange> words;  ///< Those whose contribution changed most, the largest change first.
};

/// A topic, or a stance on a target, in both runs.
struct LabelDiff {
  std::string label;                             ///< Topic or target.
  std::string stance;                            ///< Empty for topics.
  std::uint64_t gained = 0, lost = 0, kept = 0;  ///< Documents.
  double mean_change = 0.0;  ///< Of the confidence from A to B, over the documents that kept it.
  /// The largest changes first; of equals, the first in order. `moved` kept the label with another
  /// confidence.
  std::vector<DiffExample> gained_examples, lost_examples, moved_examples;
};

/// Two runs compared.
struct ResultDiff {
  std::uint64_t compared = 0;    ///< Documents in both.
  std::uint64_t changed = 0;     ///< Other labels, or readable in one run only.
  std::uint64_t confidence = 0;  ///< The same labels with other confidences.
  std::uint64_t rest = 0;        ///< Other languages, holders, evidence or warnings, and nothing else.
  std::uint64_t only_a = 0, only_b = 0;                    ///< Documents in one run only.
  std::vector<std::string> only_a_ids, only_b_ids;         ///< The first of them.
  std::uint64_t readable_only_a = 0, readable_only_b = 0;  ///< In both; an error in the other run.
  std::uint64_t lost_at = 0;                               ///< See ResultAlignment::lost_at().
  std::vector<LabelDiff> topics, stances;  ///< Those with the most gained and lost first, then by name.
  std::uint64_t further_labels = 0;        ///< Changes of labels beyond the first 20,000, which have no row.

  bool same() const { return changed + confidence + rest + only_a + only_b == 0; }
};

/// Compares run A with run B in one pass over both, in bounded memory. `examples`: how many are kept of each
/// kind and label. Errors: those of the readers.
Result<ResultDiff> diff_results(ResultReader& a, ResultReader& b, std::size_t examples);

}  // namespace bearing
