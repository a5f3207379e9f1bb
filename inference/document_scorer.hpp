// The score of a document under a model, and what each word added to it.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "feature/lexicon.hpp"
#include "inference/model_tables.hpp"
#include "inference/term_scorer.hpp"
#include "model/topic_model.hpp"

namespace bearing {

/// For explanations by words: gives each pair's weight to its two words, half and half.
void spread_pairs(const DocumentTerms& document, std::vector<double>& weights);

/// Shares `value` among the words of a lexicon hit.
void spread_hit(const DocumentTerms& document, const LexiconHit& hit, double value,
                std::vector<double>& weights);

/// Scores documents. Scratch memory inside: one per thread and model.
class DocumentScorer {
 public:
  /// `model` must outlive the scorer. `tables` are those of the model, shared by its scorers; without them
  /// the scorer makes its own, which takes some milliseconds.
  explicit DocumentScorer(const TopicModel& model, std::shared_ptr<const ModelTables> tables = nullptr);

  /// Computes the score of every output (topics, then targets); scores() and coverage() hold until the next
  /// call.
  void score(const DocumentTerms& document);

  /// Log-odds before they are probabilities: the logits of a flat model's score map.
  const std::vector<double>& scores() const { return scores_; }

  /// Calibrated, 0 to 1, one for each output; of an exclusive model they add up to 1.
  const std::vector<double>& confidences() const { return confidences_; }

  /// Of the model's terms, for TermExtractor::extract_known().
  const VocabularyIndex& known_terms() const { return tables_->known_terms; }

  /// Share of the document's words (numbers left out) that the model knows; 0 without words.
  double coverage() const { return coverage_; }

  /// After score() of the same document: what each occurrence that is a single word adds to an output's
  /// score, into `weights` (parallel to DocumentTerms::occurrences; pairs are shared by their words). Returns
  /// the rest: the score without any word. The pooling over sentences is not linear; its parts are those of
  /// its tangent at this document, so that they add up exactly. Nor is the score map of a flat model: its
  /// parts are those of the line that leads from the score without any word to that of the document.
  double explain(const DocumentTerms& document, std::size_t output, std::vector<double>& weights) const;

  /// After score(), for what is built on the sentences. All hold until the next call.
  double sentence_score(std::size_t sentence, std::size_t output) const {
    return static_cast<double>(sentence_scores_[sentence * outputs_ + output]);
  }
  float sentence_norm(std::size_t sentence) const { return sentence_norms_[sentence]; }
  /// How many distinct terms of a lexicon group a sentence holds.
  std::uint32_t sentence_count(std::size_t sentence, std::size_t group) const {
    return sentence_groups_[sentence * model_.layout.groups() + group];
  }
  /// What all targets share of a term's stance columns.
  const float* stance_row(std::uint32_t term) const { return terms_.row(term) + terms_.stance(); }
  /// What a target has of its own there; null: nothing.
  const float* own_stance_row(std::uint32_t term, std::size_t target) const {
    return terms_.own(term, target);
  }
  const std::vector<LexiconHit>& hits() const { return hits_; }

 private:
  void score_document(const DocumentTerms& document);
  void score_sentences(const DocumentTerms& document);
  void score_sentence(const DocumentTerms& document, std::uint32_t sentence, float* scores);
  void pool_sentences(std::size_t sentences);
  void find_lexicon(const DocumentTerms& document);
  void count_groups(const DocumentTerms& document);
  void combine();
  void map_scores();
  void explain_views(const DocumentTerms& document, std::size_t output, double factor,
                     std::vector<double>& weights) const;
  void spread_lexicon(const DocumentTerms& document, std::size_t output, double factor,
                      const std::vector<double>& slopes, std::vector<double>& weights) const;

  const TopicModel& model_;
  std::size_t topics_, outputs_;
  std::shared_ptr<const ModelTables> tables_;
  TermScorer terms_;
  std::vector<LexiconHit> hits_;
  std::vector<std::uint32_t> group_counts_;     // [groups] distinct terms of each group in the document.
  std::vector<std::uint32_t> sentence_groups_;  // [sentences, groups] the same in each sentence.
  std::vector<std::uint32_t> seen_document_,
      seen_sentence_;                     // [lexicon rows] epoch of the last document, sentence.
  std::vector<std::uint32_t> term_seen_;  // [terms] last sentence + 1.
  std::uint32_t epoch_ = 0;
  double document_norm_ = 0;
  std::vector<float> document_scores_;  // [topics], then zeros up to whole lanes
  std::vector<double> pool_sums_, products_, pool_scores_, scores_, confidences_;  // [outputs]
  std::vector<float> sentence_scores_;                                             // [sentences, outputs]
  std::vector<float> sentence_norms_;                                              // [sentences]
  double coverage_ = 0;
};

}  // namespace bearing
