// How words become features: the numbers that a model file records.
#pragma once

#include <cstdint>

namespace bearing {

/// The version of the rules in src/feature that numbers can't express. A model of another version is refused.
inline constexpr int kFeatureRulesVersion = 1;

/// Weights of the feature families and sizes of n-grams. A weight of 0 switches a family off.
struct FeatureRules {
  double word = 1.0;    ///< The folded word, where it differs from its shadow.
  double shadow = 1.0;  ///< The word without diacritics; weighs sqrt(2) more where that is the word itself.
  double chars = 0.5;   ///< Character n-grams of the word with its boundaries.
  double pair = 1.0;    ///< Two neighbouring words, where they differ from their shadow.
  double shadow_pair =
      1.0;  ///< Two neighbouring words without diacritics; sqrt(2) more where they are the words themselves.
  std::uint32_t chars_min = 3, chars_max = 5;  ///< Characters, boundaries included.
  double boundary = 0;                         ///< The first and the last word of the text, as such.
  double title = 2.0;                          ///< How many times a word of the title counts.
  bool furniture = false;  ///< Whether mastheads, captions and teasers take part like the article itself.
  double idf_exponent = 1.25;
  double document_lexicon = 0.1;  ///< Weight of the scheme's terms in the document view.
  double sentence_lexicon = 0.5;  ///< The same in the sentence view.
  double sentence_floor =
      0.3;  ///< Keeps short sentences from being blown up: share of the mean squared norm that is added.

  double pool_length =
      0.5;  ///< How much of a document's length its pool of sentences is relieved of: 0 none, 1 all (a mean).

  friend bool operator==(const FeatureRules&, const FeatureRules&) = default;
};

}  // namespace bearing
