#include "training/stance_trainer.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numeric>
#include <optional>

#include "attribution/speech_analyzer.hpp"
#include "base/check.hpp"
#include "base/parallel.hpp"
#include "base/sigmoid.hpp"
#include "metric/holder_match.hpp"
#include "text/language.hpp"
#include "training/ranking_fit.hpp"
#include "training/stance_matrix.hpp"

namespace bearing {
namespace {

// Strength of the models on a handful of features, penalties of the rankings: far from mattering.
constexpr double kEntryStrength = 1, kEvidencePenalty = 1, kHolderPenalty = 1;

constexpr const char* kStances = "stances";
constexpr const char* kChosen = "evidence";

// A sentence that may show a stance on a target of its document.
struct Candidate {
  std::uint32_t row;
  double touch = 0, evidence = 0;
  std::vector<double> log_stances;
};

// A target of a document that people judged, with its candidates.
struct Place {
  std::uint32_t record = 0, target = 0;
  std::vector<Candidate> candidates;
  std::uint8_t gold = 0;  // Bits of the annotated stances.
  std::uint32_t best_sentence =
      0;  // Row of the text's sentence that bears on the target most; for want of candidates.
  bool has_sentence = false;
};

std::vector<double> log_softmax(const float* scores, std::size_t size) {
  const double largest = static_cast<double>(*std::max_element(scores, scores + size));
  double sum = 0;
  for (std::size_t i = 0; i < size; ++i) sum += std::exp(static_cast<double>(scores[i]) - largest);
  std::vector<double> out(size);
  for (std::size_t i = 0; i < size; ++i) out[i] = static_cast<double>(scores[i]) - largest - std::log(sum);
  return out;
}

// The small models on top of the sentence scores.
struct TopModels {
  std::vector<double> entry, entry_bias, evidence, holder;
  double entry_threshold = 0.5;
};

class StanceTrainer {
 public:
  StanceTrainer(const std::vector<Record>& records, const Scheme& scheme, const FeatureMatrices& features,
                const std::vector<std::uint32_t>& folds, const HeldOutTouch& touch,
                const TrainOptions& options, FitJobs& runner)
      : records_(records),
        scheme_(scheme),
        features_(features),
        folds_(folds),
        touch_(touch),
        options_(options),
        runner_(runner),
        targets_(features.layout.targets),
        stances_(features.stances.size()),
        learn_(pairs_to_learn()),
        pairs_(features, learn_) {}

  Result<TrainedStance> run() {
    build_matrix();
    if (auto fitted = fit_all(); !fitted) return fitted.error();
    find_places();
    score_candidates();
    build_rankings();
    TrainedStance out;
    out.held_out.targets = targets_;
    out.held_out.stances = stances_;
    std::vector<StanceDocument> documents(records_.size());
    std::vector<std::optional<Error>> errors(options_.folds + 1);
    TopModels final_models;
    parallel_for(options_.folds + 1, options_.threads, [&](std::size_t fold) {
      auto models = fit_top(static_cast<std::uint32_t>(fold));
      if (!models) {
        errors[fold] = models.error();
      } else if (fold == options_.folds) {
        final_models = std::move(*models);
      } else {
        predict(static_cast<std::uint32_t>(fold), *models, documents);
      }
    });
    for (const auto& error : errors) {
      if (error) return *error;
    }
    for (std::size_t d = 0; d < records_.size(); ++d) {
      if (judged(d)) out.held_out.documents.push_back(std::move(documents[d]));
    }
    fill_model(final_models, out.model);
    return out;
  }

 private:
  using Pair = std::pair<std::uint32_t, std::uint32_t>;

  std::uint32_t record_of(std::uint32_t row) const { return features_.sentences.document[row]; }
  const StanceMark& mark(std::uint32_t row, std::size_t target) const {
    return features_.marks[row * targets_ + target];
  }
  bool judged(std::size_t record) const {
    return folds_[record] != kLearnOnly && records_[record].annotation.has_stances;
  }

  // Sentences that bear on a target, without those that show several stances at once.
  std::vector<Pair> pairs_to_learn() const {
    std::vector<Pair> pairs;
    for (std::uint32_t row = 0; row < features_.notes.size(); ++row) {
      for (std::uint32_t t = 0; t < targets_; ++t) {
        const StanceMark& m = mark(row, t);
        if (m.known && m.touches && std::popcount(m.shows) <= 1) pairs.emplace_back(row, t);
      }
    }
    return pairs;
  }

  void build_matrix() {
    matrix_.columns = pairs_.columns();
    for (const auto& [row, target] : learn_) {
      pairs_.append(row, target, matrix_);
      const StanceMark& m = mark(row, target);
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
      if (folds_[record_of(learn_[i].first)] != job.fold) p.train.push_back(i);
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

  // Every target of every judged document, with the sentences worth looking at.
  void find_places() {
    std::vector<std::size_t> first(records_.size(), 0);
    for (std::size_t d = 0; d < records_.size(); ++d) {
      if (!judged(d)) continue;
      first[d] = places_.size();
      for (std::uint32_t t = 0; t < targets_; ++t) {
        Place& place = places_.emplace_back();
        place.record = static_cast<std::uint32_t>(d);
        place.target = t;
        for (const StanceAnnotation& stance : records_[d].annotation.stances) {
          if (scheme_.target_index(stance.target) == static_cast<int>(t))
            place.gold |= static_cast<std::uint8_t>(1U << stance_index(stance.stance));
        }
      }
    }
    for (std::uint32_t row = 0; row < features_.notes.size(); ++row) {
      const std::uint32_t d = record_of(row);
      if (features_.sentences.copy[row] != 0 || !judged(d)) continue;
      for (std::uint32_t t = 0; t < targets_; ++t) {
        Place& place = places_[first[d] + t];
        const double touch = static_cast<double>(touch_.sentences[row * targets_ + t]);
        if (touch > kCandidateScore) place.candidates.push_back({row, touch, 0, {}});
        if (features_.notes[row].traits.in_title) continue;
        if (!place.has_sentence ||
            touch > static_cast<double>(touch_.sentences[place.best_sentence * targets_ + t]))
          place.best_sentence = row;
        place.has_sentence = true;
      }
    }
  }

  std::size_t stance_index(const std::string& name) const {
    return static_cast<std::size_t>(std::find(features_.stances.begin(), features_.stances.end(), name) -
                                    features_.stances.begin());
  }

  void score_candidates() {
    parallel_for(options_.folds, options_.threads, [&](std::size_t fold) {
      SparseMatrix matrix;
      matrix.columns = pairs_.columns();
      std::vector<Candidate*> candidates;
      for (Place& place : places_) {
        if (folds_[place.record] != fold) continue;
        for (Candidate& candidate : place.candidates) {
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

  static CandidateSentence view(const Candidate& candidate) {
    return {candidate.touch, candidate.evidence, candidate.log_stances};
  }

  void add_dense(std::span<const double> values, SparseMatrix& matrix) const {
    for (std::uint32_t i = 0; i < values.size(); ++i) matrix.add(i, static_cast<float>(values[i]));
    matrix.end_row();
  }

  // Which sentence people chose as the evidence of a stance, and who holds it.
  void build_rankings() {
    evidence_.features.columns = kEvidenceFeatures;
    holders_.features.columns = kHolderFeatures;
    for (const Place& place : places_) {
      for (std::size_t c = 0; c < stances_; ++c) {
        if (((place.gold >> c) & 1U) != 0) add_evidence_group(place, c);
      }
    }
    SpeechReader reader(records_);
    for (std::uint32_t d = 0, row = 0; d < records_.size(); ++d) {
      const std::uint32_t begin = row;
      while (row < features_.notes.size() && record_of(row) == d) ++row;
      if (judged(d) && !records_[d].annotation.stances.empty()) add_holder_groups(d, begin, row, reader);
    }
  }

  void add_evidence_group(const Place& place, std::size_t c) {
    for (const Candidate& candidate : place.candidates) {
      const SentenceTraits& traits = features_.notes[candidate.row].traits;
      if (traits.in_title) continue;
      add_dense(evidence_features(view(candidate), traits, c), evidence_.features);
      evidence_.gain.push_back(((mark(candidate.row, place.target).chosen >> c) & 1U) != 0 ? 1.0F : 0.0F);
    }
    evidence_.end_group();
    evidence_records_.push_back(place.record);
  }

  // Analyses one record after the other.
  struct SpeechReader {
    explicit SpeechReader(const std::vector<Record>& all) : records(all) {}
    void read(std::uint32_t d) {
      analyzer.analyze(records[d].document.title, records[d].document.text, true, title, text);
      speech.analyze(title, text, detect_language(text.text.empty() ? title.text : text.text).code);
    }
    std::string words(const HolderCandidate& candidate) const {
      if (candidate.kind == HolderKind::kAuthor) return "author";
      if (candidate.kind == HolderKind::kNone) return "none";
      return (candidate.in_title ? title : text).text.substr(candidate.range.begin, candidate.range.size());
    }
    const std::vector<Record>& records;
    TextAnalyzer analyzer;
    AnalyzedText title, text;
    SpeechAnalyzer speech;
  };

  void add_holder_groups(std::uint32_t d, std::uint32_t begin, std::uint32_t end, SpeechReader& reader) {
    reader.read(d);
    std::vector<std::uint32_t> nearby;
    std::vector<std::uint16_t> found;
    for (const StanceAnnotation& stance : records_[d].annotation.stances) {
      const int target = scheme_.target_index(stance.target);
      if (target < 0 || stance.holder.empty()) continue;
      for (std::uint32_t row = begin; row < end; ++row) {
        if (features_.sentences.copy[row] != 0 || features_.notes[row].traits.in_title ||
            ((mark(row, static_cast<std::size_t>(target)).chosen >> stance_index(stance.stance)) & 1U) == 0)
          continue;
        const auto context = reader.speech.context(reader.speech.place_of(features_.notes[row].range));
        reader.speech.nearby(context.place, nearby);
        for (const std::uint32_t candidate : nearby) {
          reader.speech.features(candidate, context, found);
          std::sort(found.begin(), found.end());
          for (const std::uint16_t feature : found) holders_.features.add(feature, 1.0F);
          holders_.features.end_row();
          const HolderMatch match =
              match_holder(stance.holder, reader.words(reader.speech.candidates()[candidate]));
          holders_.gain.push_back(match == HolderMatch::kExact     ? 1.0F
                                  : match == HolderMatch::kPartial ? 0.5F
                                                                   : 0.0F);
        }
        holders_.end_group();
        holder_records_.push_back(d);
        break;
      }
    }
  }

  std::vector<std::uint32_t> groups_outside(std::uint32_t fold,
                                            const std::vector<std::uint32_t>& records) const {
    std::vector<std::uint32_t> groups;
    for (std::uint32_t g = 0; g < records.size(); ++g) {
      if (folds_[records[g]] != fold) groups.push_back(g);
    }
    return groups;
  }

  // The small models, from all folds but one.
  Result<TopModels> fit_top(std::uint32_t fold) const {
    TopModels models;
    for (std::size_t c = 0; c < stances_; ++c) {
      auto fit = fit_entry(fold, c);
      if (!fit) return fit.error();
      models.entry.insert(models.entry.end(), fit->weights.begin(), fit->weights.end());
      models.entry_bias.push_back(static_cast<double>(fit->bias.front()));
    }
    models.entry_threshold = choose_entry_threshold(fold, models);
    auto evidence = fit_ranking(evidence_, groups_outside(fold, evidence_records_), kEvidencePenalty);
    if (!evidence) return evidence.error();
    models.evidence = std::move(*evidence);
    auto holder = fit_ranking(holders_, groups_outside(fold, holder_records_), kHolderPenalty);
    if (!holder) return holder.error();
    models.holder = std::move(*holder);
    return models;
  }

  StancePool pool(const Place& place) const {
    StancePool out(stances_);
    for (const Candidate& candidate : place.candidates) out.add(view(candidate));
    return out;
  }

  Result<LinearFit> fit_entry(std::uint32_t fold, std::size_t c) const {
    SparseMatrix matrix;
    matrix.columns = StancePool::kFeatures;
    std::vector<std::uint8_t> labels;
    for (const Place& place : places_) {
      if (place.gold == 0 || folds_[place.record] == fold) continue;
      add_dense(pool(place).features(c), matrix);
      labels.push_back((place.gold >> c) & 1U);
    }
    const std::vector<float> weights(labels.size(), 1.0F);
    LinearProblem p;
    p.features = &matrix;
    p.labels = &labels;
    p.row_weights = &weights;
    p.outputs = 1;
    p.train.resize(labels.size());
    std::iota(p.train.begin(), p.train.end(), 0U);
    LinearFitOptions fit;
    fit.strength = kEntryStrength;
    fit.tolerance = 1e-6;
    return fit_linear(p, fit, [](const EpochReport&) { return true; });
  }

  // Probability of each stance, given that the document takes one on the target.
  std::vector<double> given(const Place& place, const TopModels& models) const {
    const StancePool pooled = pool(place);
    std::vector<double> out;
    for (std::size_t c = 0; c < stances_; ++c) {
      const auto features = pooled.features(c);
      double score = models.entry_bias[c];
      for (std::size_t i = 0; i < features.size(); ++i)
        score += models.entry[c * StancePool::kFeatures + i] * features[i];
      out.push_back(sigmoid(score));
    }
    return out;
  }

  static std::uint8_t likely(const std::vector<double>& given, double threshold) {
    std::uint8_t bits = 0;
    for (std::size_t c = 0; c < given.size(); ++c)
      bits |= static_cast<std::uint8_t>((given[c] >= threshold) << c);
    const auto best = std::max_element(given.begin(), given.end()) - given.begin();
    return bits | static_cast<std::uint8_t>(1U << best);
  }

  static std::vector<std::size_t> by_probability(const std::vector<double>& given) {
    std::vector<std::size_t> order(given.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return given[a] > given[b]; });
    return order;
  }

  bool found(const Place& place) const { return touch_.found[place.record * targets_ + place.target] != 0; }

  // The one with the best F1 of (document, target, stance).
  double choose_entry_threshold(std::uint32_t fold, const TopModels& models) const {
    std::vector<std::pair<const Place*, std::vector<double>>> judged;
    for (const Place& place : places_) {
      if (folds_[place.record] != fold && (place.gold != 0 || found(place)))
        judged.emplace_back(&place, given(place, models));
    }
    double best = -1, chosen = 0.5;
    for (int percent = 20; percent <= 80; percent += 2) {
      const double threshold = percent / 100.0;
      double right = 0, total = 0;
      for (const auto& [place, probabilities] : judged) {
        const std::uint8_t predicted = found(*place) ? likely(probabilities, threshold) : std::uint8_t{0};
        right += std::popcount(static_cast<std::uint8_t>(predicted & place->gold));
        total += std::popcount(predicted) + std::popcount(place->gold);
      }
      const double f1 = total > 0 ? 2 * right / total : 0;
      if (f1 > best) best = f1, chosen = threshold;
    }
    return chosen;
  }

  // The row of the sentence that shows stance c best; the title only where there is nothing else.
  std::optional<std::uint32_t> evidence_row(const Place& place, std::size_t c,
                                            const TopModels& models) const {
    std::optional<std::uint32_t> best;
    double best_score = 0;
    for (const Candidate& candidate : place.candidates) {
      const SentenceTraits& traits = features_.notes[candidate.row].traits;
      if (traits.in_title) continue;
      const auto features = evidence_features(view(candidate), traits, c);
      const double score = std::inner_product(features.begin(), features.end(), models.evidence.begin(), 0.0);
      if (!best || score > best_score) best = candidate.row, best_score = score;
    }
    if (!best && place.has_sentence) best = place.best_sentence;
    return best;
  }

  void predict(std::uint32_t fold, const TopModels& models, std::vector<StanceDocument>& documents) const {
    const std::vector<float> holder(models.holder.begin(), models.holder.end());
    SpeechReader reader(records_);
    std::optional<std::uint32_t> read;
    for (const Place& place : places_) {
      if (folds_[place.record] != fold) continue;
      StanceDocument& document = documents[place.record];
      if (place.target == 0) document = annotated(place.record);
      const auto probabilities = given(place, models);
      const std::uint8_t bits = likely(probabilities, models.entry_threshold);
      const double touched = touch_.documents[place.record * targets_ + place.target];
      document.touched.push_back(touched);
      for (std::size_t c = 0; c < stances_; ++c) {
        document.given.push_back((bits >> c) & 1U);
        document.stances.push_back(probabilities[c]);
      }
      if (!found(place)) continue;
      const std::size_t first = document.predicted.size();
      for (const std::size_t c : by_probability(probabilities)) {
        if (((bits >> c) & 1U) == 0) continue;
        StanceEntry entry;
        entry.target = place.target;
        entry.stance = static_cast<std::uint32_t>(c);
        entry.confidence = touched * probabilities[c];
        entry.holder = "none";
        if (const auto row = evidence_row(place, c, models)) {
          if (read != place.record) reader.read(place.record);
          read = place.record;
          entry.evidence = features_.notes[*row].range;
          const auto choice = reader.speech.choose(reader.speech.place_of(entry.evidence), holder);
          entry.holder = reader.words(reader.speech.candidates()[choice.candidate]);
        }
        // Nobody takes two stances on one target: the likelier one it is.
        const bool taken =
            std::any_of(document.predicted.begin() + static_cast<std::ptrdiff_t>(first),
                        document.predicted.end(), [&](const StanceEntry& other) {
                          return match_holder(other.holder, entry.holder) != HolderMatch::kNone;
                        });
        if (!taken) document.predicted.push_back(std::move(entry));
      }
    }
  }

  // What people said of a document, in terms of its sentences.
  StanceDocument annotated(std::uint32_t d) const {
    StanceDocument document;
    document.lang = records_[d].document.lang;
    const auto begin =
        std::lower_bound(features_.sentences.document.begin(), features_.sentences.document.end(), d);
    const auto first = static_cast<std::uint32_t>(begin - features_.sentences.document.begin());
    for (const StanceAnnotation& stance : records_[d].annotation.stances) {
      const int target = scheme_.target_index(stance.target);
      if (target < 0) continue;
      StanceEntry entry;
      entry.target = static_cast<std::uint32_t>(target);
      entry.stance = static_cast<std::uint32_t>(stance_index(stance.stance));
      entry.holder = stance.holder;
      for (std::uint32_t row = first; row < features_.notes.size() && record_of(row) == d; ++row) {
        if (features_.sentences.copy[row] == 0 &&
            ((mark(row, entry.target).chosen >> entry.stance) & 1U) != 0) {
          entry.evidence = features_.notes[row].range;
          break;
        }
      }
      document.gold.push_back(std::move(entry));
    }
    return document;
  }

  void fill_model(const TopModels& top, StanceModelData& model) const {
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
    for (std::size_t term = 0; term < features_.terms.tags.size(); ++term)
      copy(term, static_cast<double>(features_.terms_idf[term]), model.shared);
    model.own = pairs_.own();
    for (std::size_t row = 0; row < pairs_.own_terms().size(); ++row)
      copy(pairs_.own_column(row), static_cast<double>(features_.terms_idf[pairs_.own_terms()[row]]),
           model.own_weights);
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
    model.entry = top.entry;
    model.entry_bias = top.entry_bias;
    model.entry_threshold = top.entry_threshold;
    model.evidence = top.evidence;
    model.holder.assign(top.holder.begin(), top.holder.end());
  }

  const std::vector<Record>& records_;
  const Scheme& scheme_;
  const FeatureMatrices& features_;
  const std::vector<std::uint32_t>& folds_;
  const HeldOutTouch& touch_;
  const TrainOptions& options_;
  FitJobs& runner_;
  std::size_t targets_, stances_;
  std::vector<Pair> learn_;
  StancePairs pairs_;
  SparseMatrix matrix_;                        // [learn_, columns]
  std::vector<std::uint8_t> labels_, chosen_;  // [learn_, stances + 1], [learn_]
  std::vector<float> weights_;
  std::vector<LinearFit> stance_fits_, chosen_fits_;
  std::vector<Place> places_;
  RankingProblem evidence_, holders_;
  std::vector<std::uint32_t> evidence_records_, holder_records_;
};

}  // namespace

std::vector<FitJob> stance_jobs(std::uint32_t folds) {
  auto jobs = fit_jobs_of(kStances, folds);
  const auto chosen = fit_jobs_of(kChosen, folds);
  jobs.insert(jobs.end(), chosen.begin(), chosen.end());
  return jobs;
}

Result<TrainedStance> train_stance(const std::vector<Record>& records, const Scheme& scheme,
                                   const FeatureMatrices& features, const std::vector<std::uint32_t>& folds,
                                   const HeldOutTouch& touch, const TrainOptions& options, FitJobs& runner) {
  return StanceTrainer(records, scheme, features, folds, touch, options, runner).run();
}

}  // namespace bearing
