// From sentences that bear on a target to the stances of a document and the sentence that shows each: the
// quantities that the small models on top of the sentence scores see. Training and inference share them.
//
// A sentence s has the log-odds t_s that it bears on the target, and the probabilities p_s(c) that it shows
// stance c (or none). It speaks for c with e_s(c) = log(1 + exp(t_s)) * p_s(c): the noisy "or" of the topics'
// sentence pool, shared out among the stances.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "bearing/document.hpp"
#include "feature/extractor.hpp"
#include "text/analyze.hpp"

namespace bearing {

/// The version of the formulas in this file. A model of another version is refused.
inline constexpr int kStanceRulesVersion = 1;

/// Log-odds of bearing on a target below which a sentence isn't looked at for its stance: about 1 in 100.
inline constexpr double kCandidateScore = -4.5;

/// What a sentence looks like from outside.
struct SentenceTraits {
  bool in_title = false;
  bool quoted = false;    ///< Holds a quotation mark.
  bool question = false;  ///< Ends with a question mark.
  std::uint32_t words = 0;
  std::uint32_t position = 0;   ///< Among the sentences of the text that take part; 0 for the title.
  std::uint32_t sentences = 0;  ///< How many there are.
};

/// Fills `traits` of sentence `s` of a document. Returns its bytes in the normalised field.
ByteRange describe_sentence(const AnalyzedText& title, const AnalyzedText& text, const DocumentTerms& terms,
                            std::uint32_t s, SentenceTraits& traits);

/// One sentence as seen by one target.
struct CandidateSentence {
  double touch = 0;     ///< t_s.
  double evidence = 0;  ///< Log-odds that annotators would choose it to show a stance on the target.
  std::span<const double> log_stances;  ///< [stances + 1] ln p_s; the last: no stance.
};

/// The stances of a document on one target, pooled over its candidate sentences.
class StancePool {
 public:
  static constexpr std::size_t kFeatures = 4;

  explicit StancePool(std::size_t stances) : sum_(stances), best_(stances) { clear(); }
  void clear();
  void add(const CandidateSentence& sentence);

  /// What speaks for stance `c`: the log of its best sentence; its share of all; its log lead over the next,
  /// by sum and by best sentence.
  std::array<double, kFeatures> features(std::size_t c) const;

 private:
  std::vector<double> sum_, best_;
};

/// The stances that a document takes on a target, if it takes any, the likeliest first: those with a
/// probability of at least `threshold`, and the likeliest of all. `out` gets their numbers.
void find_likely_stances(std::span<const double> probabilities, double threshold,
                         std::vector<std::uint32_t>& out);

/// How well a sentence suits as the evidence of stance `c`.
inline constexpr std::size_t kEvidenceFeatures = 11;
std::array<double, kEvidenceFeatures> evidence_features(const CandidateSentence& sentence,
                                                        const SentenceTraits& traits, std::size_t c);

}  // namespace bearing
