#include "inference/stance_scorer.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <utility>

#include "base/check.hpp"
#include "base/sigmoid.hpp"

namespace bearing {

StanceScorer::StanceScorer(const TopicModel& model) : model_(model), pool_(model.stance.stances.size()) {}

void StanceScorer::start(const AnalyzedText& title, const AnalyzedText& text, const DocumentTerms& terms,
                         const DocumentScorer& scorer, std::string_view lang) {
  title_ = &title;
  text_ = &text;
  terms_ = &terms;
  scorer_ = &scorer;
  lang_ = lang;
  speech_ready_ = false;
  term_seen_.assign(terms.terms.size(), 0U);
  mark_ = 0;
  described_.assign(terms.sentences.size(), 0U);
  traits_.resize(terms.sentences.size());
}

void StanceScorer::look(std::size_t target) {
  const std::size_t stances = model_.stance.stances.size(), output = model_.layout.target_output(target);
  target_ = target;
  count_ = 0;
  pool_.clear();
  for (std::uint32_t s = 0; s < terms_->sentences.size(); ++s) {
    const double touch = scorer_->sentence_score(s, output);
    if (!(touch > kCandidateScore)) continue;
    if (count_ == candidates_.size()) candidates_.emplace_back();
    StanceCandidate& candidate = candidates_[count_++];
    score_sentence(s, target);
    candidate.sentence = s;
    candidate.touch = touch;
    candidate.evidence = static_cast<double>(columns_[stances + 1]);
    const float largest =
        *std::max_element(columns_.begin(), columns_.begin() + static_cast<std::ptrdiff_t>(stances + 1));
    double sum = 0;
    for (std::size_t c = 0; c <= stances; ++c) sum += std::exp(static_cast<double>(columns_[c] - largest));
    candidate.log_stances.resize(stances + 1);
    for (std::size_t c = 0; c <= stances; ++c)
      candidate.log_stances[c] = static_cast<double>(columns_[c] - largest) - std::log(sum);
    pool_.add({candidate.touch, candidate.evidence, candidate.log_stances});
  }
}

void StanceScorer::add_cues(std::uint32_t sentence, std::size_t target) {
  const StanceModel& stance = model_.stance;
  const std::size_t width = stance.columns();
  for (std::size_t cue = 0; cue < kTargetCues; ++cue) {
    const std::uint32_t count = scorer_->sentence_count(sentence, model_.layout.target_group(target, cue));
    if (count == 0) continue;
    const auto value = static_cast<float>(sentence_lexicon_value(count));
    const float* shared = stance.cue.data() + cue * width;
    const float* own = stance.target_cue.data() + (target * kTargetCues + cue) * width;
    for (std::size_t c = 0; c < width; ++c) columns_[c] += value * (shared[c] + own[c]);
  }
}

void StanceScorer::score_sentence(std::uint32_t sentence, std::size_t target) {
  const StanceModel& stance = model_.stance;
  const std::size_t width = stance.columns();
  columns_.assign(width, 0.0F);
  const std::uint32_t mark = ++mark_;
  const TermSentence& place = terms_->sentences[sentence];
  for (std::uint32_t o = place.begin; o < place.end; ++o) {
    const std::uint32_t term = terms_->occurrences[o].term;
    if (std::exchange(term_seen_[term], mark) == mark) continue;
    const float* shared = scorer_->stance_row(term);
    for (std::size_t c = 0; c < width; ++c) columns_[c] += shared[c];
    const float* own = scorer_->own_stance_row(term, target);
    if (own == nullptr) continue;
    for (std::size_t c = 0; c < width; ++c) columns_[c] += own[c];
  }
  for (float& value : columns_) value /= scorer_->sentence_norm(sentence);
  add_cues(sentence, target);
  for (std::size_t c = 0; c < width; ++c)
    columns_[c] += stance.bias[c] + stance.target_bias[target * width + c];
}

const SentenceTraits& StanceScorer::traits(std::uint32_t sentence) {
  if (std::exchange(described_[sentence], std::uint8_t{1}) == 0)
    describe_sentence(*title_, *text_, *terms_, sentence, traits_[sentence]);
  return traits_[sentence];
}

double StanceScorer::given(std::size_t c) const {
  const auto features = pool_.features(c);
  double score = model_.stance.entry_bias[c];
  for (std::size_t i = 0; i < features.size(); ++i)
    score += model_.stance.entry[c * StancePool::kFeatures + i] * features[i];
  return sigmoid(score);
}

std::optional<std::uint32_t> StanceScorer::evidence(std::size_t c) {
  std::optional<std::uint32_t> best;
  double best_score = 0;
  for (std::size_t i = 0; i < count_; ++i) {
    const StanceCandidate& candidate = candidates_[i];
    if (terms_->sentences[candidate.sentence].in_title) continue;
    const auto features = evidence_features({candidate.touch, candidate.evidence, candidate.log_stances},
                                            traits(candidate.sentence), c);
    const double score =
        std::inner_product(features.begin(), features.end(), model_.stance.evidence.begin(), 0.0);
    if (!best || score > best_score) best = candidate.sentence, best_score = score;
  }
  if (best) return best;
  // The document as a whole bears on the target, no sentence clearly does: the one that does most.
  const std::size_t output = model_.layout.target_output(target_);
  for (std::uint32_t s = 0; s < terms_->sentences.size(); ++s) {
    if (terms_->sentences[s].in_title) continue;
    if (!best || scorer_->sentence_score(s, output) > scorer_->sentence_score(*best, output)) best = s;
  }
  return best;
}

const HolderCandidate& StanceScorer::holder(std::uint32_t sentence) {
  if (!speech_ready_) speech_.analyze(*title_, *text_, lang_);
  speech_ready_ = true;
  const Sentence& place = text_->sentences[terms_->sentences[sentence].index];
  const auto choice = speech_.choose(speech_.place_of({place.begin, place.end}), model_.stance.holder);
  return speech_.candidates()[choice.candidate];
}

double StanceScorer::explain(std::uint32_t sentence, std::size_t target, std::size_t c, double& score,
                             std::vector<double>& weights) {
  score_sentence(sentence, target);
  score = static_cast<double>(columns_[c]);
  weights.assign(terms_->occurrences.size(), 0.0);
  const TermSentence& place = terms_->sentences[sentence];
  std::map<std::uint32_t, std::uint32_t> times;
  for (std::uint32_t o = place.begin; o < place.end; ++o) ++times[terms_->occurrences[o].term];
  const float norm = scorer_->sentence_norm(sentence);
  for (std::uint32_t o = place.begin; o < place.end; ++o) {
    const std::uint32_t term = terms_->occurrences[o].term;
    const float* own = scorer_->own_stance_row(term, target);
    const float both = scorer_->stance_row(term)[c] + (own == nullptr ? 0.0F : own[c]);
    weights[o] = static_cast<double>(both / norm) / times[term];
  }
  spread_pairs(*terms_, weights);
  spread_cues(sentence, target, c, weights);
  double rest = score;
  for (const double weight : weights) rest -= weight;
  return rest;
}

// A cue group's value is shared evenly by its distinct phrases, a phrase's by its hits, a hit's by its words.
void StanceScorer::spread_cues(std::uint32_t sentence, std::size_t target, std::size_t c,
                               std::vector<double>& weights) const {
  const std::size_t first = model_.layout.target_group(target, 0), width = model_.stance.columns();
  std::map<std::uint32_t, double> hits;
  for (const LexiconHit& hit : scorer_->hits()) hits[hit.row] += hit.sentence == sentence ? 1 : 0;
  for (const LexiconHit& hit : scorer_->hits()) {
    if (hit.sentence != sentence) continue;
    double value = 0;
    for (std::uint32_t i = model_.lexicon.first[hit.row]; i < model_.lexicon.first[hit.row + 1]; ++i) {
      const std::size_t group = model_.lexicon.groups[i];
      if (group < first || group >= first + kTargetCues) continue;
      const double count = scorer_->sentence_count(sentence, group);
      const std::size_t cue = group - first;
      value += (static_cast<double>(model_.stance.cue[cue * width + c]) +
                static_cast<double>(model_.stance.target_cue[(target * kTargetCues + cue) * width + c])) *
               sentence_lexicon_value(count) / count / hits[hit.row];
    }
    spread_hit(*terms_, hit, value, weights);
  }
}

}  // namespace bearing
