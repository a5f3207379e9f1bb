// What single terms add to scores under a model, remembered from document to document.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "base/aligned_vector.hpp"
#include "feature/extractor.hpp"
#include "inference/model_tables.hpp"
#include "inference/row_sums.hpp"
#include "model/topic_model.hpp"

namespace bearing {

/// sublinear() of small whole numbers, which most often is asked for.
inline const std::array<double, 64> kFrequencyWeights = [] {
  std::array<double, 64> weights{};
  for (std::size_t n = 1; n < weights.size(); ++n) weights[n] = sublinear(static_cast<double>(n));
  return weights;
}();

/// sublinear().
inline double frequency_weight(double count) {
  const auto whole = static_cast<std::size_t>(count);
  return whole < kFrequencyWeights.size() && static_cast<double>(whole) == count ? kFrequencyWeights[whole]
                                                                                 : sublinear(count);
}

/// Gathers what each distinct term of a document adds. It depends on the term and the model alone, so it is
/// cached; a full cache is emptied, which changes nothing but speed. Terms that a FeatureRows knows all about
/// are neither cached nor gathered, but summed from there: to look them up takes no longer. One per thread
/// and model.
class TermScorer {
 public:
  /// `model` and `tables` must outlive the scorer; `tables` are those of the model.
  TermScorer(const TopicModel& model, const ModelTables& tables);

  /// A row: the document view of the topics, with zeros up to whole_lanes(topics), from column 0; then, where
  /// the model has a sentence view, that of all outputs, from column sentence(); what all targets share of
  /// the stance columns, from stance(); the squared norm of each view; and from coverage(), what the term
  /// says of the document's coverage: 2 for a word that the model knows, 1 for one that it doesn't, 0 for all
  /// that is no word or a number.
  std::size_t sentence() const { return whole_lanes(topics_); }
  std::size_t stance() const { return sentence() + outputs_; }
  std::size_t document_norm() const { return stance() + stance_; }
  std::size_t sentence_norm() const { return document_norm() + 1; }
  std::size_t coverage() const { return document_norm() + 2; }

  /// Takes up the terms of a document, which must stay: what follows is about them, until the next call.
  void score(const DocumentTerms& document);

  /// The sums over the terms of the document view; numbers are added in the order of the terms.
  struct DocumentSums {
    std::span<float> scores;    ///< [whole_lanes(topics)]: sublinear(count) times the rows.
    double squared_norm;        ///< The same of the norms, by the squares.
    double words, known_words;  ///< Occurrences that count for coverage, and those of known words.
  };
  /// Adds up the terms of the document onto what is in `sums`.
  void add_to(DocumentSums& sums) const;

  /// The row of a term; of a flat model those of words alone.
  const float* row(std::uint32_t term) const { return row_of_[term]; }

  /// Writes the row of a term, stride() floats. Keeps nothing of it.
  void fill_row(const Term& term, float* row);
  std::size_t stride() const { return stride_; }

  /// What a term has for a topic in the document view: the same as its row has.
  float document_score(std::uint32_t term, std::size_t topic) const;

  /// What a target has of its own for a term: [stance columns]; null: nothing.
  const float* own(std::uint32_t term, std::size_t target) const {
    if (stance_ == 0) return nullptr;
    const Range range = own_ranges_[places_[term]];
    for (std::uint32_t i = range.begin; i < range.end; ++i) {
      if (own_targets_[i] == target) return own_weights_.data() + i * stance_;
    }
    return nullptr;
  }

  /// lexicon_start() of every term; empty if the model has no lexicon.
  const std::vector<std::uint32_t>& lexicon_starts() const { return lexicon_starts_; }

 private:
  struct Slot {
    std::uint64_t key = 0;
    std::uint32_t row = 0;  // 1-based; 0: free.
  };
  struct Range {
    std::uint32_t begin = 0, end = 0;
  };
  // A feature that the model knows.
  struct Known {
    std::uint32_t row;
    float weight;
  };
  // The features of a term in the table, which may be the row of zeros.
  struct Found {
    const FeatureRows::Row *accented, *plain;
    float accented_weight, plain_weight;
  };
  // Words have n-grams and may begin a term of the lexicon; of the rest all is in the table.
  bool is_looked_up(const Term& term) const { return !term.is_word() && !table_.empty(); }
  Found find(std::uint32_t term) const;
  template <std::size_t kLanesOfAll>
  void add_terms(DocumentSums& sums) const;
  void find_rows_of(const DocumentTerms& document);
  void make_room(std::size_t terms);
  void grow();
  Slot& slot(std::uint64_t key);
  void score_block(const std::vector<Term>& terms, std::uint32_t begin, std::uint32_t end);
  std::uint32_t add(const Term& term);
  void add_term_features(const Term& term, float* row);
  void add_char_features(const Term& term, float* row);
  void find_known(bool chars);
  void add_feature(const Known& feature, bool chars, float* row) const;
  void add_own(const Known& feature, Range& range);

  const TopicModel& model_;
  const VocabularyIndex& index_;
  const FeatureRows& table_;
  std::array<FamilyWeights, 3> families_;  // By TermFamily.
  std::size_t topics_, outputs_, stance_, stride_;
  std::vector<Slot> slots_;
  std::uint32_t used_ = 0;
  // By place in the cache.
  AlignedVector<float> rows_;  // [places, stride]
  std::vector<Range> own_ranges_;
  std::vector<std::uint32_t> starts_;
  // By number in those ranges.
  std::vector<std::uint16_t> own_targets_;
  std::vector<float> own_weights_;  // [own, stance columns]
  // By term of the document.
  const std::vector<Term>* terms_ = nullptr;
  const TermRows* rows_in_table_ = nullptr;
  std::vector<TermRows> own_rows_in_table_;  // If the extractor didn't look.
  std::vector<const float*> row_of_;
  std::vector<std::uint32_t> places_, lexicon_starts_;
  // Of a block of terms: those that may be in the cache.
  std::vector<std::uint32_t> cached_;
  // Of one term.
  std::vector<Feature> features_;
  std::vector<Known> known_;
};

}  // namespace bearing
