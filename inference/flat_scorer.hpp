// Scores of whole documents under a flat model, and nothing but scores: what most labelling needs.
//
// Goal: the confidences and the coverage of DocumentScorer on what TermExtractor::extract_known() gives, to
// the last bit, in a fraction of the time. Non-goals: explanations, sentences, lexicons, models with more
// than one view; for these there is DocumentScorer, which tests hold this against. Nothing is built that a
// sum doesn't need: no forms of words that were met before, no occurrences, no terms that the model can't
// know.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "base/aligned_vector.hpp"
#include "feature/known_terms.hpp"
#include "feature/word_table.hpp"
#include "inference/flat_sums.hpp"
#include "inference/model_tables.hpp"
#include "inference/term_scorer.hpp"
#include "model/topic_model.hpp"
#include "text/analyze.hpp"

namespace bearing {

/// Holds scratch memory and remembers words: one per thread and model.
class FlatScorer {
 public:
  /// Whether a model can be scored so: it is flat, has no lexicon, and `tables`, which are its own, hold all
  /// its features.
  static bool serves(const TopicModel& model, const ModelTables& tables) {
    return model.flat() && model.lexicon.index.size() == 0 && !tables.features.empty();
  }

  /// `model`, which is served with `tables`, must outlive the scorer.
  FlatScorer(const TopicModel& model, std::shared_ptr<const ModelTables> tables);

  /// Scores a document; what follows is about it, until the next call. Furniture is left out unless the rules
  /// of the model want it.
  void score(const SegmentedText& title, const SegmentedText& text);

  /// Calibrated, 0 to 1, one for each topic; of an exclusive model they add up to 1.
  const std::vector<double>& confidences() const { return confidences_; }

  /// Share of the document's words (numbers left out) that the model knows; 0 without words.
  double coverage() const { return coverage_; }

  /// Word tokens that take part.
  std::size_t words() const { return words_; }

 private:
  // A word of the field at hand, and the pair with the word before, where that is of the same sentence. Plain
  // numbers, written one by one: a structure copied right after a part of it was written waits for that.
  struct ReadWord {
    std::uint64_t key, shadow_key, pair_key, pair_shadow_key;
    std::uint32_t number, accented, pair_accented;
    TermKeys keys() const { return {key, shadow_key, accented != 0}; }
  };
  // A word, pair or boundary that may count: it is a word, or the model may know it.
  enum class UnitKind : std::uint32_t { kWord, kPair, kAccentedPair, kBoundary, kAccentedBoundary };
  struct Unit {
    std::uint64_t key, shadow_key;
    TermRows rows;
    std::uint32_t number;  // Of a word.
    UnitKind kind;
  };

  void start_document();
  void add_field(const SegmentedText& field, bool in_title);
  void read_words(const SegmentedText& field, std::uint32_t begin, std::uint32_t end);
  void read_words_here(const SegmentedText& field, std::uint32_t begin, std::uint32_t end);
  void read_words_fast(const SegmentedText& field, std::uint32_t begin, std::uint32_t end);
  void add_sentence(std::span<const ReadWord> words, bool first);
  void add_sentence_here(std::span<const ReadWord> words, bool first);
  void add_sentence_fast(std::span<const ReadWord> words, bool first);
  void set_boundary(const TermKeys& keys, Unit& unit) const;
  void count_units(double weight);
  void set_term(const Unit& unit, double weight, FlatTerm& term) const;
  void make_room(std::size_t terms);
  void sum();

  const TopicModel& model_;
  std::shared_ptr<const ModelTables> tables_;
  bool fast_;  // Whether the processor has what the functions of that name need.
  KnownTerms known_;
  TermScorer scorer_;  // For words that are new here.
  struct Weights {
    float accented, plain;
  };
  std::array<Weights, 5> weights_;  // By UnitKind.
  WordTable table_;
  AlignedVector<float> rows_;  // [numbers of the table, stride of the scorer]
  std::vector<ReadWord> read_;
  // The first so many of these are in use: nothing is set to zeros only to be written over.
  std::size_t unit_count_ = 0, term_count_ = 0;
  std::vector<Unit> units_;
  std::vector<FlatTerm> terms_;
  std::vector<std::uint64_t> keys_;  // Of the terms.
  // A hash table of the terms by key: base_ + their numbers. What is below is of documents before.
  std::vector<std::uint32_t> slots_;
  std::uint32_t base_ = 1;
  std::size_t words_ = 0;
  double coverage_ = 0;
  std::vector<float> scores_;        // [topics], then zeros up to whole lanes
  std::vector<double> confidences_;  // [topics]
};

}  // namespace bearing
