#include "feature/extractor.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/hash.hpp"

namespace bearing {
namespace {

// One seed for each family keeps "nam" the word apart from "nam" the shadow and "nam" the n-gram.
constexpr std::uint64_t kWordSeed = 1, kShadowSeed = 2, kCharsSeed = 3, kPairSeed = 4, kShadowPairSeed = 5;

// Numbers say little by their value but something by their length: years, counts, codes. "19" stays for
// COVID-19.
std::string_view number_form(std::string_view digits) {
  constexpr std::array<std::string_view, 7> kForms = {"#", "#1", "#2", "#3", "#4", "#5", "#6"};
  for (const char c : digits) {
    if (c < '0' || c > '9') return digits;
  }
  if (digits == "19") return digits;
  return digits.size() < kForms.size() ? kForms[digits.size()] : kForms[0];
}

// "ASEAN's" is about ASEAN.
std::string_view without_possessive(std::string_view word) {
  return word.size() > 2 && word.ends_with("'s") ? word.substr(0, word.size() - 2) : word;
}

std::string_view lookup_form(std::string_view form, TokenKind kind) {
  return kind == TokenKind::kNumber ? number_form(form) : without_possessive(form);
}

bool takes_part(BlockKind kind) { return kind == BlockKind::kBody; }

// Character boundaries of "<word>": the boundary marks count as characters.
void append_char_ngrams(std::string_view word, const FeatureRules& rules, std::vector<Feature>& out) {
  thread_local std::string marked;
  thread_local std::vector<std::uint32_t> starts;
  marked.assign(1, '<').append(word).push_back('>');
  starts.clear();
  for (std::uint32_t i = 0; i < marked.size(); ++i) {
    if ((static_cast<unsigned char>(marked[i]) & 0xC0) != 0x80) starts.push_back(i);
  }
  const std::size_t characters = starts.size();
  starts.push_back(static_cast<std::uint32_t>(marked.size()));
  for (std::size_t size = rules.chars_min; size <= rules.chars_max && size <= characters; ++size) {
    for (std::size_t i = 0; i + size <= characters; ++i) {
      const std::string_view gram(marked.data() + starts[i], starts[i + size] - starts[i]);
      out.push_back({hash64(gram, kCharsSeed), static_cast<float>(rules.chars)});
    }
  }
}

struct AllPairs {
  bool operator()(const Term&) const { return true; }
};

// The pairs that append_features() may have a known feature for.
class KnownPairs {
 public:
  KnownPairs(const FeatureRules& rules, const VocabularyFilter& known)
      : known_(known), accented_(rules.pair > 0), plain_(rules.shadow_pair > 0) {}
  bool operator()(const Term& pair) const {
    const bool by_shadow = plain_ || (accented_ && !pair.accented);
    return (by_shadow && known_.may_know(pair.shadow_key)) ||
           (pair.accented && accented_ && known_.may_know(pair.key));
  }

 private:
  const VocabularyFilter& known_;
  bool accented_, plain_;
};

}  // namespace

std::uint64_t word_key(std::string_view folded, TokenKind kind) {
  return hash64(lookup_form(folded, kind), kWordSeed);
}

double pooled(double score) {
  constexpr double kLinear = 30;  // From here on exp(score) is all that counts.
  return score > kLinear ? score : std::log1p(std::exp(score));
}

double pool_score(double sum, std::size_t sentences, const FeatureRules& rules) {
  return std::log(sum + kPoolFloor) -
         rules.pool_length * std::log(static_cast<double>(std::max<std::size_t>(sentences, 1)));
}

double sublinear(double count) { return 1.0 + std::log(count); }

void append_features(const Term& term, const FeatureRules& rules, std::vector<Feature>& out) {
  const double accented = term.pair ? rules.pair : rules.word;
  const double plain = term.pair ? rules.shadow_pair : rules.shadow;
  if (term.accented) {
    if (accented > 0) out.push_back({term.key, static_cast<float>(accented)});
    if (plain > 0) out.push_back({term.shadow_key, static_cast<float>(plain)});
  } else {
    // One feature that weighs as much as two equal ones: half the look-ups for unaccented text.
    const double both = std::hypot(accented, plain);
    if (both > 0) out.push_back({term.shadow_key, static_cast<float>(both)});
  }
}

void append_char_features(const Term& term, const FeatureRules& rules, std::vector<Feature>& out) {
  if (!term.pair && rules.chars > 0) append_char_ngrams(term.folded, rules, out);
}

void TermExtractor::extract(const AnalyzedText& title, const AnalyzedText& text, const FeatureRules& rules,
                            DocumentTerms& out) {
  start(out);
  add_field(title, true, rules.title, AllPairs(), out);
  add_field(text, false, 1.0, AllPairs(), out);
}

void TermExtractor::extract_known(const AnalyzedText& title, const AnalyzedText& text,
                                  const FeatureRules& rules, const VocabularyFilter& known,
                                  DocumentTerms& out) {
  start(out);
  const KnownPairs pairs(rules, known);
  add_field(title, true, rules.title, pairs, out);
  add_field(text, false, 1.0, pairs, out);
}

void TermExtractor::start(DocumentTerms& out) {
  out.terms.clear();
  out.occurrences.clear();
  out.sentences.clear();
  out.words = 0;
  if (++epoch_ == 0) {  // The counter wrapped: old marks could pass for new ones.
    slots_.assign(slots_.size(), {});
    epoch_ = 1;
  }
  if (slots_.empty()) slots_.resize(1024);
}

template <class Known>
void TermExtractor::add_field(const AnalyzedText& field, bool in_title, double weight, const Known& known,
                              DocumentTerms& out) {
  for (std::uint32_t s = 0; s < field.sentences.size(); ++s) {
    const Sentence& sentence = field.sentences[s];
    if (!takes_part(sentence.kind) || sentence.first_token == sentence.last_token) continue;
    const auto number = static_cast<std::uint32_t>(out.sentences.size());
    const auto begin = static_cast<std::uint32_t>(out.occurrences.size());
    read_sentence(field, sentence);
    for (std::uint32_t t = sentence.first_token; t < sentence.last_token; ++t) {
      const std::size_t i = t - sentence.first_token;
      const std::uint32_t word = intern(words_[i], out);
      out.terms[word].count += weight;
      out.occurrences.push_back({word, number, t, 1, in_title});
      if (i == 0 || !known(pairs_[i - 1])) continue;
      const std::uint32_t pair = intern(pairs_[i - 1], out);
      out.terms[pair].count += weight;
      out.occurrences.push_back({pair, number, t - 1, 2, in_title});
    }
    out.words += words_.size();
    out.sentences.push_back({begin, static_cast<std::uint32_t>(out.occurrences.size()), s, in_title});
  }
}

// The words of a sentence and the pairs that they make.
void TermExtractor::read_sentence(const AnalyzedText& field, const Sentence& sentence) {
  words_.clear();
  pairs_.clear();
  for (std::uint32_t t = sentence.first_token; t < sentence.last_token; ++t) {
    const Token& token = field.tokens[t];
    const std::string_view folded = lookup_form(field.folded(token), token.kind);
    const std::string_view shadow = lookup_form(field.shadow(token), token.kind);
    words_.push_back(
        {hash64(folded, kWordSeed), hash64(shadow, kShadowSeed), folded, 0.0, false, folded != shadow});
    if (t == sentence.first_token) continue;
    const Term &first = words_[words_.size() - 2], &second = words_.back();
    pairs_.push_back({mix(mix(kPairSeed, first.key), second.key),
                      mix(mix(kShadowPairSeed, first.shadow_key), second.shadow_key),
                      {},
                      0.0,
                      true,
                      first.accented || second.accented});
  }
}

std::uint32_t TermExtractor::intern(const Term& term, DocumentTerms& out) {
  if ((out.terms.size() + 1) * 2 > slots_.size()) {
    grow();
  }
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t i = term.key & mask;; i = (i + 1) & mask) {
    Slot& slot = slots_[i];
    if (slot.epoch != epoch_) {
      slot = {term.key, epoch_, static_cast<std::uint32_t>(out.terms.size())};
      out.terms.push_back(term);
      return slot.term;
    }
    if (slot.key == term.key) return slot.term;
  }
}

void TermExtractor::grow() {
  std::vector<Slot> old(slots_.size() * 2);
  old.swap(slots_);
  const std::size_t mask = slots_.size() - 1;
  for (const Slot& slot : old) {
    if (slot.epoch != epoch_) continue;
    std::size_t i = slot.key & mask;
    while (slots_[i].epoch == epoch_) i = (i + 1) & mask;
    slots_[i] = slot;
  }
}

}  // namespace bearing
