// From tokens to terms: the distinct words and word pairs of a document, and the features of each.
//
// A document's vector is a sum over its distinct terms, sublinear(count) * phi(term), and phi depends on the
// term alone. So inference can keep the score of a term in a cache, and an explanation by words is exact.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "feature/rules.hpp"
#include "feature/vocabulary.hpp"
#include "text/analyze.hpp"

namespace bearing {

/// A distinct word or pair of neighbouring words. The forms live in the AnalyzedText of the first occurrence.
struct Term {
  std::uint64_t key;         ///< Hash of the folded form(s).
  std::uint64_t shadow_key;  ///< Hash of the shadow form(s).
  std::string_view folded;   ///< Words only; empty for pairs.
  double count;              ///< Occurrences, those of the title weighted by FeatureRules::title.
  bool pair;
  bool accented;  ///< Whether the folded form(s) differ from the shadow form(s).
};

/// One appearance of a term.
struct Occurrence {
  std::uint32_t term;      ///< Index into DocumentTerms::terms.
  std::uint32_t sentence;  ///< Index into DocumentTerms::sentences.
  std::uint32_t token;     ///< Index of the (first) token in its field.
  std::uint32_t tokens;    ///< 1, or 2 for pairs.
  bool in_title;
};

/// A sentence that takes part in labelling and its occurrences [begin, end).
struct TermSentence {
  std::uint32_t begin, end;
  std::uint32_t index;  ///< Index of the sentence in its field.
  bool in_title;
};

/// The terms of one document. Valid as long as the AnalyzedTexts that it was made from; reused to keep
/// capacity.
struct DocumentTerms {
  std::vector<Term> terms;
  std::vector<Occurrence> occurrences;  ///< In order: title first, then text.
  std::vector<TermSentence> sentences;
  std::size_t words = 0;  ///< Word tokens that take part.
};

/// Collects terms. Holds scratch memory: one per thread.
class TermExtractor {
 public:
  /// Fills `out` from body and title blocks; furniture is left out. A headline repeated in the text counts
  /// once: as the title.
  void extract(const AnalyzedText& title, const AnalyzedText& text, const FeatureRules& rules,
               DocumentTerms& out);

  /// The same without the pairs that `known` rules out: most pairs of a text, and nothing to a model with
  /// that vocabulary.
  void extract_known(const AnalyzedText& title, const AnalyzedText& text, const FeatureRules& rules,
                     const VocabularyFilter& known, DocumentTerms& out);

 private:
  void start(DocumentTerms& out);
  template <class Known>
  void add_field(const AnalyzedText& field, bool in_title, double weight, const Known& known,
                 DocumentTerms& out);
  void read_sentence(const AnalyzedText& field, const Sentence& sentence);
  std::uint32_t intern(const Term& term, DocumentTerms& out);
  void grow();

  struct Slot {
    std::uint64_t key = 0;
    std::uint32_t epoch = 0, term = 0;
  };
  std::vector<Slot> slots_;
  std::uint32_t epoch_ = 0;
  std::vector<Term> words_, pairs_;  // Of a sentence.
};

/// A feature of a term: its hash and the weight of its family.
struct Feature {
  std::uint64_t hash;
  float weight;
};

/// Appends the word or pair features of a term. The hashes are stable: the same on every machine, for ever.
void append_features(const Term& term, const FeatureRules& rules, std::vector<Feature>& out);

/// Appends the character n-grams of a word; nothing for pairs.
void append_char_features(const Term& term, const FeatureRules& rules, std::vector<Feature>& out);

/// The key that a word has as Term::key; `folded` as from append_folded. For building lexicons.
std::uint64_t word_key(std::string_view folded, TokenKind kind);

/// What a sentence's score adds to the pool of its document: log(1 + exp(score)).
double pooled(double score);

/// Keeps the pool of a document without likely sentences finite.
inline constexpr double kPoolFloor = 1e-6;

/// The pool of `sentences` sentences whose pooled scores add up to `sum`: log(sum + kPoolFloor) - pool_length
/// * log(sentences).
double pool_score(double sum, std::size_t sentences, const FeatureRules& rules);

/// How much `count` occurrences of a term weigh: 1 + ln(count) (Manning et al. 2008, 6.4.1); `count` must be
/// at least 1.
double sublinear(double count);

}  // namespace bearing
