// How much of a target a text holds, and where: the overlap features of pair_features.hpp. Internal to
// src/feature.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "feature/key_table.hpp"
#include "feature/pair_field.hpp"
#include "feature/weighted_vocabulary.hpp"

namespace bearing {

/// The cue classes that the overlap features count, in order.
inline constexpr std::array<std::uint32_t, 4> kSpeechCues = {cue::kRefuting, cue::kHedging, cue::kReporting,
                                                             cue::kConfirming};
using CueCounts = std::array<double, kSpeechCues.size()>;

/// Holds a text against targets. Scratch memory inside; borrows the text until the next set_text().
class PairOverlap {
 public:
  /// What `idf` views must outlive this.
  explicit PairOverlap(WeightedVocabularyView idf) : idf_(idf) {}

  /// Builds the index of a text: everything that needs no target.
  void set_text(const PairField& text);

  /// Writes the kOverlapFeatures features of a target to `out`.
  void compare(const PairField& target, std::span<float> out);

 private:
  struct TextStem {
    double idf;  // 0 for stop words.
    std::uint32_t count, lead_count;
    std::uint32_t postings;  // Index of the latest posting.
  };
  struct Posting {
    std::uint32_t sentence, count, next;
  };
  struct TargetStem {
    std::uint64_t key;
    double idf;
    std::uint32_t count;
    std::uint32_t text_stem;  // Index into text_stems_, or KeyTable::kNone.
    bool content;
  };
  struct Sums {                               // Of a target against the whole text.
    double length = 0, idf = 0, content = 0;  // Of the target: vector length, idf sum, content stems.
    double full = 0, lead = 0;                // Products with text and lead.
    double idf_found = 0, found = 0, idf_lead = 0;
  };
  struct Best {                                // Of the sentences.
    std::array<std::uint32_t, 3> sentences{};  // By cosine; the first of equals first.
    std::size_t count = 0;
    double recall = 0, recall_mean = 0, cosine_mean = 0;
  };

  void index_stems(const PairField& text);
  void measure_lengths();
  void index_runs(const PairField& text);
  void index_chars(const PairField& text);
  void count_cues(const PairField& text);
  void take_target(const PairField& target);
  Sums sum_up();
  Best find_best() const;
  void write_cosines(const Sums& sums, const Best& best, float* out) const;
  void write_recall(const Sums& sums, const Best& best, float* out) const;
  void write_runs(const PairField& target, float* out);
  void write_numbers(const PairField& target, float* out);
  void write_rare(float* out);
  void write_cues(const PairField& target, const Sums& sums, const Best& best, float* out) const;
  double share_of_runs(const PairField& target, std::size_t size);
  const TextStem* text_stem(const TargetStem& stem) const {
    return stem.text_stem == KeyTable::kNone ? nullptr : &text_stems_[stem.text_stem];
  }

  WeightedVocabularyView idf_;
  // The text.
  KeyTable stems_, runs_, chars_, numbers_, seen_words_;
  std::uint32_t lead_chars_ = 0;  // Character runs of the lead have smaller numbers in chars_.
  std::vector<TextStem> text_stems_;
  std::vector<Posting> postings_;
  std::vector<double> sentence_lengths_;
  double full_length_ = 1, lead_length_ = 1;
  std::vector<CueCounts> sentence_cues_;
  CueCounts text_cues_{}, lead_cues_{};
  std::size_t text_words_ = 0;
  // The target.
  KeyTable target_table_;
  std::vector<TargetStem> target_stems_;
  std::vector<std::uint32_t> rarest_;
  std::vector<double> cosines_, recalls_;  // [sentences]
};

}  // namespace bearing
