// From tokens to terms: the distinct words and word pairs of a document, and the features of each.
//
// A document's vector is a sum over its distinct terms, sublinear(count) * phi(term), and phi depends on the
// term alone. So inference can keep the score of a term in a cache, and an explanation by words is exact.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "feature/rules.hpp"
#include "feature/term_keys.hpp"
#include "feature/vocabulary.hpp"
#include "text/analyze.hpp"

namespace bearing {

enum class TermFamily : std::uint8_t {
  kWord,
  kPair,      ///< Two neighbouring words.
  kBoundary,  ///< The first or the last word of the text, as such.
};

/// A distinct word, pair of neighbouring words or boundary. The forms live in the AnalyzedText of the first
/// occurrence.
struct Term {
  std::uint64_t key;         ///< Hash of the folded form(s).
  std::uint64_t shadow_key;  ///< Hash of the shadow form(s).
  std::string_view folded;   ///< Words only; empty for the rest.
  double count;              ///< Occurrences, those of the title weighted by FeatureRules::title.
  TermFamily family;
  bool accented;  ///< Whether the folded form(s) differ from the shadow form(s).

  bool is_word() const { return family == TermFamily::kWord; }
};

/// One appearance of a term.
struct Occurrence {
  std::uint32_t term;      ///< Index into DocumentTerms::terms.
  std::uint32_t sentence;  ///< Index into DocumentTerms::sentences.
  std::uint32_t token;     ///< Index of the (first) token in its field.
  std::uint32_t tokens;    ///< 1, or 2 for pairs, or 0 for boundaries, whose word has an occurrence as such.
  bool in_title;
};

/// A sentence that takes part in labelling and its occurrences [begin, end): its words in order, each pair
/// right after its second word, boundaries after their word (and its pair).
struct TermSentence {
  std::uint32_t begin, end;
  std::uint32_t index;  ///< Index of the sentence in its field.
  bool in_title;
};

/// What VocabularyIndex::likely_row() says of a pair's or boundary's features, where they weigh anything;
/// kUnknown for words.
struct TermRows {
  std::uint32_t accented = VocabularyView::kUnknown;  ///< Of Term::key, if it is accented.
  std::uint32_t plain = VocabularyView::kUnknown;     ///< Of Term::shadow_key.

  bool any() const { return (accented & plain) != VocabularyView::kUnknown; }
};

/// The terms of one document. Valid as long as the AnalyzedTexts that it was made from; reused to keep
/// capacity.
struct DocumentTerms {
  std::vector<Term> terms;
  std::vector<Occurrence> occurrences;  ///< In order: title first, then text.
  std::vector<TermSentence> sentences;
  const VocabularyIndex* index = nullptr;  ///< Of the extract_known() that filled this; null: extract().
  std::vector<TermRows> rows;              ///< Of each term in the index; empty without it.
  std::size_t words = 0;                   ///< Word tokens that take part.
};

/// Collects terms. Holds scratch memory: one per thread.
class TermExtractor {
 public:
  /// Fills `out` from title and body; furniture is left out unless the rules want it. A headline repeated in
  /// the text counts once: as the title.
  void extract(const AnalyzedText& title, const AnalyzedText& text, const FeatureRules& rules,
               DocumentTerms& out);

  /// The same without the pairs and boundaries that `known` rules out: most pairs of a text, and nothing to a
  /// model with that vocabulary.
  void extract_known(const AnalyzedText& title, const AnalyzedText& text, const FeatureRules& rules,
                     const VocabularyIndex& known, DocumentTerms& out);

 private:
  /// A word or pair of the sentence at hand.
  struct Keys {
    std::uint64_t key = 0, shadow_key = 0;
    bool accented = false;
    TermRows rows;
    TermKeys term() const { return {key, shadow_key, accented}; }
    void set(const TermKeys& keys) {
      key = keys.key;
      shadow_key = keys.shadow_key;
      accented = keys.accented;
    }
  };
  struct Slot {
    std::uint64_t key = 0;
    std::uint32_t epoch = 0, term = 0;
  };
  void start(DocumentTerms& out);
  template <class Known>
  void add_field(const AnalyzedText& field, bool in_title, const FeatureRules& rules, const Known& known,
                 DocumentTerms& out);
  template <class Known>
  void read_sentence(const AnalyzedText& field, const Sentence& sentence, const Known& known);
  static TermKeys read_word(const AnalyzedText& field, const Token& token);
  void prefetch_slot(std::uint64_t key) const { __builtin_prefetch(&slots_[key & (slots_.size() - 1)], 1); }
  template <class Known>
  std::uint32_t count(const Keys& keys, TermFamily family, std::string_view folded, double weight,
                      DocumentTerms& out);
  void make_room(std::size_t terms);
  void grow();

  std::vector<Slot> slots_;
  std::uint32_t epoch_ = 0;
  std::vector<Keys> words_, pairs_;   // Of a sentence, and of others before it; pair i ends in word i.
  std::vector<std::uint32_t> units_;  // Of a sentence, in order: 2 * i for word i, 2 * i + 1 for pair i.
};

/// A feature of a term: its hash and the weight of its family.
struct Feature {
  std::uint64_t hash;
  float weight;
};

/// The rows of a pair or boundary, as extract_known() finds them.
TermRows find_rows(const Term& term, const FeatureRules& rules, const VocabularyIndex& index);

/// What the features of a family weigh: of an accented term that of the accented form and that of the one
/// without diacritics; of another, whose two would be one and the same, that of both at once.
struct FamilyWeights {
  float accented, plain, both;
};
FamilyWeights family_weights(TermFamily family, const FeatureRules& rules);

/// Appends the word, pair or boundary features of a term. The hashes are stable: the same on every machine,
/// for ever.
void append_features(const Term& term, const FeatureRules& rules, std::vector<Feature>& out);

/// Appends the character n-grams of a word; nothing for other terms.
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
