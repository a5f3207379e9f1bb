#include "training/flat_trainer.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>
#include <utility>

#include "base/hash.hpp"
#include "base/parallel.hpp"
#include "training/evidence.hpp"
#include "training/familiarity.hpp"
#include "training/label_thresholds.hpp"
#include "training/score_calibration.hpp"
#include "training/training_report.hpp"

namespace bearing {
namespace {

// Chosen by cross-validation on the training parts of six public sets (docs/benchmarks.md).
constexpr double kExclusiveStrength = 0.5, kSeveralStrength = 2.0;
// Held-out documents that say as much on calibration as more would. Rare labels need more of them.
constexpr std::size_t kExclusiveHeldOut = 4000, kSeveralHeldOut = 20000;
// Rows in a file are shuffled within windows, which are read in one go.
constexpr std::size_t kWindow = 8192;
// Shares of the progress: text, learning; the rest are held-out scores.
constexpr double kTextShare = 0.6, kFitShare = 0.2;

}  // namespace

FeatureRules flat_rules() {
  FeatureRules rules;
  rules.chars = 1.0;
  rules.chars_min = rules.chars_max = 4;
  rules.boundary = 1.0;
  rules.furniture = true;
  rules.idf_exponent = 1.5;
  return rules;
}

bool learns_from_sentences(const std::vector<Record>& records, const Scheme& scheme) {
  return std::any_of(records.begin(), records.end(), [&](const Record& record) {
    const auto& stances = record.annotation.stances;
    return has_topic_evidence(record) || std::any_of(stances.begin(), stances.end(), [&](const auto& stance) {
             return scheme.target_index(stance.target) >= 0;
           });
  });
}

FlatTrainer::FlatTrainer(std::optional<Scheme> scheme, std::string name, const TrainOptions& options,
                         const std::function<bool(const TrainingProgress&)>& report)
    : given_(std::move(scheme)),
      options_(options),
      report_(report),
      start_(std::chrono::steady_clock::now()) {
  scheme_.name = std::move(name);
  if (given_) {
    scheme_ = *given_;
    scheme_.targets.clear();
  }
  lexicon_ = build_lexicon(scheme_, {scheme_.topics.size(), 0});
  FlatCorpusOptions corpus;
  corpus.features = options.features;
  corpus.features.rules = flat_rules();
  corpus.seed = options.seed;
  corpus.threads = options.threads;
  corpus.folder = options.folder;
  builder_.emplace(lexicon_, scheme_.topics.size(), std::move(corpus));
}

bool FlatTrainer::tell(const std::string& step, int epoch, double loss, double done) {
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  return report_({step, epoch, loss, 0, done, done > 0 ? seconds * (1 - done) / done : 0});
}

Status FlatTrainer::check_record(const Record& record) const {
  if (record.error) return *record.error;
  const auto wrong = [&](const std::string& message) -> Status {
    return Error{ErrorCode::kInvalidData, message, record.source, record.line, {}};
  };
  if (!record.annotation.has_topics || !given_) return success();
  for (const std::string& topic : record.annotation.topics) {
    if (scheme_.topic_index(topic) < 0) return wrong("unknown topic \"" + topic + "\"");
  }
  const auto& topics = record.annotation.topics;
  const std::set<std::string> distinct(topics.begin(), topics.end());
  if (scheme_.exclusive && distinct.size() != 1) {
    return wrong("the document has " + std::to_string(distinct.size()) +
                 " topics, but the scheme says that each has exactly one");
  }
  return success();
}

Status FlatTrainer::add(std::span<const Record> records, double read) {
  bool all = true;
  for (const Record& record : records) {
    if (auto good = check_record(record); !good) return good;
    all = all && record.annotation.has_topics;
  }
  Status added = success();
  if (all) {
    added = builder_->add(records);
  } else {
    batch_.clear();
    std::copy_if(records.begin(), records.end(), std::back_inserter(batch_),
                 [](const Record& record) { return record.annotation.has_topics; });
    added = builder_->add(batch_);
  }
  if (!added) return added;
  const std::string step = "documents " + std::to_string(builder_->documents());
  if (!tell(step, 0, 0, kTextShare * read)) return Error{ErrorCode::kInterrupted, "interrupted", {}, 0, {}};
  return success();
}

// Topics, and whether they exclude each other.
Status FlatTrainer::settle_scheme() {
  if (!given_) {
    std::vector<std::string> names = corpus_.label_names;
    std::sort(names.begin(), names.end());
    bool one = names.size() > 1;
    for (std::size_t d = 0; one && d < corpus_.documents(); ++d)
      one = corpus_.label_starts[d + 1] - corpus_.label_starts[d] == 1;
    for (std::string& name : names) scheme_.topics.emplace_back().id = std::move(name);
    scheme_.exclusive = one;
  }
  if (scheme_.topics.empty() || corpus_.labels.empty())
    return Error{ErrorCode::kInvalidData, "no document has a topic: there is nothing to learn", {}, 0, {}};
  if (corpus_.documents() < options_.folds) {
    return Error{ErrorCode::kInvalidData,
                 "there are " + std::to_string(corpus_.documents()) + " documents, fewer than the " +
                     std::to_string(options_.folds) + " folds",
                 {},
                 0,
                 {}};
  }
  return success();
}

void FlatTrainer::fill_truth() {
  const std::size_t topics = scheme_.topics.size();
  std::vector<std::size_t> topic_of;
  for (const std::string& name : corpus_.label_names)
    topic_of.push_back(static_cast<std::size_t>(scheme_.topic_index(name)));
  truth_.assign(corpus_.rows() * topics, 0);
  for (std::size_t row = 0; row < corpus_.rows(); ++row) {
    const std::uint32_t d = corpus_.document[row];
    for (std::uint64_t i = corpus_.label_starts[d]; i < corpus_.label_starts[d + 1]; ++i)
      truth_[row * topics + topic_of[corpus_.labels[i]]] = 1;
  }
}

// Rows of the folds to be scored by models that have not seen them.
std::vector<std::vector<std::uint32_t>> FlatTrainer::held_out_folds() const {
  const auto fold_of = assign_folds(corpus_.fold_items, options_.folds);
  std::vector<std::vector<std::uint32_t>> folds(options_.folds);
  for (std::uint32_t row = 0; row < corpus_.rows(); ++row)
    folds[fold_of[corpus_.document[row]]].push_back(row);
  const std::size_t enough = scheme_.exclusive ? kExclusiveHeldOut : kSeveralHeldOut;
  std::size_t scored = 0, documents = 0;
  while (scored < folds.size() && documents < enough) documents += folds[scored++].size();
  folds.resize(scored);
  return folds;
}

Result<TrainedModel> FlatTrainer::finish() {
  auto corpus = builder_->finish();
  if (!corpus) return corpus.error();
  corpus_ = std::move(*corpus);
  builder_.reset();
  if (auto settled = settle_scheme(); !settled) return settled.error();
  fill_truth();
  if (auto learnt = learn(); !learnt) return learnt.error();
  return write();
}

Status FlatTrainer::learn() {
  auto columns = corpus_.columns.view(), values = corpus_.values.view();
  if (!columns) return columns.error();
  if (!values) return values.error();
  DualProblem problem;
  problem.features.columns = corpus_.column_count();
  problem.features.starts = corpus_.starts;
  problem.features.column = *columns;
  problem.features.value = {reinterpret_cast<const float*>(values->data()), values->size()};
  problem.labels = truth_;
  problem.outputs = scheme_.topics.size();
  problem.row_weights = corpus_.row_weights;
  std::vector<std::uint32_t> all(corpus_.rows());
  std::iota(all.begin(), all.end(), 0U);
  problem.train = all;
  problem.release = [this] {
    corpus_.columns.release();
    corpus_.values.release();
  };
  DualFitOptions options;
  options.strength = {
      options_.document_strength.value_or(scheme_.exclusive ? kExclusiveStrength : kSeveralStrength)};
  options.passes = options_.passes;
  options.seed = options_.seed;
  options.threads = options_.threads;
  options.window = corpus_.columns.in_file() ? kWindow : 0;
  auto fit = DualFit::learn(problem, options, [&](const DualProgress& now) {
    return tell("learning", now.pass, now.loss, kTextShare + kFitShare * now.done);
  });
  if (!fit) return fit.error();
  weights_ = fit->linear();
  const auto folds = held_out_folds();
  auto scores = std::move(*fit).held_out_scores(folds, [&](const DualProgress& now) {
    return tell("calibration", 0, 0, kTextShare + kFitShare + (1 - kTextShare - kFitShare) * now.done);
  });
  if (!scores) return scores.error();
  held_out_ = std::move(*scores);
  return calibrate(folds);
}

// The map of the model uses all held-out scores; its quality is judged by maps and thresholds that have not
// seen the documents either: those of the other folds, or of the other half where there is one fold.
Status FlatTrainer::calibrate(const std::vector<std::vector<std::uint32_t>>& folds) {
  auto parts = folds;
  for (auto& part : parts) std::erase_if(part, [&](std::uint32_t row) { return corpus_.copy[row] != 0; });
  if (parts.size() == 1) {
    parts.emplace_back();
    std::vector<std::uint32_t> half;
    for (std::size_t i = 0; i < parts[0].size(); ++i) (i % 2 == 0 ? half : parts[1]).push_back(parts[0][i]);
    parts[0] = std::move(half);
  }
  // The last fit is the model's own: all parts.
  std::vector<std::vector<std::uint32_t>> learnt(parts.size() + 1);
  for (std::size_t p = 0; p < parts.size(); ++p) {
    for (std::size_t fit = 0; fit < learnt.size(); ++fit) {
      if (fit != p) learnt[fit].insert(learnt[fit].end(), parts[p].begin(), parts[p].end());
    }
  }
  std::vector<std::optional<Result<ScoreMap>>> maps(learnt.size());
  std::vector<std::vector<double>> limits(learnt.size());
  parallel_for(learnt.size(), options_.threads, [&](std::size_t fit) {
    maps[fit] = fit_score_map({scheme_.topics.size(), held_out_, truth_, {}, learnt[fit]}, scheme_.exclusive);
    if (*maps[fit]) limits[fit] = thresholds(**maps[fit], learnt[fit]);
  });
  for (const auto& map : maps) {
    if (!*map) return map->error();
  }
  quality_.labels = scheme_.topics.size();
  for (std::size_t p = 0; p < parts.size(); ++p) {
    for (const std::uint32_t row : parts[p]) {
      judged_.push_back(row);
      decide(**maps[p], limits[p], row, quality_);
    }
  }
  map_ = **maps.back();
  thresholds_ = limits.back();
  return success();
}

std::vector<double> FlatTrainer::thresholds(const ScoreMap& map,
                                            const std::vector<std::uint32_t>& rows) const {
  if (scheme_.exclusive) return {};
  const std::size_t topics = scheme_.topics.size();
  std::vector<LabelConfidences> labels(topics);
  std::vector<double> confidence(topics);
  for (const std::uint32_t row : rows) {
    std::copy_n(held_out_.begin() + static_cast<std::ptrdiff_t>(row * topics), topics, confidence.begin());
    map.confidences(confidence, confidence);
    for (std::size_t t = 0; t < topics; ++t) {
      labels[t].confidence.push_back(confidence[t]);
      labels[t].truth.push_back(truth_[row * topics + t]);
    }
  }
  return choose_label_thresholds(labels, options_.precision_floor, options_.threshold_smoothing);
}

void FlatTrainer::decide(const ScoreMap& map, const std::vector<double>& limits, std::uint32_t row,
                         Decisions& out) const {
  const std::size_t topics = scheme_.topics.size();
  const auto at = static_cast<std::ptrdiff_t>(row * topics);
  std::vector<double> confidence(held_out_.begin() + at,
                                 held_out_.begin() + at + static_cast<std::ptrdiff_t>(topics));
  map.confidences(confidence, confidence);
  const auto highest =
      static_cast<std::size_t>(std::max_element(confidence.begin(), confidence.end()) - confidence.begin());
  for (std::size_t t = 0; t < topics; ++t) {
    out.truth.push_back(truth_[row * topics + t]);
    out.confidence.push_back(confidence[t]);
    out.predicted.push_back((limits.empty() ? t == highest : confidence[t] >= limits[t]) ? 1 : 0);
  }
}

// Weights times idf, at the rows of the model's vocabulary.
void FlatTrainer::place_weights(TopicModelData& data) const {
  const std::size_t topics = scheme_.topics.size(), terms = corpus_.terms_idf.size(),
                    chars = corpus_.chars_idf.size();
  data.terms_document.assign(terms * topics, 0.0F);
  data.chars_document.assign(chars * topics, 0.0F);
  data.lexicon_document.assign(data.layout.groups() * topics, 0.0F);
  for (std::size_t column = 0; column < corpus_.column_count(); ++column) {
    const std::size_t place = corpus_.place[column];
    const float* from = weights_.weights.data() + column * topics;
    float* to = nullptr;
    double scale = 0;
    if (place < terms) {
      to = data.terms_document.data() + place * topics;
      scale = static_cast<double>(corpus_.terms_idf[place]);
    } else if (place < terms + chars) {
      to = data.chars_document.data() + (place - terms) * topics;
      scale = static_cast<double>(corpus_.chars_idf[place - terms]);
    } else {
      to = data.lexicon_document.data() + (place - terms - chars) * topics;
      scale = data.rules.document_lexicon;
    }
    for (std::size_t t = 0; t < topics; ++t) to[t] = static_cast<float>(static_cast<double>(from[t]) * scale);
  }
  data.document_bias = weights_.bias;
}

TrainingProfile FlatTrainer::profile() const {
  TrainingProfile profile;
  for (std::size_t d = 0; d < corpus_.documents(); ++d) {
    profile.add(corpus_.language_names[corpus_.languages[d]], corpus_.coverage[d], corpus_.words[d]);
  }
  for (const SchemeEntry& topic : scheme_.topics) profile.topics[topic.id] = 0;
  for (const std::uint32_t label : corpus_.labels) ++profile.topics[corpus_.label_names[label]];
  return profile;
}

Result<TrainedModel> FlatTrainer::write() {
  TopicModelData data;
  data.scheme = scheme_;
  for (SchemeEntry& topic : data.scheme.topics) topic.terms.clear();  // The lexicon holds them.
  data.layout = {scheme_.topics.size(), 0};
  data.rules = flat_rules();
  data.least_coverage = least_coverage(corpus_.coverage);
  data.languages = corpus_.language_names;
  std::sort(data.languages.begin(), data.languages.end());
  data.profile = profile();
  place_weights(data);
  data.map = map_;
  // What no document reaches or needs: the highest confidence decides.
  data.decision.threshold = scheme_.exclusive ? std::vector<double>(scheme_.topics.size(), 0.0) : thresholds_;
  const std::size_t topics = scheme_.topics.size();
  data.decision.base_rate.assign(topics, 0.0);
  for (std::size_t i = 0; i < truth_.size(); ++i)
    data.decision.base_rate[i % topics] += corpus_.copy[i / topics] != 0 ? 0 : truth_[i];
  for (double& rate : data.decision.base_rate) rate /= static_cast<double>(corpus_.documents());
  std::vector<std::string> languages;
  for (const std::uint32_t row : judged_)
    languages.push_back(corpus_.language_names[corpus_.languages[corpus_.document[row]]]);
  const QualityReport report(scheme_, quality_);
  data.provenance =
      provenance_json(options_, {to_hex(corpus_.hash), corpus_.documents(), 0, corpus_.terms_idf.size(),
                                 corpus_.chars_idf.size(), lexicon_.index.tags.size()});
  data.quality = report.json(languages, {});
  data.terms = std::move(corpus_.terms);
  data.chars = std::move(corpus_.chars);
  data.terms_idf = std::move(corpus_.terms_idf);
  data.chars_idf = std::move(corpus_.chars_idf);
  data.lexicon = std::move(lexicon_);
  auto bytes = serialise_topic_model(data);
  if (!bytes) return bytes.error();
  return TrainedModel{std::move(*bytes), report.text(thresholds_, {}), data.quality};
}

}  // namespace bearing
