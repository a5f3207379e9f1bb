#include "training/trainer.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>
#include <set>

#include "base/parallel.hpp"
#include "base/sigmoid.hpp"
#include "corpus/split.hpp"
#include "metric/calibration.hpp"
#include "model/topic_model.hpp"
#include "text/language.hpp"
#include "training/checkpoint.hpp"
#include "training/combination.hpp"
#include "training/fit_jobs.hpp"
#include "training/linear_fit.hpp"
#include "training/training_report.hpp"

namespace bearing {
namespace {

// Chosen so that all training documents of the shipped corpus pass with room to spare, and other languages
// don't.
constexpr double kCoverageShare = 0.75, kCoverageQuantile = 0.01;
// Less than this can't be judged, whatever the corpus.
constexpr double kLeastCoverage = 0.1;

// The best F1 that any single threshold reaches.
double best_f1(const std::vector<double>& confidence, const std::vector<std::uint8_t>& truth) {
  std::vector<std::size_t> order(confidence.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return confidence[a] > confidence[b]; });
  const auto positives = static_cast<double>(std::count(truth.begin(), truth.end(), 1));
  double hits = 0, best = 0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    hits += truth[order[i]];
    best = std::max(best, 2 * hits / (static_cast<double>(i + 1) + positives));
  }
  return best;
}

class Trainer {
 public:
  Trainer(const std::vector<Record>& records, const Scheme& scheme, const TrainOptions& options,
          const std::function<bool(const TrainingProgress&)>& report)
      : records_(records),
        scheme_(scheme),
        options_(options),
        report_(report),
        topics_(scheme.topics.size()) {}

  Result<TrainedModel> run() {
    auto features = build_features(records_, scheme_, options_.features);
    if (!features) return features.error();
    features_ = std::move(*features);
    folds_ = assign_folds(records_, options_.folds, options_.seed);
    fill_truth();
    if (auto prepared = prepare_checkpoint(); !prepared) return prepared.error();
    if (auto fitted = fit_all(); !fitted) return fitted.error();
    score_held_out();
    if (auto combined = combine(); !combined) return combined.error();
    auto model = finish();
    if (model && checkpoint_) checkpoint_->remove();
    return model;
  }

 private:
  bool has_sentences() const { return features_.sentences.features.rows() > 0; }

  void fill_truth() {
    truth_.assign(records_.size() * topics_, 0);
    for (std::size_t d = 0; d < records_.size(); ++d) {
      for (const std::string& topic : records_[d].annotation.topics) {
        truth_[d * topics_ + static_cast<std::size_t>(scheme_.topic_index(topic))] = 1;
      }
    }
  }

  // A checkpoint is good for the same data and options only.
  Status prepare_checkpoint() {
    if (options_.checkpoint.empty()) return success();
    checkpoint_.emplace(options_.checkpoint);
    return checkpoint_->open(provenance_json(options_, records_, features_) + "\n" +
                             fingerprint(features_, folds_));
  }

  Status fit_all() {
    std::vector<FitJob> jobs;
    for (std::uint32_t fold = 0; fold <= options_.folds; ++fold) {
      const std::string number = fold == options_.folds
                                     ? " all"
                                     : " " + std::to_string(fold + 1) + "/" + std::to_string(options_.folds);
      jobs.push_back({false, fold, "documents" + number});
      if (has_sentences()) jobs.push_back({true, fold, "sentences" + number});
    }
    document_fits_.resize(options_.folds + 1);
    sentence_fits_.resize(options_.folds + 1);
    FitJobs runner(options_, checkpoint_ ? &*checkpoint_ : nullptr, report_, jobs.size());
    std::vector<std::optional<Error>> errors(jobs.size());
    parallel_for(jobs.size(), options_.threads, [&](std::size_t i) {
      const FitJob& job = jobs[i];
      auto fit = runner.run(job, problem(job),
                            job.sentences ? options_.sentence_strength : options_.document_strength);
      if (!fit) {
        errors[i] = fit.error();
      } else {
        (job.sentences ? sentence_fits_ : document_fits_)[job.fold] = std::move(*fit);
      }
    });
    for (const auto& error : errors) {
      if (error) return *error;
    }
    return success();
  }

  LinearProblem problem(const FitJob& job) const {
    const View& view = job.sentences ? features_.sentences : features_.documents;
    LinearProblem p;
    p.features = &view.features;
    p.labels = &view.labels;
    p.row_weights = &view.row_weights;
    p.topics = topics_;
    for (std::uint32_t row = 0; row < view.document.size(); ++row) {
      if (view.learnable[row] == 0) continue;
      const bool held_out = folds_[view.document[row]] == job.fold;
      if (!held_out) p.train.push_back(row);
      if (held_out && view.copy[row] == 0) p.held_out.push_back(row);
    }
    return p;
  }

  // Each document's scores by the models that have not seen it.
  void score_held_out() {
    held_out_.topics = topics_;
    held_out_.document.assign(records_.size() * topics_, 0.0);
    for_held_out_rows(features_.documents, document_fits_, [&](std::uint32_t d, std::size_t t, double score) {
      held_out_.document[d * topics_ + t] = score;
    });
    if (!has_sentences()) return;
    held_out_.sentence.assign(records_.size() * topics_, 0.0);
    std::vector<std::size_t> sentences(records_.size(), 0);
    for_held_out_rows(features_.sentences, sentence_fits_, [&](std::uint32_t d, std::size_t t, double score) {
      held_out_.sentence[d * topics_ + t] += pooled(score);
      sentences[d] += t == 0 ? 1 : 0;
    });
    for (std::size_t i = 0; i < held_out_.sentence.size(); ++i) {
      held_out_.sentence[i] =
          pool_score(held_out_.sentence[i], sentences[i / topics_], options_.features.rules);
    }
  }

  template <class Use>
  void for_held_out_rows(const View& view, const std::vector<LinearFit>& fits, Use use) const {
    for (std::uint32_t fold = 0; fold < options_.folds; ++fold) {
      std::vector<std::uint32_t> rows;
      for (std::uint32_t row = 0; row < view.document.size(); ++row) {
        if (view.copy[row] == 0 && folds_[view.document[row]] == fold) rows.push_back(row);
      }
      const auto scores = linear_scores(select_rows(view.features, rows), fits[fold]);
      for (std::size_t i = 0; i < rows.size(); ++i) {
        for (std::size_t t = 0; t < topics_; ++t)
          use(view.document[rows[i]], t, static_cast<double>(scores[i * topics_ + t]));
      }
    }
  }

  std::vector<std::uint32_t> rows_where(bool in_fold, std::uint32_t fold) const {
    std::vector<std::uint32_t> rows;
    for (std::uint32_t d = 0; d < folds_.size(); ++d) {
      if ((folds_[d] == fold) == in_fold) rows.push_back(d);
    }
    return rows;
  }

  // Confidence and truth of one topic, or of all topics together.
  void collect(const Combination& combination, const std::vector<std::uint32_t>& rows, std::size_t topic,
               std::vector<double>& confidence, std::vector<std::uint8_t>& truth) const {
    for (const std::uint32_t row : rows) {
      confidence.push_back(sigmoid(combination.score(held_out_, row, topic)));
      truth.push_back(truth_[row * topics_ + topic]);
    }
  }

  // Each topic's own threshold, drawn towards the one that is best for calibrated confidences in general:
  // half of the F1 that can be reached (Lipton et al. 2014). A few dozen positives say little about the best
  // place; a few thousand decide alone.
  std::vector<double> thresholds(const Combination& combination,
                                 const std::vector<std::uint32_t>& rows) const {
    ThresholdOptions choice;
    choice.precision_floor = options_.precision_floor;
    std::vector<double> confidence;
    std::vector<std::uint8_t> truth;
    for (std::size_t t = 0; t < topics_; ++t) collect(combination, rows, t, confidence, truth);
    const double general = best_f1(confidence, truth) / 2;
    std::vector<double> out;
    for (std::size_t t = 0; t < topics_; ++t) {
      confidence.clear();
      truth.clear();
      collect(combination, rows, t, confidence, truth);
      const double own = choose_threshold(confidence, truth, choice);
      const auto positives = static_cast<double>(std::count(truth.begin(), truth.end(), 1));
      const double share = positives / (positives + options_.threshold_smoothing);
      out.push_back(options_.precision_floor > 0 ? own : share * own + (1 - share) * general);
    }
    return out;
  }

  // The final combination uses all held-out scores; the quality figures only ever use what the other folds
  // say.
  Status combine() {
    quality_.labels = topics_;
    quality_.truth = truth_;
    quality_.predicted.assign(truth_.size(), 0);
    quality_.confidence.assign(truth_.size(), 0.0);
    for (std::uint32_t fold = 0; fold < options_.folds; ++fold) {
      const auto others = rows_where(false, fold);
      auto fitted = fit_combination(held_out_, truth_, others);
      if (!fitted) return fitted.error();
      const auto limits = thresholds(*fitted, others);
      for (const std::uint32_t row : rows_where(true, fold)) {
        for (std::size_t t = 0; t < topics_; ++t) {
          const double confidence = sigmoid(fitted->score(held_out_, row, t));
          quality_.confidence[row * topics_ + t] = confidence;
          quality_.predicted[row * topics_ + t] = confidence >= limits[t] ? 1 : 0;
        }
      }
    }
    const auto all = rows_where(false, options_.folds);
    auto fitted = fit_combination(held_out_, truth_, all);
    if (!fitted) return fitted.error();
    combination_ = std::move(*fitted);
    thresholds_ = thresholds(combination_, all);
    return success();
  }

  // Documents without any word seen elsewhere are oddities of the corpus: they must not lower the bar for
  // all.
  double least_coverage() const {
    std::vector<double> sorted = features_.coverage;
    std::erase_if(sorted, [](double coverage) { return coverage < kLeastCoverage; });
    if (sorted.empty()) return kLeastCoverage;
    std::sort(sorted.begin(), sorted.end());
    return std::max(
        kLeastCoverage,
        kCoverageShare *
            sorted[static_cast<std::size_t>(kCoverageQuantile * static_cast<double>(sorted.size()))]);
  }

  // The language of each record: declared, or else detected.
  std::vector<std::string> languages() const {
    std::vector<std::string> found;
    for (const Record& record : records_) {
      const std::string& declared = record.document.lang;
      found.push_back(declared.empty() ? detect_language(record.document.text).code : declared);
    }
    return found;
  }

  // Rows [first, first + count) of a fit, scaled.
  std::vector<float> rows_of(const LinearFit& fit, std::size_t first, std::size_t count,
                             const std::vector<float>* scale, double factor) const {
    std::vector<float> out(fit.weights.begin() + static_cast<std::ptrdiff_t>(first * topics_),
                           fit.weights.begin() + static_cast<std::ptrdiff_t>((first + count) * topics_));
    for (std::size_t i = 0; i < out.size(); ++i) {
      out[i] = static_cast<float>(static_cast<double>(out[i]) *
                                  (scale != nullptr ? static_cast<double>((*scale)[i / topics_]) : factor));
    }
    return out;
  }

  Result<TrainedModel> finish() {
    TopicModelData data;
    data.scheme = scheme_;
    for (SchemeEntry& topic : data.scheme.topics) topic.terms.clear();  // The lexicon holds them.
    data.rules = options_.features.rules;
    data.sentence_floor = features_.sentence_floor;
    data.least_coverage = least_coverage();
    const auto languages = this->languages();
    const std::set<std::string> distinct(languages.begin(), languages.end());
    data.languages.assign(distinct.begin(), distinct.end());
    const std::size_t terms = features_.terms.tags.size(), chars = features_.chars.tags.size();
    const LinearFit& documents = document_fits_.back();
    data.terms_document = rows_of(documents, 0, terms, &features_.terms_idf, 1);
    data.chars_document = rows_of(documents, terms, chars, &features_.chars_idf, 1);
    data.lexicon_document = rows_of(documents, terms + chars, topics_, nullptr, data.rules.document_lexicon);
    data.document_bias = documents.bias;
    if (has_sentences()) {
      const LinearFit& sentences = sentence_fits_.back();
      data.terms_sentence = rows_of(sentences, 0, terms, &features_.terms_idf, 1);
      data.lexicon_sentence = rows_of(sentences, terms, topics_, nullptr, data.rules.sentence_lexicon);
      data.sentence_bias = sentences.bias;
    }
    data.decision = {combination_.document, combination_.sentence, combination_.bias, thresholds_, {}};
    for (std::size_t t = 0; t < topics_; ++t) {
      double positives = 0;
      for (std::size_t d = 0; d < records_.size(); ++d) positives += truth_[d * topics_ + t];
      data.decision.base_rate.push_back(positives / static_cast<double>(records_.size()));
    }
    data.provenance = provenance_json(options_, records_, features_);
    data.quality = quality_json(scheme_, quality_, languages);
    data.terms = std::move(features_.terms);
    data.chars = std::move(features_.chars);
    data.terms_idf = std::move(features_.terms_idf);
    data.chars_idf = std::move(features_.chars_idf);
    data.lexicon = std::move(features_.lexicon);
    auto bytes = serialise_topic_model(data);
    if (!bytes) return bytes.error();
    return TrainedModel{std::move(*bytes), quality_text(scheme_, quality_, thresholds_), data.quality};
  }

  const std::vector<Record>& records_;
  const Scheme& scheme_;
  const TrainOptions& options_;
  const std::function<bool(const TrainingProgress&)>& report_;
  std::size_t topics_;
  FeatureMatrices features_;
  std::optional<TrainingCheckpoint> checkpoint_;
  std::vector<std::uint32_t> folds_;
  std::vector<std::uint8_t> truth_;
  std::vector<LinearFit> document_fits_, sentence_fits_;
  ViewScores held_out_;
  Combination combination_;
  std::vector<double> thresholds_;
  Decisions quality_;
};

// check_corpus says more, and sooner; this only keeps callers that skip it safe.
Status check_records(const std::vector<Record>& records, const Scheme& scheme) {
  if (scheme.topics.empty()) return Error{ErrorCode::kInvalidData, "there are no topics to learn", {}, 0, {}};
  for (const Record& record : records) {
    if (record.error) return *record.error;
    const auto wrong = [&](const std::string& message) -> Status {
      return Error{ErrorCode::kInvalidData, message, record.source, record.line, {}};
    };
    if (!record.annotation.has_topics) return wrong("the document has no list of topics to learn from");
    for (const std::string& topic : record.annotation.topics) {
      if (scheme.topic_index(topic) < 0) return wrong("unknown topic \"" + topic + "\"");
    }
  }
  return success();
}

}  // namespace

Status TrainOptions::validate() const {
  const auto wrong = [](const std::string& message) -> Status {
    return Error{ErrorCode::kUsage, message, {}, 0, {}};
  };
  if (folds < 2 || folds > 100) return wrong("folds must be 2 to 100, not " + std::to_string(folds));
  if (max_epochs < 1) return wrong("epochs must be at least 1");
  if (!(document_strength > 0) || !(sentence_strength > 0)) return wrong("strengths must be above 0");
  if (!(precision_floor >= 0 && precision_floor < 1))
    return wrong("the precision floor must be at least 0 and below 1");
  if (!(threshold_smoothing >= 0)) return wrong("the smoothing of thresholds must be at least 0");
  if (features.least_documents < 1)
    return wrong("the least number of documents of a feature must be at least 1");
  if (!(features.stripped_weight >= 0 && features.stripped_weight < 1))
    return wrong("the stripped weight must be at least 0 and below 1");
  return success();
}

Result<TrainedModel> train(const std::vector<Record>& records, const Scheme& scheme,
                           const TrainOptions& options,
                           const std::function<bool(const TrainingProgress&)>& report) {
  if (auto valid = options.validate(); !valid) return valid.error();
  if (records.size() < options.folds) {
    return Error{ErrorCode::kInvalidData,
                 "there are " + std::to_string(records.size()) + " documents, fewer than the " +
                     std::to_string(options.folds) + " folds",
                 {},
                 0,
                 {}};
  }
  if (auto learnable = check_records(records, scheme); !learnable) return learnable.error();
  return Trainer(records, scheme, options, report).run();
}

Scheme scheme_of_labels(const std::vector<Record>& records, const std::string& name) {
  std::set<std::string> labels;
  for (const Record& record : records)
    labels.insert(record.annotation.topics.begin(), record.annotation.topics.end());
  Scheme scheme;
  scheme.name = name;
  for (const std::string& label : labels) {
    SchemeEntry topic;
    topic.id = label;
    scheme.topics.push_back(std::move(topic));
  }
  return scheme;
}

}  // namespace bearing
