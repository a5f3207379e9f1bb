// Measures of stance: who stands where on what, and the part of the document that shows it.
//
// All of them look at plain data. Targets and stances are numbers; an entry outside [targets, stances] or an
// array of the wrong size is a programmer's error. Sets, not lists: however often a document holds the same
// target, or the same stance on it, it counts once, except for holders. Whatever has a denominator of 0 is 0.
// Time and memory grow with documents * targets * stances: for data with a target of its own for each record,
// see pairs.hpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "bearing/document.hpp"
#include "metric/bootstrap.hpp"
#include "metric/calibration.hpp"
#include "metric/classification.hpp"

namespace bearing {

/// One judgement, by a person (gold) or a model (predicted).
struct StanceEntry {
  std::uint32_t target = 0, stance = 0;
  std::string holder;  ///< Folded by the caller, see match_holder(). Empty: not annotated, or not predicted.
  ByteRange evidence;  ///< Bytes of the text, or of the title. Empty: none.
  bool in_title = false;  ///< Where `evidence` lies.
  double confidence = 0;  ///< Of predicted entries, in [0, 1].
};

/// A document with all that was said of it. Each of the three arrays may be empty: the document then takes no
/// part in the measures that need it.
struct StanceDocument {
  std::string lang;
  std::vector<StanceEntry> gold, predicted;
  std::vector<double> touched;  ///< [targets] Probability that the document takes a stance on the target.
  std::vector<std::uint8_t>
      given;  ///< [targets, stances] 1: the stance the model gives when told that the target is touched.
  std::vector<double> stances;  ///< [targets, stances] Probability of the stance when the target is touched.
};

struct StanceCorpus {
  std::size_t targets = 0, stances = 0;
  std::vector<StanceDocument> documents;
};

/// Judged cases and those that were right.
struct Share {
  std::size_t right = 0, judged = 0;
  double value() const {
    return judged == 0 ? 0.0 : static_cast<double>(right) / static_cast<double>(judged);
  }
  Share& operator+=(const Share& other);
};

/// Evidence and holders, counted.
struct EvidenceAndHolders {
  /// Of the gold (document, target) pairs that are predicted too: those where the most confident predicted
  /// entry of the target (the first of equals) points at an annotated evidence of the target. Pairs without
  /// annotated evidence are not judged. Ranges agree when they lie in the same field and share at least half
  /// of the bytes of the shorter one.
  Share evidence;
  /// The same for (document, target, stance): target and stance found, and the evidence is of that stance.
  Share evidence_of_stance;
  /// Of the predicted entries whose (target, stance) is annotated with a holder: those whose holder matches
  /// one of that (target, stance)'s annotated holders, the best match counts. Partial includes exact.
  Share holder_exact, holder_partial;

  EvidenceAndHolders& operator+=(const EvidenceAndHolders& other);
};

/// All measures on some documents.
struct StanceScores {
  std::size_t documents = 0;
  /// Target detection, over (document, target): label t is target t. Micro pools all, macro is the mean F1 of
  /// targets that are annotated or predicted.
  Scores targets;
  /// Stance given the target, over the gold (document, target) pairs of documents that have `given`: label s
  /// is stance s, the truth is the set of annotated stances of the pair, the decision the row of `given`.
  /// Macro-F1 is the mean F1 of stances that are annotated or given; subset accuracy counts pairs, not
  /// documents.
  Scores given;
  /// End to end, over (document, target, stance): label target * stances + stance. Micro-F1 is the headline.
  Scores end_to_end;
  EvidenceAndHolders found;
  CalibrationScore touched;        ///< `touched` against "gold has the target", over (document, target).
  CalibrationScore given_stances;  ///< `stances` against "gold has it", over gold pairs times stances.
  /// Highest confidence of each predicted (document, target, stance) against "gold has it".
  CalibrationScore entries;
};

/// 95 %, bootstrap over documents. Shares: over the samples in which something was judged.
struct StanceIntervals {
  Interval target_micro_f1, target_macro_f1, given_macro_f1, end_to_end_micro_f1, end_to_end_macro_f1;
  Interval evidence, evidence_of_stance, holder_exact, holder_partial;
};

struct StanceMeasures {
  StanceScores all;
  StanceIntervals intervals;
  std::vector<StanceScores> by_target;              ///< Only that target's entries; `targets` has one label.
  std::map<std::string, StanceScores> by_language;  ///< By StanceDocument::lang.
};

StanceMeasures measure_stance(const StanceCorpus& corpus, const BootstrapOptions& options = {});

}  // namespace bearing
