// The numbers of a pair (text, target): sparse blocks of hashed features, and dense features that compare.
//
// Everything that depends on the text alone is made once a text, so that a text can be held against many
// targets. Sparse features are hashes with counts here; what a model makes of them is in pair_rows.hpp.
//
// Dense features, in this order. "Stem": an English word without its common endings, any other word as it is;
// stop words have none of their own in what follows. Sentence vectors and the like are (1 + ln count) * idf
// of stems, of length 1; idf is that of the model. lead: the first 60 words. A text without words has zeros.
//
// overlap (PairRules::overlap), 57:
//    0 cos_full       cosine of target and text           1 cos_lead   of target and lead
//    2 cos_best       of target and its best sentence     3 cos_top3   mean of the best three
//    4 cos_mean       mean of all sentences               5 cos_first  the first sentence
//    6 place_best     best sentence / sentences           7 best_is_early  best is one of the first two
//    8 hits           ln(1 + sentences with cos > 0.15)   9 hit_share  share of sentences with cos > 0.1
//   10 cos_last       best of the last quarter of the sentences
//   11 recall         idf share of the target's stems that the text has    12 recall_count  share of them
//   13 recall_lead    as 11, lead                        14 recall_best   as 11, best sentence
//   15 recall_top3    mean of the best three
//   16 jaccard        10 * shared / all distinct stems   17 shared     ln(1 + shared stems)
//   18 pairs          share of the target's pairs of neighbouring stems that the text has
//   19 triples        the same of three                  20 chars      of 4 characters within words
//   21 chars_lead     as 20, lead
//   22 numbers        whether the target has numbers     23 numbers_found  share of them in the text
//   24 numbers_missed at most 3
//   25-27 rare0-2     whether the text has the target's rarest stem, second, third
//   28 rare_lead      share of the three in the lead     29 rarest_found, 30 rarest_missed: largest idf / 5
//   31-34 target_*    refuting, hedging, reporting, confirming cues in the target, at most 3
//   35 target_asks    has a "?"                          36 target_quotes  has a quotation mark
//   37-40 text_*      the four cues of the text, a 100 words    41-44 lead_*   ln(1 + those of the lead)
//   45-48 near_*      ln(1 + mean of those of the best three sentences)
//   49-52 similar_*   those of all sentences (at most 2 each), averaged by cosine
//   53 doubt_differs  whether exactly one of target and best three sentences refutes
//   54 text_words     ln(1 + words)                      55 target_stems   ln(1 + content stems)
//   56 sentences      ln(1 + sentences)
// feeling (PairRules::feeling), 15: good, bad and negating words (a negation up to three words before turns
// good and bad round)
//    0-2 text_good, text_bad, text_negations  ln(1 + count)     3 text_balance  (good - bad) / (1 + both)
//    4-6 target_good, target_bad, target_negations  at most 2   7 text_sign, 8 target_sign, 9 their product
//   10 negations_agree  0.25 if both or neither negate, else -0.25
//   11 text_should, 12 text_must, 13 target_should, 14 target_bans: whether there is such a word
// near_feeling (PairRules::near_feeling), 4: good, bad and negating words at most six words from the mention,
//   and the sign of good - bad; zeros without a mention
// form (PairRules::form), 17: of the text
//    0 exclamations, 1 questions  ln(1 + "!" or "?" between words)
//    2 hashtags, 3 mentions  ln(1 + words after "#", with "@")
//    4 capitals  ln(1 + words of three letters or more, all capital)
//    5 words  ln(1 + words)
//    6 repeated_marks ("!!", "?!"), 7 begins_with_mention, 8 quotes, 9 links, 10 ellipses: whether it has any
//   11-16 i, we, you, they, he, she  ln(1 + words that speak of that person)
// cues (PairRules::cues; the "hits" of a list are its distinct phrases in the text), for each stance of the
//   lists of targets, in the order of their first appearance, six:
//    hits       ln(1 + hits of the target's list of this stance)   any  whether there is one
//    share      hits / (1 + hits of all lists of the target)       leads  more than any other stance
//    negated    hits if the text has a negating word, else 0
//    elsewhere  ln(1 + hits of the lists of all other targets of this stance)
//   then none (no hit of any of the target's lists) and most_elsewhere: ln(1 + the most hits that another
//   target has), if there are lists of targets; then for each list, those of no target too, ln(1 + hits),
//   whatever the target
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "feature/pair_rules.hpp"
#include "feature/weighted_vocabulary.hpp"
#include "text/analyze.hpp"

namespace bearing {

inline constexpr std::size_t kOverlapFeatures = 57, kFeelingFeatures = 15, kNearFeelingFeatures = 4,
                             kFormFeatures = 17;

/// Names of the dense features that `rules` ask for, in order: "cos_full" and so on.
std::vector<std::string> dense_names(const PairRules& rules);

/// A feature of a block and how often it occurs.
struct PairTerm {
  std::uint64_t hash;
  float count;
};

/// The numbers of one pair. Reuse it, so that its buffers keep their capacity.
struct PairInput {
  /// [PairRules::blocks] distinct features; empty for kKnownTarget. Blocks of the text borrow from the
  /// PairExtractor until its next set_text(), all others until its next pair().
  std::vector<std::span<const PairTerm>> blocks;
  std::uint64_t target_key = 0;  ///< Which target it is: equal for targets of the same folded words.
  std::vector<float> dense;      ///< [PairRules::dense_size()], all finite.
};

/// Tokens [first, last) of an AnalyzedText: where a text names the target.
struct PairMention {
  std::uint32_t first, last;
  friend bool operator==(const PairMention&, const PairMention&) = default;
};

/// An appearance of a feature: tokens [first, last) of its field. A run that leads across the mention holds
/// the mention's tokens too; a run of marks alone holds none.
struct PairOccurrence {
  std::uint64_t hash;
  std::uint32_t first, last;
  bool in_title, in_target;
};

/// The key of a target, as PairInput::target_key.
std::uint64_t pair_target_key(const AnalyzedText& target);

/// Appends the distinct stems of body sentences: the features whose idf the overlap features use. Hand each
/// text and each target of the training data to a DocumentFrequencies as a document.
void append_pair_stems(const AnalyzedText& text, std::vector<std::uint64_t>& out);

/// Makes the numbers of pairs. Scratch memory inside: one per thread. Any AnalyzedText is safe.
class PairExtractor {
 public:
  /// `rules` is copied and must be valid; what `idf` views must outlive the extractor. Without overlap
  /// features `idf` may be empty.
  explicit PairExtractor(const PairRules& rules, WeightedVocabularyView idf = {});
  ~PairExtractor();
  PairExtractor(PairExtractor&&) noexcept;
  PairExtractor& operator=(PairExtractor&&) noexcept;

  /// Takes the body sentences of title (first) and text. Both must stay unchanged for calls to pair().
  void set_text(const AnalyzedText& title, const AnalyzedText& text);

  /// Takes the body sentences among [first_sentence, last_sentence) of `text` alone, so that a sentence (with
  /// its neighbours) can be judged by itself. The range is cut to what is there.
  void set_text(const AnalyzedText& text, std::uint32_t first_sentence, std::uint32_t last_sentence);

  /// The numbers of the current text and `target`, all of whose words take part. Without a `mention` (in the
  /// tokens of `text`, not the title) the first place where the text has the target's words one after the
  /// other is taken; where there is none, the near families are empty.
  void pair(const AnalyzedText& target, PairInput& out, std::optional<PairMention> mention = {});

  /// Where pair() saw the target named.
  std::optional<PairMention> mention() const;

  /// After pair(): appends every occurrence of every feature of a block, in order. For explanations. Tokens
  /// are those of title, text or target.
  void append_occurrences(std::size_t block, std::vector<PairOccurrence>& out) const;

  const PairRules& rules() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace bearing
