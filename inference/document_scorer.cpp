#include "inference/document_scorer.hpp"

#include <Eigen/Core>
#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numeric>
#include <utility>

#include "base/sigmoid.hpp"

namespace bearing {
namespace {

using Doubles = Eigen::Map<Eigen::ArrayXd>;
using Floats = Eigen::Map<Eigen::ArrayXf>;
using Row = Eigen::Map<const Eigen::ArrayXf>;

// Keeps the norm of an empty vector from dividing by zero; part of the model's definition.
constexpr double kSmallest = 1e-9;

// How many times an occurrence counts.
double occurrence_weight(const Occurrence& occurrence, const FeatureRules& rules) {
  return occurrence.in_title ? rules.title : 1.0;
}

}  // namespace

// Pairs stand right after their second word, boundaries after the only word that they have.
void spread_pairs(const DocumentTerms& document, std::vector<double>& weights) {
  for (const TermSentence& sentence : document.sentences) {
    std::uint32_t first = sentence.begin, second = sentence.begin;
    for (std::uint32_t o = sentence.begin; o < sentence.end; ++o) {
      if (document.occurrences[o].tokens == 1) {
        first = second;
        second = o;
        continue;
      }
      const double to_second = document.occurrences[o].tokens == 2 ? weights[o] / 2 : weights[o];
      weights[first] += weights[o] - to_second;
      weights[second] += to_second;
      weights[o] = 0;
    }
  }
}

void spread_hit(const DocumentTerms& document, const LexiconHit& hit, double value,
                std::vector<double>& weights) {
  std::uint32_t left = hit.words;
  for (std::uint32_t o = hit.first_occurrence; left > 0; ++o) {
    if (document.occurrences[o].tokens != 1) continue;
    weights[o] += value / hit.words;
    --left;
  }
}

DocumentScorer::DocumentScorer(const TopicModel& model, std::shared_ptr<const ModelTables> tables)
    : model_(model),
      topics_(model.layout.topics),
      outputs_(model.layout.outputs()),
      tables_(tables ? std::move(tables) : std::make_shared<ModelTables>(model)),
      terms_(model, *tables_),
      group_counts_(model.layout.groups()),
      seen_document_(model.lexicon.index.size()),
      seen_sentence_(model.lexicon.index.size()),
      document_scores_(whole_lanes(topics_)),
      pool_sums_(outputs_),
      products_(outputs_),
      pool_scores_(outputs_),
      scores_(outputs_),
      confidences_(outputs_) {}

void DocumentScorer::score(const DocumentTerms& document) {
  terms_.score(document);
  find_lexicon(document);
  score_document(document);
  score_sentences(document);
  model_.flat() ? map_scores() : combine();
}

void DocumentScorer::combine() {
  const TopicDecision& decision = model_.decision;
  for (std::size_t t = 0; t < scores_.size(); ++t) {
    scores_[t] = decision.bias[t];
    if (t < topics_) scores_[t] += decision.document[t] * static_cast<double>(document_scores_[t]);
    if (model_.has_sentences()) scores_[t] += decision.sentence[t] * pool_scores_[t];
    confidences_[t] = sigmoid(scores_[t]);
  }
}

void DocumentScorer::map_scores() {
  std::copy_n(document_scores_.begin(), topics_, confidences_.begin());
  for (std::size_t t = 0; t < scores_.size(); ++t) scores_[t] = model_.map->logit(t, confidences_[t]);
  model_.map->confidences(confidences_, confidences_);
}

void DocumentScorer::find_lexicon(const DocumentTerms& document) {
  // Without a lexicon all counts stay at zero; those of the sentences are for who looks at sentences.
  const bool any = model_.lexicon.index.size() > 0;
  if (any) find_terms(model_.lexicon, tables_->known_sequences, document, terms_.lexicon_starts(), hits_);
  if (any || model_.has_sentences()) count_groups(document);
}

void DocumentScorer::count_groups(const DocumentTerms& document) {
  const std::size_t groups = model_.layout.groups();
  std::fill(group_counts_.begin(), group_counts_.end(), 0U);
  sentence_groups_.assign(document.sentences.size() * groups, 0U);
  // Sentences get epochs of their own after the document's, so one counter serves both.
  if (epoch_ > 0xFFFFFFFFU - document.sentences.size() - 2) {
    std::fill(seen_document_.begin(), seen_document_.end(), 0U);
    std::fill(seen_sentence_.begin(), seen_sentence_.end(), 0U);
    epoch_ = 0;
  }
  const std::uint32_t base = ++epoch_;
  for (const LexiconHit& hit : hits_) {
    const bool new_in_document = std::exchange(seen_document_[hit.row], base) != base;
    const std::uint32_t mark = base + 1 + hit.sentence;
    const bool new_in_sentence = std::exchange(seen_sentence_[hit.row], mark) != mark;
    for (std::uint32_t i = model_.lexicon.first[hit.row]; i < model_.lexicon.first[hit.row + 1]; ++i) {
      const std::uint16_t group = model_.lexicon.groups[i];
      group_counts_[group] += new_in_document ? 1 : 0;
      sentence_groups_[hit.sentence * groups + group] += new_in_sentence ? 1 : 0;
    }
  }
  epoch_ += static_cast<std::uint32_t>(document.sentences.size()) + 1;
}

void DocumentScorer::score_document(const DocumentTerms& document) {
  std::fill(document_scores_.begin(), document_scores_.end(), 0.0F);
  TermScorer::DocumentSums terms{document_scores_, kSmallest, 0, 0};
  terms_.add_to(terms);
  coverage_ = terms.words > 0 ? terms.known_words / terms.words : 0;
  document_norm_ = std::sqrt(terms.squared_norm);
  const auto topics = static_cast<Eigen::Index>(topics_);
  Floats sums(document_scores_.data(), topics);
  sums /= static_cast<float>(document_norm_);
  for (std::size_t group = 0; group < group_counts_.size(); ++group) {
    if (group_counts_[group] == 0) continue;
    const double value = document_lexicon_value(group_counts_[group], document.words);
    sums += static_cast<float>(value) * Row(model_.lexicon_document.data() + group * topics_, topics);
  }
  sums += Row(model_.document_bias.data(), topics);
}

void DocumentScorer::score_sentences(const DocumentTerms& document) {
  if (!model_.has_sentences()) return;
  sentence_scores_.resize(document.sentences.size() * outputs_);
  sentence_norms_.resize(document.sentences.size());
  term_seen_.assign(document.terms.size(), 0U);
  for (std::uint32_t s = 0; s < document.sentences.size(); ++s)
    score_sentence(document, s, sentence_scores_.data() + s * outputs_);
  pool_sentences(document.sentences.size());
}

void DocumentScorer::score_sentence(const DocumentTerms& document, std::uint32_t sentence, float* scores) {
  const auto outputs = static_cast<Eigen::Index>(outputs_);
  const TermSentence& place = document.sentences[sentence];
  Floats sums(scores, outputs);
  sums.setZero();
  double squared = model_.sentence_floor + kSmallest;
  for (std::uint32_t o = place.begin; o < place.end; ++o) {
    const std::uint32_t term = document.occurrences[o].term;
    if (std::exchange(term_seen_[term], sentence + 1) == sentence + 1) continue;
    const float* row = terms_.row(term);
    sums += Row(row + terms_.sentence(), outputs);
    squared += static_cast<double>(row[terms_.sentence_norm()]);
  }
  sentence_norms_[sentence] = static_cast<float>(std::sqrt(squared));
  sums /= sentence_norms_[sentence];
  for (std::size_t group = 0; group < group_counts_.size(); ++group) {
    if (group_counts_[group] == 0) continue;  // Not in any sentence.
    const std::uint32_t count = sentence_count(sentence, group);
    if (count == 0) continue;
    sums += static_cast<float>(sentence_lexicon_value(count)) *
            Row(model_.lexicon_sentence.data() + group * outputs_, outputs);
  }
  sums += Row(model_.sentence_bias.data(), outputs);
}

// Sums of pooled(score): the logarithm of a product takes far less time than a sum of logarithms.
void DocumentScorer::pool_sentences(std::size_t sentences) {
  constexpr float kLinear = 30;         // From here on log(1 + exp(score)) is the score.
  constexpr std::size_t kFactors = 16;  // exp(30)^16 is far below the largest number.
  const auto outputs = static_cast<Eigen::Index>(outputs_);
  Doubles sums(pool_sums_.data(), outputs), products(products_.data(), outputs);
  sums.setZero();
  products.setOnes();
  for (std::size_t s = 0; s < sentences; ++s) {
    const Row scores(sentence_scores_.data() + s * outputs_, outputs);
    products *= 1.0 + scores.min(kLinear).cast<double>().exp();
    sums += (scores - kLinear).max(0.0F).cast<double>();
    if ((s + 1) % kFactors != 0 && s + 1 != sentences) continue;
    sums += products.log();
    products.setOnes();
  }
  for (std::size_t t = 0; t < outputs_; ++t)
    pool_scores_[t] = pool_score(pool_sums_[t], sentences, model_.rules);
}

double DocumentScorer::explain(const DocumentTerms& document, std::size_t output,
                               std::vector<double>& weights) const {
  const double factor = model_.flat() ? 1.0 : model_.decision.document[output];
  explain_views(document, output, factor, weights);
  if (model_.flat()) {
    const double score = document_scores_[output];
    const double rest = score - std::accumulate(weights.begin(), weights.end(), 0.0);
    const double slope = model_.map->slope(output, rest, score);
    for (double& weight : weights) weight *= slope;
  }
  double rest = scores_[output];
  for (const double weight : weights) rest -= weight;
  return rest;
}

// What each word adds to the score, where the document view's score counts `factor` times.
void DocumentScorer::explain_views(const DocumentTerms& document, std::size_t output, double factor,
                                   std::vector<double>& weights) const {
  weights.assign(document.occurrences.size(), 0.0);

  // d score / d S_s for every sentence: the tangent of the pool.
  std::vector<double> slopes(document.sentences.size(), 0.0);
  if (model_.has_sentences()) {
    for (std::size_t s = 0; s < slopes.size(); ++s) {
      slopes[s] = model_.decision.sentence[output] * sigmoid(sentence_score(s, output)) /
                  (pool_sums_[output] + kPoolFloor);
    }
  }

  // Words and pairs: document view shared by all occurrences, sentence view by those within a sentence.
  std::vector<std::uint32_t> in_sentence(document.terms.size(), 0U);
  for (std::size_t s = 0; s < document.sentences.size(); ++s) {
    const TermSentence& sentence = document.sentences[s];
    for (std::uint32_t o = sentence.begin; o < sentence.end; ++o) ++in_sentence[document.occurrences[o].term];
    for (std::uint32_t o = sentence.begin; o < sentence.end; ++o) {
      const Occurrence& occurrence = document.occurrences[o];
      const Term& term = document.terms[occurrence.term];
      const double share = occurrence_weight(occurrence, model_.rules) / term.count;
      if (output < topics_) {
        weights[o] += factor * sublinear(term.count) *
                      static_cast<double>(terms_.document_score(occurrence.term, output)) / document_norm_ *
                      share;
      }
      if (model_.has_sentences()) {
        const float* scores = terms_.row(occurrence.term);
        weights[o] += slopes[s] * static_cast<double>(scores[terms_.sentence() + output]) /
                      static_cast<double>(sentence_norms_[s]) / in_sentence[occurrence.term];
      }
    }
    for (std::uint32_t o = sentence.begin; o < sentence.end; ++o)
      in_sentence[document.occurrences[o].term] = 0;
  }
  spread_pairs(document, weights);
  spread_lexicon(document, output, factor, slopes, weights);
}

// A group's value is shared evenly by its distinct terms, a term's by its hits, a hit's by its words.
void DocumentScorer::spread_lexicon(const DocumentTerms& document, std::size_t output, double factor,
                                    const std::vector<double>& slopes, std::vector<double>& weights) const {
  std::map<std::uint32_t, double> hits_in_document;
  std::map<std::pair<std::uint32_t, std::uint32_t>, double> hits_in_sentence;
  for (const LexiconHit& hit : hits_) {
    ++hits_in_document[hit.row];
    ++hits_in_sentence[{hit.row, hit.sentence}];
  }
  for (const LexiconHit& hit : hits_) {
    double value = 0;
    for (std::uint32_t i = model_.lexicon.first[hit.row]; i < model_.lexicon.first[hit.row + 1]; ++i) {
      const std::size_t group = model_.lexicon.groups[i];
      const double in_document = group_counts_[group];
      if (output < topics_) {
        value += factor * static_cast<double>(model_.lexicon_document[group * topics_ + output]) *
                 document_lexicon_value(in_document, document.words) / in_document /
                 hits_in_document[hit.row];
      }
      if (!model_.has_sentences()) continue;
      const double in_sentence = sentence_count(hit.sentence, group);
      value += slopes[hit.sentence] *
               static_cast<double>(model_.lexicon_sentence[group * outputs_ + output]) *
               sentence_lexicon_value(in_sentence) / in_sentence / hits_in_sentence[{hit.row, hit.sentence}];
    }
    spread_hit(document, hit, value, weights);
  }
}

}  // namespace bearing
