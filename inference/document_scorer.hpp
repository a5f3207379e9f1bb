// The score of a document under a model, and what each word added to it.
#pragma once

#include <cstdint>
#include <vector>

#include "feature/lexicon.hpp"
#include "inference/term_scorer.hpp"
#include "model/topic_model.hpp"

namespace bearing {

/// Scores documents. Scratch memory inside: one per thread and model.
class DocumentScorer {
 public:
  /// `model` must outlive the scorer.
  explicit DocumentScorer(const TopicModel& model);

  /// Computes the score of every topic; scores() and coverage() hold until the next call.
  void score(const DocumentTerms& document);

  const std::vector<double>& scores() const { return scores_; }

  /// Share of the document's words (numbers left out) that the model knows; 0 without words.
  double coverage() const { return coverage_; }

  /// After score() of the same document: what each occurrence that is a single word adds to a topic's score,
  /// into `weights` (parallel to DocumentTerms::occurrences; pairs are shared by their words). Returns the
  /// rest: the score without any word. The pooling over sentences is not linear; its parts are those of its
  /// tangent at this document, so that they add up exactly.
  double explain(const DocumentTerms& document, std::size_t topic, std::vector<double>& weights) const;

 private:
  void score_document(const DocumentTerms& document);
  void score_sentences(const DocumentTerms& document);
  void count_groups(const DocumentTerms& document);
  void measure_coverage(const DocumentTerms& document);
  void spread_lexicon(const DocumentTerms& document, std::size_t topic, const std::vector<double>& slopes,
                      std::vector<double>& weights) const;
  const float* row(std::uint32_t term) const { return rows_.data() + term * terms_.stride(); }

  const TopicModel& model_;
  TermScorer terms_;
  std::vector<float> rows_;
  std::vector<LexiconHit> hits_;
  std::vector<std::uint32_t> group_counts_;     // [topics] distinct terms of each group in the document.
  std::vector<std::uint32_t> sentence_groups_;  // [sentences, topics] the same in each sentence.
  std::vector<std::uint32_t> seen_document_,
      seen_sentence_;                     // [lexicon rows] epoch of the last document, sentence.
  std::vector<std::uint32_t> term_seen_;  // [terms] last sentence + 1.
  std::uint32_t epoch_ = 0;
  double document_norm_ = 0;
  std::vector<double> document_scores_, pool_sums_, pool_scores_, scores_;  // [topics]
  std::vector<double> sentence_scores_;                                     // [sentences, topics]
  std::vector<double> sentence_norms_;                                      // [sentences]
  double coverage_ = 0;
};

}  // namespace bearing
