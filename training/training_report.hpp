// Provenance and held-out quality: what a model file says about itself.
#pragma once

#include <string>
#include <vector>

#include "corpus/record.hpp"
#include "metric/classification.hpp"
#include "metric/stance.hpp"
#include "scheme/scheme.hpp"
#include "training/trainer.hpp"

namespace bearing {

/// Counts for the provenance.
struct TrainedOn {
  std::string corpus_hash;
  std::size_t documents = 0, sentence_rows = 0, terms = 0, chars = 0, lexicon = 0;
};

/// JSON: options, seed, corpus hash, counts, library versions.
std::string provenance_json(const TrainOptions& options, const TrainedOn& corpus);

/// The quality of topics on held-out documents, measured once.
class QualityReport {
 public:
  /// Both must outlive the report.
  QualityReport(const Scheme& scheme, const Decisions& held_out);

  /// `languages`: one a document. JSON: cross-validated F1, calibration error, Brier score, per topic; and
  /// the measures of stance where `stance`, the held-out documents with their stances, has targets.
  std::string json(const std::vector<std::string>& languages, const StanceCorpus& stance) const;

  /// The same for people. `thresholds` is empty where topics exclude each other.
  std::string text(const std::vector<double>& thresholds, const StanceCorpus& stance) const;

 private:
  const Scheme& scheme_;
  const Decisions& held_out_;
  Scores scores_;
  ScoreIntervals intervals_;
  double calibration_error_, brier_;
};

}  // namespace bearing
