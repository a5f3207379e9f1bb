// Learns topics from the labels of whole documents: one pass over the text, a few over the rows.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "bearing/result.hpp"
#include "corpus/record.hpp"
#include "feature/lexicon.hpp"
#include "metric/classification.hpp"
#include "model/topic_model.hpp"
#include "scheme/scheme.hpp"
#include "training/dual_fit.hpp"
#include "training/flat_corpus.hpp"
#include "training/trainer.hpp"

namespace bearing {

/// The features of such models: character 4-grams at full weight, the first and the last word, and all of a
/// page, since one's own corpus is labelled as its pages are.
FeatureRules flat_rules();

/// Takes a corpus record by record, keeping none of its text, and makes a flat model. Memory and time are
/// those of FlatCorpusBuilder and DualFit. The same records, scheme, options and seed give the same bytes for
/// any number of threads.
class FlatTrainer {
 public:
  /// Without `scheme`, topics are the labels of the corpus, sorted, under `name`; they exclude each other
  /// where every document has exactly one of two or more. `options` and `report` must outlive the trainer.
  FlatTrainer(std::optional<Scheme> scheme, std::string name, const TrainOptions& options,
              const std::function<bool(const TrainingProgress&)>& report);

  /// Records without topics are passed over. `read` is the share of the corpus that has been read with these,
  /// for progress. Errors: kInvalidData with source and line for labels that the scheme doesn't have, and for
  /// documents with none or several where it says exactly one; the record's own error; kIo; kInterrupted.
  Status add(std::span<const Record> records, double read);

  /// Errors: kInvalidData for a corpus that can't be learnt from; kIo; kInterrupted; kInternal.
  Result<TrainedModel> finish();

 private:
  Status check_record(const Record& record) const;
  bool tell(const std::string& step, int epoch, double loss, double done);
  Status settle_scheme();
  void fill_truth();
  std::vector<std::vector<std::uint32_t>> held_out_folds() const;
  Status learn();
  Status calibrate(const std::vector<std::vector<std::uint32_t>>& folds);
  std::vector<double> thresholds(const ScoreMap& map, const std::vector<std::uint32_t>& rows) const;
  void decide(const ScoreMap& map, const std::vector<double>& limits, std::uint32_t row,
              Decisions& out) const;
  Result<TrainedModel> write();
  TrainingProfile profile() const;
  void place_weights(TopicModelData& data) const;

  std::optional<Scheme> given_;
  Scheme scheme_;
  const TrainOptions& options_;
  const std::function<bool(const TrainingProgress&)>& report_;
  std::chrono::steady_clock::time_point start_;
  Lexicon lexicon_;
  std::optional<FlatCorpusBuilder> builder_;
  std::vector<Record> batch_;  // Of records with topics among others.
  FlatCorpus corpus_;
  std::vector<std::uint8_t> truth_;  // [rows, topics]
  LinearFit weights_;
  std::vector<float> held_out_;  // [rows, topics]; of the folds scored.
  ScoreMap map_;
  std::vector<double> thresholds_;     // Empty where topics exclude each other.
  std::vector<std::uint32_t> judged_;  // Rows that quality_ is about.
  Decisions quality_;
};

/// Whether sentences or stances are to be learnt from these records too: then train() makes a model of two
/// views.
bool learns_from_sentences(const std::vector<Record>& records, const Scheme& scheme);

}  // namespace bearing
