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
#include "training/familiarity.hpp"
#include "training/fit_jobs.hpp"
#include "training/flat_trainer.hpp"
#include "training/label_thresholds.hpp"
#include "training/linear_fit.hpp"
#include "training/stance_trainer.hpp"
#include "training/training_report.hpp"

namespace bearing {
namespace {

// For a document view beside one of sentences.
constexpr double kDocumentStrength = 100;

// Between two reports of progress.
constexpr std::size_t kRecordsTogether = 1024;

constexpr const char* kDocuments = "documents";
constexpr const char* kSentences = "sentences";

class Trainer {
 public:
  Trainer(const std::vector<Record>& records, const Scheme& scheme, const TrainOptions& options,
          const std::function<bool(const TrainingProgress&)>& report)
      : records_(records), scheme_(scheme), options_(options), report_(report) {}

  Result<TrainedModel> run() {
    auto features = build_features(records_, scheme_, options_.features);
    if (!features) return features.error();
    features_ = std::move(*features);
    outputs_ = features_.layout.outputs();
    topics_ = features_.layout.topics;
    folds_ = assign_folds(records_, options_.folds, options_.seed);
    for (std::size_t d = 0; d < records_.size(); ++d) {
      if (only_teaches(records_[d])) folds_[d] = kLearnOnly;
    }
    fill_truth();
    if (auto prepared = prepare_checkpoint(); !prepared) return prepared.error();
    if (auto fitted = fit_all(); !fitted) return fitted.error();
    score_held_out();
    if (auto combined = combine(); !combined) return combined.error();
    if (auto learned = learn_stance(); !learned) return learned.error();
    auto model = finish();
    if (model && checkpoint_) checkpoint_->remove();
    return model;
  }

 private:
  bool has_sentences() const { return features_.sentences.features.rows() > 0; }

  void fill_truth() {
    truth_.assign(records_.size() * outputs_, 0);
    known_.assign(truth_.size(), 0);
    for (std::size_t d = 0; d < records_.size(); ++d) {
      if (folds_[d] == kLearnOnly) continue;
      const Annotation& annotation = records_[d].annotation;
      const auto truth = truth_.begin() + static_cast<std::ptrdiff_t>(d * outputs_);
      const auto known = known_.begin() + static_cast<std::ptrdiff_t>(d * outputs_);
      std::fill_n(known, topics_, annotation.has_topics ? 1 : 0);
      std::fill_n(known + static_cast<std::ptrdiff_t>(topics_), outputs_ - topics_,
                  annotation.has_stances ? 1 : 0);
      for (const std::string& topic : annotation.topics) truth[scheme_.topic_index(topic)] = 1;
      for (const StanceAnnotation& stance : annotation.stances) {
        const int target = outputs_ > topics_ ? scheme_.target_index(stance.target) : -1;
        if (target >= 0) truth[static_cast<std::ptrdiff_t>(topics_) + target] = 1;
      }
    }
  }

  std::string provenance() const {
    return provenance_json(options_, {options_.corpus_hash, records_.size(),
                                      features_.sentences.features.rows(), features_.terms.tags.size(),
                                      features_.chars.tags.size(), features_.lexicon.index.tags.size()});
  }

  // A checkpoint is good for the same data and options only.
  Status prepare_checkpoint() {
    if (options_.checkpoint.empty()) return success();
    checkpoint_.emplace(options_.checkpoint);
    return checkpoint_->open(provenance() + "\n" + fingerprint(features_, folds_));
  }

  Status fit_all() {
    std::vector<FitJob> jobs;
    const auto documents = fit_jobs_of(kDocuments, options_.folds),
               sentences = fit_jobs_of(kSentences, options_.folds);
    for (std::size_t i = 0; i < documents.size(); ++i) {
      jobs.push_back(documents[i]);
      if (has_sentences()) jobs.push_back(sentences[i]);
    }
    document_fits_.resize(options_.folds + 1);
    sentence_fits_.resize(options_.folds + 1);
    const std::size_t later = features_.layout.targets > 0 ? stance_jobs(options_.folds).size() : 0;
    runner_.emplace(options_, checkpoint_ ? &*checkpoint_ : nullptr, report_, jobs.size() + later);
    std::vector<std::optional<Error>> errors(jobs.size());
    parallel_for(jobs.size(), options_.threads, [&](std::size_t i) {
      const FitJob& job = jobs[i];
      const bool of_sentences = job.view == kSentences;
      auto fit = runner_->run(
          job, problem(job),
          of_sentences ? options_.sentence_strength : options_.document_strength.value_or(kDocumentStrength));
      if (!fit) {
        errors[i] = fit.error();
      } else {
        (of_sentences ? sentence_fits_ : document_fits_)[job.fold] = std::move(*fit);
      }
    });
    for (const auto& error : errors) {
      if (error) return *error;
    }
    return success();
  }

  LinearProblem problem(const FitJob& job) const {
    const View& view = job.view == kSentences ? features_.sentences : features_.documents;
    LinearProblem p;
    p.features = &view.features;
    p.labels = &view.labels;
    p.known = &view.known;
    p.row_weights = &view.row_weights;
    p.outputs = view.outputs;
    for (std::uint32_t row = 0; row < view.document.size(); ++row) {
      const auto known = view.known.begin() + static_cast<std::ptrdiff_t>(row * view.outputs);
      if (std::none_of(known, known + static_cast<std::ptrdiff_t>(view.outputs),
                       [](auto k) { return k != 0; }))
        continue;
      const bool held_out = folds_[view.document[row]] == job.fold;
      if (!held_out) p.train.push_back(row);
      if (held_out && view.copy[row] == 0) p.held_out.push_back(row);
    }
    return p;
  }

  // Each document's scores by the models that have not seen it. The document view has nothing to say on
  // targets: whether a long report bears on one is a matter of a sentence or two, and its scores made it
  // worse (docs/benchmarks.md).
  void score_held_out() {
    held_out_.outputs = outputs_;
    held_out_.document.assign(records_.size() * outputs_, 0.0);
    for_held_out_rows(features_.documents, document_fits_,
                      [&](std::uint32_t row, std::size_t t, double score) {
                        held_out_.document[features_.documents.document[row] * outputs_ + t] = score;
                      });
    if (!has_sentences()) return;
    held_out_.sentence.assign(records_.size() * outputs_, 0.0);
    std::vector<std::size_t> sentences(records_.size(), 0);
    const OutputLayout& layout = features_.layout;
    touch_.sentences.assign(features_.notes.size() * layout.targets, 0.0F);
    for_held_out_rows(
        features_.sentences, sentence_fits_, [&](std::uint32_t row, std::size_t t, double score) {
          const std::uint32_t d = features_.sentences.document[row];
          held_out_.sentence[d * outputs_ + t] += pooled(score);
          sentences[d] += t == 0 ? 1 : 0;
          if (t >= layout.topics)
            touch_.sentences[row * layout.targets + t - layout.topics] = static_cast<float>(score);
        });
    for (std::size_t i = 0; i < held_out_.sentence.size(); ++i) {
      held_out_.sentence[i] =
          pool_score(held_out_.sentence[i], sentences[i / outputs_], options_.features.rules);
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
        for (std::size_t t = 0; t < view.outputs; ++t)
          use(rows[i], t, static_cast<double>(scores[i * view.outputs + t]));
      }
    }
  }

  std::vector<std::uint32_t> rows_where(bool in_fold, std::uint32_t fold) const {
    std::vector<std::uint32_t> rows;
    for (std::uint32_t d = 0; d < folds_.size(); ++d) {
      if (folds_[d] != kLearnOnly && (folds_[d] == fold) == in_fold) rows.push_back(d);
    }
    return rows;
  }

  // Confidence and truth of one output, added to those of others.
  void collect(const Combination& combination, const std::vector<std::uint32_t>& rows, std::size_t output,
               std::vector<double>& confidence, std::vector<std::uint8_t>& truth) const {
    for (const std::uint32_t row : rows) {
      if (known_[row * outputs_ + output] == 0) continue;
      confidence.push_back(sigmoid(combination.score(held_out_, row, output)));
      truth.push_back(truth_[row * outputs_ + output]);
    }
  }

  // Topics and targets apart.
  std::vector<double> thresholds(const Combination& combination,
                                 const std::vector<std::uint32_t>& rows) const {
    std::vector<LabelConfidences> labels(outputs_);
    for (std::size_t t = 0; t < outputs_; ++t)
      collect(combination, rows, t, labels[t].confidence, labels[t].truth);
    const auto chosen = [&](std::size_t begin, std::size_t end) {
      return choose_label_thresholds(std::span(labels).subspan(begin, end - begin), options_.precision_floor,
                                     options_.threshold_smoothing);
    };
    std::vector<double> out = chosen(0, topics_), targets = chosen(topics_, outputs_);
    out.insert(out.end(), targets.begin(), targets.end());
    return out;
  }

  // Documents whose topics are known: the ones to judge topics by.
  std::vector<std::uint32_t> topic_rows() const {
    std::vector<std::uint32_t> rows;
    for (std::uint32_t d = 0; d < records_.size(); ++d) {
      if (records_[d].annotation.has_topics) rows.push_back(d);
    }
    return rows;
  }

  // The final combination uses all held-out scores; the quality figures only ever use what the other folds
  // say.
  Status combine() {
    std::vector<double> confidence(truth_.size(), 0.0);
    std::vector<std::uint8_t> reached(truth_.size(), 0);
    for (std::uint32_t fold = 0; fold < options_.folds; ++fold) {
      const auto others = rows_where(false, fold);
      auto fitted = fit_combination(held_out_, truth_, known_, others);
      if (!fitted) return fitted.error();
      const auto limits = thresholds(*fitted, others);
      for (const std::uint32_t row : rows_where(true, fold)) {
        for (std::size_t t = 0; t < outputs_; ++t) {
          const std::size_t at = row * outputs_ + t;
          confidence[at] = sigmoid(fitted->score(held_out_, row, t));
          reached[at] = confidence[at] >= limits[t] ? 1 : 0;
        }
      }
    }
    judge(confidence, reached);
    const auto all = rows_where(false, options_.folds);
    auto fitted = fit_combination(held_out_, truth_, known_, all);
    if (!fitted) return fitted.error();
    combination_ = std::move(*fitted);
    thresholds_ = thresholds(combination_, all);
    return success();
  }

  // Parts the held-out decisions into those on topics, for the report, and those on targets, for what
  // follows.
  void judge(const std::vector<double>& confidence, const std::vector<std::uint8_t>& reached) {
    quality_.labels = topics_;
    for (const std::uint32_t d : topic_rows()) {
      const auto at = static_cast<std::ptrdiff_t>(d * outputs_),
                 end = at + static_cast<std::ptrdiff_t>(topics_);
      quality_.truth.insert(quality_.truth.end(), truth_.begin() + at, truth_.begin() + end);
      quality_.predicted.insert(quality_.predicted.end(), reached.begin() + at, reached.begin() + end);
      quality_.confidence.insert(quality_.confidence.end(), confidence.begin() + at,
                                 confidence.begin() + end);
    }
    for (std::size_t d = 0; d < records_.size(); ++d) {
      const auto at = static_cast<std::ptrdiff_t>(d * outputs_ + topics_),
                 end = static_cast<std::ptrdiff_t>((d + 1) * outputs_);
      touch_.documents.insert(touch_.documents.end(), confidence.begin() + at, confidence.begin() + end);
      touch_.found.insert(touch_.found.end(), reached.begin() + at, reached.begin() + end);
    }
  }

  Status learn_stance() {
    if (features_.layout.targets == 0) return success();
    auto trained = train_stance({records_, scheme_, features_, folds_, touch_}, options_, *runner_);
    if (!trained) return trained.error();
    stance_ = std::move(*trained);
    return success();
  }

  double coverage_needed() const {
    std::vector<double> coverage;
    for (std::size_t d = 0; d < records_.size(); ++d) {
      if (folds_[d] != kLearnOnly) coverage.push_back(features_.coverage[d]);
    }
    return least_coverage(std::move(coverage));
  }

  // The language of each record named: declared, or else detected.
  std::vector<std::string> languages(const std::vector<std::uint32_t>& rows) const {
    std::vector<std::string> found;
    for (const std::uint32_t row : rows) {
      const Record& record = records_[row];
      const std::string& declared = record.document.lang;
      found.push_back(declared.empty() ? detect_language(record.document.text).code : declared);
    }
    return found;
  }

  TrainingProfile profile(const std::vector<std::uint32_t>& rows,
                          const std::vector<std::string>& languages) const {
    TrainingProfile profile;
    for (std::size_t i = 0; i < rows.size(); ++i)
      profile.add(languages[i], features_.coverage[rows[i]], features_.words[rows[i]]);
    for (std::size_t t = 0; t < topics_; ++t) {
      std::uint64_t& documents = profile.topics[scheme_.topics[t].id];
      for (const std::uint32_t row : rows) documents += truth_[row * outputs_ + t];
    }
    return profile;
  }

  // Rows [first, first + count) of a fit, scaled; all outputs of its view.
  std::vector<float> rows_of(const LinearFit& fit, std::size_t first, std::size_t count,
                             const std::vector<float>* scale, double factor) const {
    const std::size_t outputs = fit.bias.size();
    std::vector<float> out(fit.weights.begin() + static_cast<std::ptrdiff_t>(first * outputs),
                           fit.weights.begin() + static_cast<std::ptrdiff_t>((first + count) * outputs));
    for (std::size_t i = 0; i < out.size(); ++i) {
      out[i] = static_cast<float>(static_cast<double>(out[i]) *
                                  (scale != nullptr ? static_cast<double>((*scale)[i / outputs]) : factor));
    }
    return out;
  }

  Result<TrainedModel> finish() {
    TopicModelData data;
    data.scheme = scheme_;
    data.layout = features_.layout;
    for (SchemeEntry& topic : data.scheme.topics) topic.terms.clear();  // The lexicon holds them.
    for (SchemeEntry& target : data.scheme.targets) {
      target.terms.clear();
      target.favor.clear();
      target.against.clear();
      target.neutral.clear();
    }
    data.rules = options_.features.rules;
    data.sentence_floor = features_.sentence_floor;
    data.least_coverage = coverage_needed();
    const auto all = rows_where(false, options_.folds);
    const auto languages = this->languages(all);
    data.profile = profile(all, languages);
    const std::set<std::string> distinct(languages.begin(), languages.end());
    data.languages.assign(distinct.begin(), distinct.end());
    const std::size_t terms = features_.terms.tags.size(), chars = features_.chars.tags.size();
    const LinearFit& documents = document_fits_.back();
    data.terms_document = rows_of(documents, 0, terms, &features_.terms_idf, 1);
    data.chars_document = rows_of(documents, terms, chars, &features_.chars_idf, 1);
    data.lexicon_document =
        rows_of(documents, terms + chars, features_.layout.groups(), nullptr, data.rules.document_lexicon);
    data.document_bias = documents.bias;
    if (has_sentences()) {
      const LinearFit& sentences = sentence_fits_.back();
      data.terms_sentence = rows_of(sentences, 0, terms, &features_.terms_idf, 1);
      data.lexicon_sentence =
          rows_of(sentences, terms, features_.layout.groups(), nullptr, data.rules.sentence_lexicon);
      data.sentence_bias = sentences.bias;
    }
    data.decision = {combination_.document, combination_.sentence, combination_.bias, thresholds_, {}};
    for (std::size_t t = 0; t < outputs_; ++t) {
      double positives = 0, judged = 0;
      for (std::size_t d = 0; d < records_.size(); ++d) {
        positives += truth_[d * outputs_ + t];
        judged += known_[d * outputs_ + t];
      }
      data.decision.base_rate.push_back(judged > 0 ? positives / judged : 0);
    }
    if (features_.layout.targets > 0) data.stance = std::move(stance_.model);
    data.provenance = provenance();
    const QualityReport report(scheme_, quality_);
    data.quality = report.json(this->languages(topic_rows()), stance_.held_out);
    data.terms = std::move(features_.terms);
    data.chars = std::move(features_.chars);
    data.terms_idf = std::move(features_.terms_idf);
    data.chars_idf = std::move(features_.chars_idf);
    data.lexicon = std::move(features_.lexicon);
    auto bytes = serialise_topic_model(data);
    if (!bytes) return bytes.error();
    return TrainedModel{std::move(*bytes), report.text(thresholds_, stance_.held_out), data.quality};
  }

  const std::vector<Record>& records_;
  const Scheme& scheme_;
  const TrainOptions& options_;
  const std::function<bool(const TrainingProgress&)>& report_;
  std::size_t topics_ = 0, outputs_ = 0;
  FeatureMatrices features_;
  std::optional<TrainingCheckpoint> checkpoint_;
  std::vector<std::uint32_t> folds_;
  std::vector<std::uint8_t> truth_, known_;  // [records, outputs]
  std::optional<FitJobs> runner_;
  std::vector<LinearFit> document_fits_, sentence_fits_;
  ViewScores held_out_;
  Combination combination_;
  std::vector<double> thresholds_;
  Decisions quality_;  // On topics, of the documents that have them.
  HeldOutTouch touch_;
  TrainedStance stance_;
};

// check_corpus says more, and sooner; this only keeps callers that skip it safe.
Status check_records(const std::vector<Record>& records, const Scheme& scheme) {
  if (scheme.topics.empty() && scheme.targets.empty())
    return Error{ErrorCode::kInvalidData, "there are no topics or targets to learn", {}, 0, {}};
  bool topics = false, stances = false;
  for (const Record& record : records) {
    if (record.error) return *record.error;
    const auto wrong = [&](const std::string& message) -> Status {
      return Error{ErrorCode::kInvalidData, message, record.source, record.line, {}};
    };
    topics = topics || record.annotation.has_topics;
    for (const StanceAnnotation& stance : record.annotation.stances)
      stances = stances || scheme.target_index(stance.target) >= 0;
    if (!record.annotation.has_topics && !record.annotation.has_stances)
      return wrong("the document has no list of topics to learn from");
    for (const std::string& topic : record.annotation.topics) {
      if (scheme.topic_index(topic) < 0) return wrong("unknown topic \"" + topic + "\"");
    }
  }
  if (!topics && !stances)
    return Error{ErrorCode::kInvalidData, "no document has a topic or a stance of the scheme", {}, 0, {}};
  return success();
}

}  // namespace

Status TrainOptions::validate() const {
  const auto wrong = [](const std::string& message) -> Status {
    return Error{ErrorCode::kUsage, message, {}, 0, {}};
  };
  if (folds < 2 || folds > 100) return wrong("folds must be 2 to 100, not " + std::to_string(folds));
  if (max_epochs < 1) return wrong("epochs must be at least 1");
  if (passes < 1) return wrong("there must be at least 1 pass");
  if (!(document_strength.value_or(1) > 0) || !(sentence_strength > 0))
    return wrong("strengths must be above 0");
  if (!(precision_floor >= 0 && precision_floor < 1))
    return wrong("the precision floor must be at least 0 and below 1");
  if (!(threshold_smoothing >= 0)) return wrong("the smoothing of thresholds must be at least 0");
  if (features.least_documents < 1 || features.least_pair_documents < 1)
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
  if (!learns_from_sentences(records, scheme)) {
    FlatTrainer trainer(scheme, scheme.name, options, report);
    for (std::size_t at = 0; at < records.size(); at += kRecordsTogether) {
      const auto batch = std::span(records).subspan(at, std::min(kRecordsTogether, records.size() - at));
      auto added =
          trainer.add(batch, static_cast<double>(at + batch.size()) / static_cast<double>(records.size()));
      if (!added) return added.error();
    }
    return trainer.finish();
  }
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
  const auto annotated = [](const Record& record) { return record.annotation.has_topics; };
  scheme.exclusive =
      labels.size() > 1 && std::all_of(records.begin(), records.end(), [&](const Record& record) {
        const auto& topics = record.annotation.topics;
        return !annotated(record) ||
               (!topics.empty() &&
                std::all_of(topics.begin(), topics.end(), [&](const auto& t) { return t == topics[0]; }));
      });
  return scheme;
}

}  // namespace bearing
