// Scores of single terms under a model, remembered from document to document.
#pragma once

#include <cstdint>
#include <vector>

#include "feature/extractor.hpp"
#include "model/topic_model.hpp"

namespace bearing {

/// Gathers what each distinct term of a document adds. A word's row depends on the word and the model alone,
/// so rows of words are cached; a full cache is emptied, which changes nothing but speed. One per thread and
/// model.
class TermScorer {
 public:
  /// `model` must outlive the scorer.
  explicit TermScorer(const TopicModel& model);

  /// A row: [0, topics) document view, [topics, topics + outputs) sentence view, then what all targets share
  /// of the stance columns, the squared norm of each view and whether the term is known (0 or 1).
  std::size_t stride() const { return stride_; }
  std::size_t sentence() const { return topics_; }
  std::size_t stance() const { return topics_ + outputs_; }
  std::size_t document_norm() const { return stance() + stance_; }
  std::size_t sentence_norm() const { return document_norm() + 1; }
  std::size_t known() const { return document_norm() + 2; }

  /// Fills `rows` with [terms, stride].
  void score(const std::vector<Term>& terms, std::vector<float>& rows);

 private:
  void compute(const Term& term, float* row);
  void add_feature(std::uint32_t row_number, float family, bool chars, float* row) const;
  const float* cached(const Term& word);

  struct Slot {
    std::uint64_t key = 0;
    std::uint32_t row = 0;  // 1-based; 0: free.
  };
  const TopicModel& model_;
  std::size_t topics_, outputs_, stance_, stride_;
  std::vector<Slot> slots_;
  std::vector<float> rows_;
  std::uint32_t used_ = 0;
  std::vector<Feature> features_;
};

}  // namespace bearing
