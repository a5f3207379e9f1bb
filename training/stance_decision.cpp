#include "training/stance_decision.hpp"

#include <bit>
#include <numeric>
#include <utility>

#include "base/sigmoid.hpp"
#include "training/linear_fit.hpp"

namespace bearing {
namespace {

// Strength of the models on a handful of features, penalties of the rankings: far from mattering.
constexpr double kEntryStrength = 1, kEvidencePenalty = 1, kHolderPenalty = 1;

StancePool pool_of(const StancePlace& place, std::size_t stances) {
  StancePool pool(stances);
  for (const CandidateRow& candidate : place.candidates) pool.add(candidate.view());
  return pool;
}

std::vector<std::uint32_t> groups_outside(const StanceCorpusView& corpus, std::uint32_t fold,
                                          const std::vector<std::uint32_t>& records) {
  std::vector<std::uint32_t> groups;
  for (std::uint32_t g = 0; g < records.size(); ++g) {
    if (corpus.folds[records[g]] != fold) groups.push_back(g);
  }
  return groups;
}

Result<LinearFit> fit_entry(const StanceCorpusView& corpus, const std::vector<StancePlace>& places,
                            std::uint32_t fold, std::size_t stance) {
  SparseMatrix matrix;
  matrix.columns = StancePool::kFeatures;
  std::vector<std::uint8_t> labels;
  for (const StancePlace& place : places) {
    if (place.gold == 0 || corpus.folds[place.record] == fold) continue;
    matrix.add_dense(pool_of(place, corpus.stances()).features(stance));
    labels.push_back(place.takes(stance) ? 1 : 0);
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

// The one with the best F1 of (document, target, stance).
double choose_entry_threshold(const StanceCorpusView& corpus, const std::vector<StancePlace>& places,
                              std::uint32_t fold, const StanceDecision& decision) {
  const auto found = [&](const StancePlace& place) {
    return corpus.touch.found[place.record * corpus.targets() + place.target] != 0;
  };
  std::vector<std::pair<const StancePlace*, std::vector<double>>> judged;
  for (const StancePlace& place : places) {
    if (corpus.folds[place.record] != fold && (place.gold != 0 || found(place)))
      judged.emplace_back(&place, decision.given(place));
  }
  std::vector<std::uint32_t> likely;
  double best = -1, chosen = 0.5;
  for (int percent = 20; percent <= 80; percent += 2) {
    const double threshold = percent / 100.0;
    double right = 0, total = 0;
    for (const auto& [place, probabilities] : judged) {
      total += std::popcount(place->gold);
      if (!found(*place)) continue;
      find_likely_stances(probabilities, threshold, likely);
      for (const std::uint32_t c : likely) right += place->takes(c) ? 1 : 0;
      total += static_cast<double>(likely.size());
    }
    const double f1 = total > 0 ? 2 * right / total : 0;
    if (f1 > best) best = f1, chosen = threshold;
  }
  return chosen;
}

}  // namespace

std::vector<double> StanceDecision::given(const StancePlace& place) const {
  const StancePool pool = pool_of(place, entry_bias.size());
  std::vector<double> out;
  for (std::size_t c = 0; c < entry_bias.size(); ++c) {
    const auto features = pool.features(c);
    const auto weights = entry.begin() + static_cast<std::ptrdiff_t>(c * StancePool::kFeatures);
    out.push_back(sigmoid(std::inner_product(features.begin(), features.end(), weights, entry_bias[c])));
  }
  return out;
}

std::optional<std::uint32_t> StanceDecision::evidence_row(const StanceCorpusView& corpus,
                                                          const StancePlace& place,
                                                          std::size_t stance) const {
  std::optional<std::uint32_t> best;
  double best_score = 0;
  for (const CandidateRow& candidate : place.candidates) {
    const SentenceTraits& traits = corpus.features.notes[candidate.row].traits;
    if (traits.in_title) continue;
    const auto features = evidence_features(candidate.view(), traits, stance);
    const double score = std::inner_product(features.begin(), features.end(), evidence.begin(), 0.0);
    if (!best || score > best_score) best = candidate.row, best_score = score;
  }
  if (!best && place.has_sentence) best = place.best_sentence;
  return best;
}

Result<StanceDecision> fit_stance_decision(const StanceCorpusView& corpus,
                                           const std::vector<StancePlace>& places,
                                           const StanceRankings& rankings, std::uint32_t fold) {
  StanceDecision decision;
  for (std::size_t c = 0; c < corpus.stances(); ++c) {
    auto fit = fit_entry(corpus, places, fold, c);
    if (!fit) return fit.error();
    decision.entry.insert(decision.entry.end(), fit->weights.begin(), fit->weights.end());
    decision.entry_bias.push_back(static_cast<double>(fit->bias.front()));
  }
  decision.entry_threshold = choose_entry_threshold(corpus, places, fold, decision);
  auto evidence = fit_ranking(rankings.evidence, groups_outside(corpus, fold, rankings.evidence_records),
                              kEvidencePenalty);
  if (!evidence) return evidence.error();
  decision.evidence = std::move(*evidence);
  auto holder =
      fit_ranking(rankings.holders, groups_outside(corpus, fold, rankings.holder_records), kHolderPenalty);
  if (!holder) return holder.error();
  decision.holder = std::move(*holder);
  return decision;
}

}  // namespace bearing
