#include "inference/stance_scorer.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <utility>

#include "base/check.hpp"
#include "base/sigmoid.hpp"
#include "model/bfloat16.hpp"

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
  rows_of_.assign(terms.terms.size(), RowRange{});
  rows_.clear();
}

void StanceScorer::look(std::size_t target, double touched) {
  const std::size_t stances = model_.stance.stances.size(), output = model_.layout.target_output(target);
  target_ = target;
  count_ = 0;
  pool_.clear();
  if (touched < kLeastTouched) return;
  for (std::uint32_t s = 0; s < terms_->sentences.size(); ++s) {
    const double touch = scorer_->sentence_score(s, output);
    if (!(touch > kCandidateScore)) continue;
    if (count_ == candidates_.size()) candidates_.emplace_back();
    StanceCandidate& candidate = candidates_[count_++];
    score_sentence(s, target, columns_);
    candidate.sentence = s;
    candidate.touch = touch;
    candidate.evidence = columns_[stances + 1];
    const double largest =
        *std::max_element(columns_.begin(), columns_.begin() + static_cast<std::ptrdiff_t>(stances + 1));
    double sum = 0;
    for (std::size_t c = 0; c <= stances; ++c) sum += std::exp(columns_[c] - largest);
    candidate.log_stances.resize(stances + 1);
    for (std::size_t c = 0; c <= stances; ++c)
      candidate.log_stances[c] = columns_[c] - largest - std::log(sum);
    pool_.add({candidate.touch, candidate.evidence, candidate.log_stances});
  }
}

bool StanceScorer::first_in_sentence(std::uint32_t term, std::uint32_t mark) {
  return std::exchange(term_seen_[term], mark) != mark;
}

// What the target has of its own for a term: weights hold the idf, as all others do.
void StanceScorer::add_own(std::uint32_t term, std::size_t target, std::vector<double>& columns) {
  RowRange& range = rows_of_[term];
  if (!range.found) {
    features_.clear();
    append_features(terms_->terms[term], model_.rules, features_);
    range = {static_cast<std::uint32_t>(rows_.size()), 0, true};
    for (const Feature& feature : features_) {
      const std::uint32_t row = model_.terms.find(feature.hash);
      if (row != VocabularyView::kUnknown) rows_.push_back({row, feature.weight});
    }
    range.end = static_cast<std::uint32_t>(rows_.size());
  }
  for (std::uint32_t i = range.begin; i < range.end; ++i) {
    const std::uint32_t own = model_.stance.own.find(target_feature(rows_[i].row, target));
    if (own == VocabularyView::kUnknown) continue;
    const std::uint16_t* weights = model_.stance.own_weights.data() + own * columns.size();
    for (std::size_t c = 0; c < columns.size(); ++c)
      columns[c] += static_cast<double>(rows_[i].weight) * static_cast<double>(from_bfloat16(weights[c]));
  }
}

void StanceScorer::score_sentence(std::uint32_t sentence, std::size_t target, std::vector<double>& columns) {
  const StanceModel& stance = model_.stance;
  const std::size_t width = stance.columns();
  columns.assign(width, 0.0);
  const std::uint32_t mark = ++mark_;
  const TermSentence& place = terms_->sentences[sentence];
  for (std::uint32_t o = place.begin; o < place.end; ++o) {
    const std::uint32_t term = terms_->occurrences[o].term;
    if (!first_in_sentence(term, mark)) continue;
    const float* shared = scorer_->stance_row(term);
    for (std::size_t c = 0; c < width; ++c) columns[c] += static_cast<double>(shared[c]);
    add_own(term, target, columns);
  }
  const double norm = scorer_->sentence_norm(sentence);
  for (double& value : columns) value /= norm;
  for (std::size_t cue = 0; cue < kTargetCues; ++cue) {
    const std::uint32_t count = scorer_->sentence_count(sentence, model_.layout.target_group(target, cue));
    if (count == 0) continue;
    const double value = sentence_lexicon_value(count);
    const float* shared = stance.cue.data() + cue * width;
    const float* own = stance.target_cue.data() + (target * kTargetCues + cue) * width;
    for (std::size_t c = 0; c < width; ++c)
      columns[c] += value * (static_cast<double>(shared[c]) + static_cast<double>(own[c]));
  }
  for (std::size_t c = 0; c < width; ++c)
    columns[c] +=
        static_cast<double>(stance.bias[c]) + static_cast<double>(stance.target_bias[target * width + c]);
}

double StanceScorer::given(std::size_t c) const {
  const auto features = pool_.features(c);
  double score = model_.stance.entry_bias[c];
  for (std::size_t i = 0; i < features.size(); ++i)
    score += model_.stance.entry[c * StancePool::kFeatures + i] * features[i];
  return sigmoid(score);
}

std::optional<std::uint32_t> StanceScorer::evidence(std::size_t c) const {
  std::optional<std::uint32_t> best;
  double best_score = 0;
  for (std::size_t i = 0; i < count_; ++i) {
    const StanceCandidate& candidate = candidates_[i];
    SentenceTraits traits;
    describe_sentence(*title_, *text_, *terms_, candidate.sentence, traits);
    if (traits.in_title) continue;
    const auto features =
        evidence_features({candidate.touch, candidate.evidence, candidate.log_stances}, traits, c);
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
  const StanceModel& stance = model_.stance;
  const std::size_t width = stance.columns();
  score_sentence(sentence, target, columns_);
  score = columns_[c];
  weights.assign(terms_->occurrences.size(), 0.0);
  const TermSentence& place = terms_->sentences[sentence];
  std::map<std::uint32_t, std::uint32_t> times;
  for (std::uint32_t o = place.begin; o < place.end; ++o) ++times[terms_->occurrences[o].term];
  const double norm = scorer_->sentence_norm(sentence);
  std::vector<double> own(width);
  for (std::uint32_t o = place.begin; o < place.end; ++o) {
    const std::uint32_t term = terms_->occurrences[o].term;
    std::fill(own.begin(), own.end(), 0.0);
    add_own(term, target, own);
    weights[o] = (static_cast<double>(scorer_->stance_row(term)[c]) + own[c]) / norm / times[term];
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
