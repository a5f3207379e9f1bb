// Training: from annotated records to a model file. LibTorch works behind this header and does not show.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "bearing/result.hpp"
#include "corpus/record.hpp"
#include "scheme/scheme.hpp"
#include "training/feature_matrix.hpp"

namespace bearing {

struct TrainOptions {
  FeatureOptions features;
  /// Data against penalty (C of LIBLINEAR) in the document view. Unset: 100 with a sentence view beside it;
  /// 0.5 without where topics exclude each other, else 2.
  std::optional<double> document_strength;
  double sentence_strength = 10;  ///< The same in the sentence view.
  int passes = 5;                 ///< Over the documents, where there is no sentence view.
  std::uint32_t folds = 5;        ///< Cross-validation folds for calibration and thresholds, at least 2.
  std::uint64_t seed = 1;         ///< Decides the folds.
  int max_epochs = 40;            ///< Of each fit, where there is a sentence view.
  double precision_floor = 0;     ///< 0: thresholds for best F1. Otherwise the least precision of each topic.
  double threshold_smoothing =
      400;                  ///< Positives whose weight the general threshold has against a topic's own.
  std::size_t threads = 0;  ///< 0: one per core. The model does not depend on it.
  std::string device = "cpu";
  std::string checkpoint;   ///< Folder for the state of an interrupted training; empty: none is kept.
  std::string folder;       ///< For temporary files of large corpora; empty: the current one.
  std::string corpus_hash;  ///< For the provenance.

  Status validate() const;
};

/// How far training is. Sent from several threads, one at a time.
struct TrainingProgress {
  std::string step;  ///< "documents 2/5", "sentences all", ...
  int epoch = 0;     ///< 0: this step has none, nor a loss.
  double loss = 0;
  double held_out_f1 = 0;   ///< 0 in the final fits.
  double done = 0;          ///< Share of all work, 0 to 1 (an estimate: fits stop early).
  double seconds_left = 0;  ///< Estimate from the time so far.
};

struct TrainedModel {
  std::string bytes;    ///< The model file.
  std::string summary;  ///< Held-out quality for people, a few lines.
  std::string quality;  ///< The same as JSON.
};

/// Trains on every record: documents and sentences, with a checkpoint, where there are evidence or stances; a
/// flat model (see flat_trainer.hpp) otherwise, which takes seconds and keeps no checkpoint. `report` returns
/// false to interrupt: the checkpoint is written and the error is kInterrupted. The same records, scheme,
/// options and seed give the same bytes for any number of threads. Errors: kInvalidData for corpora that
/// can't be learnt from.
Result<TrainedModel> train(const std::vector<Record>& records, const Scheme& scheme,
                           const TrainOptions& options,
                           const std::function<bool(const TrainingProgress&)>& report);

/// A scheme made of the corpus's own labels, sorted, for users without a scheme file.
Scheme scheme_of_labels(const std::vector<Record>& records, const std::string& name);

}  // namespace bearing
