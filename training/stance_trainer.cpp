#include "training/stance_trainer.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <optional>

#include "base/check.hpp"
#include "base/parallel.hpp"
#include "metric/holder_match.hpp"
#include "training/stance_decision.hpp"
#include "training/stance_matrix.hpp"
#include "training/stance_rankings.hpp"

namespace bearing {
namespace {

constexpr const char* kStances = "stances";
constexpr const char* kChosen = "evidence";

std::vector<double> log_softmax(const float* scores, std::size_t size) {
  const double largest = static_cast<double>(*std::max_element(scores, scores + size));
  double sum = 0;
  for (std::size_t i = 0; i < size; ++i) sum += std::exp(static_cast<double>(scores[i]) - largest);
  std::vector<double> out(size);
  for (std::size_t i = 0; i < size; ++i) out[i] = static_cast<double>(scores[i]) - largest - std::log(sum);
  return out;
}

class StanceTrainer {
 public:
  StanceTrainer(const StanceCorpusView& corpus, const TrainOptions& options, FitJobs& runner)
      : corpus_(corpus),
        features_(corpus.features),
        options_(options),
        runner_(runner),
        targets_(corpus.targets()),
        stances_(corpus.stances()),
        learn_(pairs_to_learn()),
        pairs_(features_, learn_) {}

  Result<TrainedStance> run() {
    build_matrix();
    if (auto fitted = fit_all(); !fitted) return fitted.error();
    places_ = find_stance_places(corpus_);
    score_candidates();
    const StanceRankings rankings = build_stance_rankings(corpus_, places_);
    std::vector<StanceDocument> documents(corpus_.records.size());
    std::vector<std::optional<Error>> errors(options_.folds + 1);
    StanceDecision final_decision;
    parallel_for(options_.folds + 1, options_.threads, [&](std::size_t i) {
      const auto fold = static_cast<std::uint32_t>(i);
      auto decision = fit_stance_decision(corpus_, places_, rankings, fold);
      if (!decision) {
        errors[i] = decision.error();
      } else if (fold == options_.folds) {
        final_decision = std::move(*decision);
      } else {
        predict(fold, *decision, documents);
      }
    });
    for (const auto& error : errors) {
      if (error) return *error;
    }
    TrainedStance out;
    out.held_out.targets = targets_;
    out.held_out.stances = stances_;
    for (std::size_t d = 0; d < documents.size(); ++d) {
      if (corpus_.judged(d)) out.held_out.documents.push_back(std::move(documents[d]));
    }
    fill_model(final_decision, out.model);
    return out;
  }

 private:
  using Pair = std::pair<std::uint32_t, std::uint32_t>;

  // Sentences that bear on a target, without those that show several stances at once.
  std::vector<Pair> pairs_to_learn() const {
    std::vector<Pair> pairs;
    for (std::uint32_t row = 0; row < features_.notes.size(); ++row) {
      for (std::uint32_t t = 0; t < targets_; ++t) {
        const StanceMark& m = corpus_.mark(row, t);
        if (m.known && m.touches && std::popcount(m.shows) <= 1) pairs.emplace_back(row, t);
      }
    }
    return pairs;
  }

  void build_matrix() {
    matrix_.columns = pairs_.columns();
    for (const auto& [row, target] : learn_) {
      pairs_.append(row, target, matrix_);
      const StanceMark& m = corpus_.mark(row, target);
      for (std::size_t c = 0; c < stances_; ++c) labels_.push_back((m.shows >> c) & 1U);
      labels_.push_back(m.shows == 0 ? 1 : 0);
      chosen_.push_back(m.chosen != 0 ? 1 : 0);
      weights_.push_back(features_.sentences.row_weights[row]);
    }
  }

  LinearProblem problem(const FitJob& job) const {
    LinearProblem p;
    p.features = &matrix_;
    p.row_weights = &weights_;
    p.exclusive = job.view == kStances;
    p.labels = p.exclusive ? &labels_ : &chosen_;
    p.outputs = p.exclusive ? stances_ + 1 : 1;
    for (std::uint32_t i = 0; i < learn_.size(); ++i) {
      if (corpus_.folds[corpus_.record_of(learn_[i].first)] != job.fold) p.train.push_back(i);
    }
    return p;
  }

  Status fit_all() {
    const auto jobs = stance_jobs(options_.folds);
    stance_fits_.resize(options_.folds + 1);
    chosen_fits_.resize(options_.folds + 1);
    std::vector<std::optional<Error>> errors(jobs.size());
    parallel_for(jobs.size(), options_.threads, [&](std::size_t i) {
      auto fit = runner_.run(jobs[i], problem(jobs[i]), kStanceStrength);
      if (!fit) {
        errors[i] = fit.error();
      } else {
        (jobs[i].view == kStances ? stance_fits_ : chosen_fits_)[jobs[i].fold] = std::move(*fit);
      }
    });
    for (const auto& error : errors) {
      if (error) return *error;
    }
    return success();
  }

  void score_candidates() {
    parallel_for(options_.folds, options_.threads, [&](std::size_t fold) {
      SparseMatrix matrix;
      matrix.columns = pairs_.columns();
      std::vector<CandidateRow*> candidates;
      for (StancePlace& place : places_) {
        if (corpus_.folds[place.record] != fold) continue;
        for (CandidateRow& candidate : place.candidates) {
          pairs_.append(candidate.row, place.target, matrix);
          candidates.push_back(&candidate);
        }
      }
      const auto stances = linear_scores(matrix, stance_fits_[fold]);
      const auto chosen = linear_scores(matrix, chosen_fits_[fold]);
      for (std::size_t i = 0; i < candidates.size(); ++i) {
        candidates[i]->log_stances = log_softmax(stances.data() + i * (stances_ + 1), stances_ + 1);
        candidates[i]->evidence = static_cast<double>(chosen[i]);
      }
    });
  }

  // What the documents of a fold would have been labelled.
  void predict(std::uint32_t fold, const StanceDecision& decision,
               std::vector<StanceDocument>& documents) const {
    const std::vector<float> holder(decision.holder.begin(), decision.holder.end());
    SpeechReader reader(corpus_.records);
    std::optional<std::uint32_t> read;
    std::vector<std::uint32_t> likely;
    for (const StancePlace& place : places_) {
      if (corpus_.folds[place.record] != fold) continue;
      StanceDocument& document = documents[place.record];
      if (place.target == 0) document = annotated_stances(corpus_, place.record);
      const std::size_t at = place.record * targets_ + place.target, first_given = document.given.size();
      const auto probabilities = decision.given(place);
      find_likely_stances(probabilities, decision.entry_threshold, likely);
      document.touched.push_back(corpus_.touch.documents[at]);
      document.given.resize(first_given + stances_, 0);
      for (const std::uint32_t c : likely) document.given[first_given + c] = 1;
      document.stances.insert(document.stances.end(), probabilities.begin(), probabilities.end());
      if (corpus_.touch.found[at] == 0) continue;
      if (read != place.record) reader.read(place.record);
      read = place.record;
      add_entries(place, decision, holder, likely, probabilities, reader, document);
    }
  }

  void add_entries(const StancePlace& place, const StanceDecision& decision, const std::vector<float>& holder,
                   const std::vector<std::uint32_t>& likely, const std::vector<double>& probabilities,
                   SpeechReader& reader, StanceDocument& document) const {
    const std::size_t first = document.predicted.size();
    for (const std::uint32_t c : likely) {
      StanceEntry entry;
      entry.target = place.target;
      entry.stance = c;
      entry.confidence = document.touched.back() * probabilities[c];
      entry.holder = "none";
      if (const auto row = decision.evidence_row(corpus_, place, c)) {
        entry.evidence = features_.notes[*row].range;
        const auto choice = reader.speech().choose(reader.speech().place_of(entry.evidence), holder);
        entry.holder = reader.words(reader.speech().candidates()[choice.candidate]);
      }
      // Nobody takes two stances on one target: the likelier one it is.
      const bool taken = std::any_of(document.predicted.begin() + static_cast<std::ptrdiff_t>(first),
                                     document.predicted.end(), [&](const StanceEntry& other) {
                                       return match_holder(other.holder, entry.holder) != HolderMatch::kNone;
                                     });
      if (!taken) document.predicted.push_back(std::move(entry));
    }
  }

  void fill_model(const StanceDecision& decision, StanceModelData& model) const {
    const LinearFit &stances = stance_fits_.back(), &chosen = chosen_fits_.back();
    const std::size_t outputs = stances_ + 1, columns = outputs + 1;
    const auto copy = [&](std::size_t column, double factor, std::vector<float>& out) {
      for (std::size_t c = 0; c < outputs; ++c)
        out.push_back(
            static_cast<float>(factor * static_cast<double>(stances.weights[column * outputs + c])));
      out.push_back(static_cast<float>(factor * static_cast<double>(chosen.weights[column])));
    };
    // The values of the sentence view have its lexicon weight in; the model's columns take bare counts.
    const double in_view = options_.features.rules.sentence_lexicon;
    model.stances = features_.stances;
    model.own = pairs_.own();
    for (std::size_t term = 0; term < features_.terms.tags.size(); ++term) {
      const double idf = static_cast<double>(features_.terms_idf[term]);
      copy(term, idf, model.shared);
      for (std::uint32_t own = model.own.first[term]; own < model.own.first[term + 1]; ++own)
        copy(pairs_.own_column(own), idf, model.own_weights);
    }
    for (std::size_t cue = 0; cue < kTargetCues; ++cue)
      copy(pairs_.cue_column(cue), kCueWeight * in_view, model.cue);
    for (std::size_t t = 0; t < targets_; ++t) {
      for (std::size_t cue = 0; cue < kTargetCues; ++cue)
        copy(pairs_.target_cue_column(t, cue), kTargetCueWeight * in_view, model.target_cue);
      copy(pairs_.bias_column(t), kTargetBiasWeight, model.target_bias);
    }
    model.bias = stances.bias;
    model.bias.push_back(chosen.bias.front());
    check(model.bias.size() == columns && model.cue.size() == kTargetCues * columns);
    model.entry = decision.entry;
    model.entry_bias = decision.entry_bias;
    model.entry_threshold = decision.entry_threshold;
    model.evidence = decision.evidence;
    model.holder.assign(decision.holder.begin(), decision.holder.end());
  }

  const StanceCorpusView& corpus_;
  const FeatureMatrices& features_;
  const TrainOptions& options_;
  FitJobs& runner_;
  std::size_t targets_, stances_;
  std::vector<Pair> learn_;
  StancePairs pairs_;
  SparseMatrix matrix_;                        // [learn_, columns]
  std::vector<std::uint8_t> labels_, chosen_;  // [learn_, stances + 1], [learn_]
  std::vector<float> weights_;
  std::vector<LinearFit> stance_fits_, chosen_fits_;
  std::vector<StancePlace> places_;
};

}  // namespace

std::vector<FitJob> stance_jobs(std::uint32_t folds) {
  auto jobs = fit_jobs_of(kStances, folds);
  const auto chosen = fit_jobs_of(kChosen, folds);
  jobs.insert(jobs.end(), chosen.begin(), chosen.end());
  return jobs;
}

Result<TrainedStance> train_stance(const StanceCorpusView& corpus, const TrainOptions& options,
                                   FitJobs& runner) {
  return StanceTrainer(corpus, options, runner).run();
}

}  // namespace bearing
