#include "training/pair_trainer.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <mutex>
#include <optional>

#include "base/hash.hpp"
#include "base/parallel.hpp"
#include "model/pair_model.hpp"
#include "training/pair_corpus.hpp"
#include "training/pair_matrix.hpp"
#include "training/pair_report.hpp"

namespace bearing {
namespace {

// All fits have the same number of epochs; those of a fold cost about what the final ones do.
class Progress {
 public:
  Progress(const std::function<bool(const TrainingProgress&)>& report, double epochs)
      : report_(report), epochs_(epochs), start_(std::chrono::steady_clock::now()) {}

  bool epoch(const std::string& step, int epoch, double loss) {
    const std::lock_guard lock(mutex_);
    TrainingProgress now;
    now.step = step;
    now.epoch = epoch;
    now.loss = loss;
    now.done = std::min(1.0, ++done_ / epochs_);
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
    now.seconds_left = seconds / now.done - seconds;
    if (!report_(now)) stopped_ = true;
    return !stopped_;
  }
  bool stopped() const { return stopped_; }

 private:
  const std::function<bool(const TrainingProgress&)>& report_;
  double epochs_, done_ = 0;
  std::chrono::steady_clock::time_point start_;
  std::mutex mutex_;
  std::atomic<bool> stopped_ = false;
};

class PairTrainer {
 public:
  PairTrainer(const PairCorpus& corpus, const PairTrainOptions& options,
              const std::function<bool(const TrainingProgress&)>& report)
      : corpus_(corpus), options_(options), report_(report), classes_(corpus.classes.size()) {
    for (const LabelledPair& pair : corpus.pairs) labels_.push_back(pair.label);
  }

  Result<TrainedModel> run() {
    auto folds = make_pair_folds(corpus_, options_.folds);
    if (!folds) return folds.error();
    folds_ = std::move(*folds);
    matrix_ = build_pair_matrix(corpus_, options_.rules, options_.threads);
    known_targets_ = matrix_.targets.size();
    if (auto sized = check_size(); !sized) return sized.error();
    if (auto fitted = fit_all(); !fitted) return fitted.error();
    score_held_out();
    if (auto judged = judge(); !judged) return judged.error();
    return finish();
  }

 private:
  WideDeepProblem problem(std::uint32_t fold) const {
    WideDeepProblem p;
    if (matrix_.wide.columns > 0) p.wide = &matrix_.wide;
    if (!matrix_.dense.empty()) p.dense = &matrix_.dense;
    p.dense_columns = options_.rules.dense_size();
    p.dense_weight = options_.rules.dense_weight;
    p.dense_by_target = options_.rules.dense_by_target;
    p.row_target = &matrix_.known_target;
    p.targets = known_targets_;
    p.labels = &labels_;
    p.classes = classes_;
    p.train = folds_.rows_to_learn(fold);
    return p;
  }

  // Copies of features for each of many targets outgrow any memory.
  Status check_size() const {
    constexpr std::size_t kMostWeights = std::size_t{1} << 28;
    const std::size_t dense_copies =
        options_.rules.dense_by_target > 0 ? options_.rules.dense_size() * known_targets_ : 0;
    if ((matrix_.wide.columns + dense_copies) * classes_ <= kMostWeights) return success();
    return Error{ErrorCode::kInvalidData,
                 "the model would have " + std::to_string(matrix_.wide.columns) + " features of " +
                     std::to_string(matrix_.targets.size()) +
                     " targets: leave by_target out of the configuration, or raise min_documents",
                 {},
                 0,
                 {}};
  }

  // Fold by fold, and with all pairs at the end: each an ensemble.
  Status fit_all() {
    const std::uint32_t folds = options_.folds.count, members = options_.ensemble;
    std::vector<WideDeepFit> fits(std::size_t{folds + 1} * members);
    std::vector<std::optional<Error>> errors(fits.size());
    Progress progress(report_, static_cast<double>(fits.size()) * options_.network.epochs);
    parallel_for(fits.size(), options_.threads, [&](std::size_t i) {
      const auto fold = static_cast<std::uint32_t>(i / members),
                 member = static_cast<std::uint32_t>(i % members);
      auto fit = fit_one(fold, member, progress);
      if (fit) {
        fits[i] = std::move(*fit);
      } else {
        errors[i] = fit.error();
      }
    });
    for (const auto& error : errors) {
      if (error) return *error;
    }
    for (std::uint32_t fold = 0; fold <= folds; ++fold)
      fits_.push_back(mean_of_fits(std::span(fits).subspan(std::size_t{fold} * members, members)));
    return success();
  }

  Result<WideDeepFit> fit_one(std::uint32_t fold, std::uint32_t member, Progress& progress) {
    if (progress.stopped()) return Error{ErrorCode::kInterrupted, "training was interrupted", {}, 0, {}};
    const std::string step = fold == options_.folds.count ? "pairs all"
                                                          : "pairs " + std::to_string(fold + 1) + "/" +
                                                                std::to_string(options_.folds.count);
    WideDeepOptions network = options_.network;
    network.seed = mix(mix(options_.folds.seed, fold), member);
    const auto p = problem(fold);
    if (p.train.empty()) {
      return Error{
          ErrorCode::kInvalidData, "nothing is left to learn from in a fold: use fewer folds", {}, 0, {}};
    }
    return fit_wide_deep(p, network,
                         [&](int epoch, double loss) { return progress.epoch(step, epoch, loss); });
  }

  void score_held_out() {
    held_out_.classes = classes_;
    held_out_.truth = labels_;
    held_out_.scores.resize(labels_.size() * classes_);
    for (std::uint32_t fold = 0; fold < options_.folds.count; ++fold) {
      const auto rows = folds_.rows_held_out(fold);
      const auto scores = wide_deep_scores(fits_[fold], problem(fold), rows);
      for (std::size_t i = 0; i < rows.size(); ++i) {
        std::copy_n(scores.begin() + static_cast<std::ptrdiff_t>(i * classes_), classes_,
                    held_out_.scores.begin() + static_cast<std::ptrdiff_t>(rows[i] * classes_));
      }
    }
  }

  // The rule of the model comes from all held-out scores; quality only ever uses what the other folds say.
  Status judge() {
    quality_.classes = classes_;
    quality_.truth = labels_;
    quality_.predicted.resize(labels_.size());
    quality_.confidence.resize(labels_.size());
    for (std::uint32_t fold = 0; fold <= options_.folds.count; ++fold) {
      std::vector<std::uint32_t> others;
      for (std::uint32_t row = 0; row < labels_.size(); ++row) {
        if (folds_.held_out[row] != fold) others.push_back(row);
      }
      auto rule = fit_pair_decision(held_out_, others, corpus_.classes, options_.decision);
      if (!rule) return rule.error();
      for (const std::uint32_t row : folds_.rows_held_out(fold)) {
        const float* scores = held_out_.scores.data() + row * classes_;
        quality_.predicted[row] = rule->decide(scores);
        quality_.confidence[row] = rule->probabilities(scores)[quality_.predicted[row]];
      }
      rule_ = std::move(*rule);
    }
    return success();
  }

  Result<TrainedModel> finish() {
    const PairMeasures measures = measure_held_out(quality_, corpus_.classes);
    WideDeepFit& fit = fits_.back();
    PairModelData data;
    data.name = options_.name;
    data.rules = options_.rules;
    data.classes = corpus_.classes;
    data.targets = std::move(matrix_.targets);
    data.vocabularies = std::move(matrix_.vocabularies);
    data.stems = std::move(matrix_.stems);
    data.wide = std::move(fit.wide);
    data.dense_mean = std::move(fit.mean);
    data.dense_scale = std::move(fit.deviation);
    data.dense_linear = std::move(fit.linear);
    data.dense_by_target = std::move(fit.by_target);
    data.hidden_in = std::move(fit.hidden);
    data.hidden_bias = std::move(fit.hidden_bias);
    data.hidden_out = std::move(fit.out);
    data.bias = std::move(fit.bias);
    for (std::size_t k = 0; k < classes_; ++k) {
      data.bias[k] += static_cast<float>(rule_.shift[k]);
      data.offsets.push_back(static_cast<float>(rule_.offsets[k]));
    }
    data.temperature = rule_.temperature;
    data.provenance = pair_provenance_json(options_, corpus_, fit.wide_columns);
    data.quality = pair_quality_json(measures, corpus_.classes);
    auto bytes = serialise_pair_model(data);
    if (!bytes) return bytes.error();
    return TrainedModel{std::move(*bytes), pair_quality_text(measures, corpus_.classes), data.quality};
  }

  const PairCorpus& corpus_;
  const PairTrainOptions& options_;
  const std::function<bool(const TrainingProgress&)>& report_;
  std::size_t classes_;
  std::vector<std::uint32_t> labels_;
  PairFolds folds_;
  PairMatrix matrix_;
  std::size_t known_targets_ = 0;
  std::vector<WideDeepFit> fits_;  // By fold, then of all pairs.
  HeldOutScores held_out_;
  PairDecisions quality_;
  PairDecisionRule rule_;
};

// Cues that no record could ever meet are a slip of the pen.
Status check_cues(const std::vector<PairCueList>& cues, const PairCorpus& corpus) {
  for (const PairCueList& list : cues) {
    if (list.target.empty()) continue;
    const auto is_target = [&](const std::string* target) { return *target == list.target; };
    const bool has_target = std::any_of(corpus.targets.begin(), corpus.targets.end(), is_target);
    const bool has_stance =
        std::find(corpus.classes.begin(), corpus.classes.end(), list.stance) != corpus.classes.end();
    if (has_target && has_stance) continue;
    return Error{ErrorCode::kInvalidData,
                 std::string("cues are of the ") +
                     (has_target ? "stance \"" + list.stance : "target \"" + list.target) +
                     "\", which no record has",
                 {},
                 0,
                 {}};
  }
  return success();
}

}  // namespace

Status PairTrainOptions::validate() const {
  const auto wrong = [](const std::string& message) -> Status {
    return Error{ErrorCode::kUsage, message, {}, 0, {}};
  };
  if (auto valid = rules.validate(); !valid) return valid;
  if (auto valid = network.validate(); !valid) return valid;
  if (rules.blocks.empty() && rules.dense_size() == 0) return wrong("there are no features to learn from");
  if (ensemble < 1 || ensemble > 50) return wrong("an ensemble has 1 to 50 networks");
  if (folds.count < 2 || folds.count > 100)
    return wrong("folds must be 2 to 100, not " + std::to_string(folds.count));
  return success();
}

Result<TrainedModel> train_pairs(const std::vector<Record>& records, const PairTrainOptions& options,
                                 const std::function<bool(const TrainingProgress&)>& report) {
  if (auto valid = options.validate(); !valid) return valid.error();
  auto corpus = collect_pairs(records);
  if (!corpus) return corpus.error();
  if (auto known = check_cues(options.rules.cues, *corpus); !known) return known.error();
  if (auto fits = check_objective(options.decision.objective, corpus->classes); !fits) return fits.error();
  if (options.background != nullptr) {
    for (const Record& record : *options.background)
      corpus->background.push_back({&record.document.title, &record.document.text});
  }
  return PairTrainer(*corpus, options, report).run();
}

}  // namespace bearing
