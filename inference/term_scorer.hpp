// What single terms add to scores under a model, remembered from document to document.
#pragma once

#include <cstdint>
#include <vector>

#include "feature/extractor.hpp"
#include "model/topic_model.hpp"

namespace bearing {

/// Gathers what each distinct term of a document adds. It depends on the term and the model alone, so it is
/// cached; a full cache is emptied, which changes nothing but speed. One per thread and model.
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

  /// Takes up the terms of a document: what follows is about them, until the next call.
  void score(const std::vector<Term>& terms);

  /// The row of a term: [stride].
  const float* row(std::uint32_t term) const { return rows_.data() + places_[term] * stride_; }

  /// What a target has of its own for a term: [stance columns]; null: nothing.
  const float* own(std::uint32_t term, std::size_t target) const {
    const Range range = own_ranges_[places_[term]];
    for (std::uint32_t i = range.begin; i < range.end; ++i) {
      if (own_targets_[i] == target) return own_weights_.data() + i * stance_;
    }
    return nullptr;
  }

  /// lexicon_start() of every term.
  const std::vector<std::uint32_t>& lexicon_starts() const { return lexicon_starts_; }

 private:
  struct Slot {
    std::uint64_t key = 0;
    std::uint32_t row = 0;  // 1-based; 0: free.
  };
  struct Range {
    std::uint32_t begin = 0, end = 0;
  };
  void make_room(std::size_t terms);
  std::uint32_t place(const Term& term);
  void compute(const Term& term, std::uint32_t place);
  void add_feature(std::uint32_t row_number, float family, bool chars, float* row) const;
  void add_own(std::uint32_t row_number, float family, Range& range);

  const TopicModel& model_;
  std::size_t topics_, outputs_, stance_, stride_;
  std::vector<Slot> slots_;
  std::uint32_t used_ = 0;
  // By place in the cache.
  std::vector<float> rows_;  // [places, stride]
  std::vector<Range> own_ranges_;
  std::vector<std::uint32_t> starts_;
  // By number in those ranges.
  std::vector<std::uint16_t> own_targets_;
  std::vector<float> own_weights_;  // [own, stance columns]
  // By term of the document.
  std::vector<std::uint32_t> places_, lexicon_starts_;
  std::vector<Feature> features_;
};

}  // namespace bearing
