#include "feature/extractor.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/hash.hpp"
#include "feature/known_terms.hpp"
#include "feature/term_keys.hpp"

namespace bearing {
namespace {

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

bool takes_part(BlockKind kind, const FeatureRules& rules) {
  return rules.furniture || kind == BlockKind::kBody;
}

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

// What the two features of a family weigh: of the accented form, and of the one without diacritics.
struct TwoWeights {
  double accented, plain;
};

TwoWeights weights_of(TermFamily family, const FeatureRules& rules) {
  switch (family) {
    case TermFamily::kPair:
      return {rules.pair, rules.shadow_pair};
    case TermFamily::kBoundary:
      return {rules.boundary, rules.boundary};
    default:
      return {rules.word, rules.shadow};
  }
}

constexpr std::size_t kMostBoundaries = 2;

struct AllTerms {
  static constexpr bool kRows = false;
  template <class Keys>
  void prepare(const Keys&) const {}
  template <class Keys>
  bool find(TermFamily, Keys&) const {
    return true;
  }
};

}  // namespace

KnownTerms::KnownTerms(const FeatureRules& rules, const VocabularyIndex& known)
    : known_(known.lookup()),
      pair_(looks(TermFamily::kPair, rules)),
      boundary_(looks(TermFamily::kBoundary, rules)) {}

KnownTerms::Looks KnownTerms::looks(TermFamily family, const FeatureRules& rules) {
  const auto [accented, plain] = weights_of(family, rules);
  const auto mask = [](bool looked_at) { return looked_at ? 0U : VocabularyView::kUnknown; };
  return {{{mask(false), mask(accented > 0 || plain > 0)}, {mask(accented > 0), mask(plain > 0)}}};
}

std::string_view lookup_form(std::string_view form, TokenKind kind) {
  return kind == TokenKind::kNumber ? number_form(form) : without_possessive(form);
}

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

FamilyWeights family_weights(TermFamily family, const FeatureRules& rules) {
  const auto [accented, plain] = weights_of(family, rules);
  return {static_cast<float>(accented), static_cast<float>(plain),
          static_cast<float>(std::hypot(accented, plain))};
}

TermRows find_rows(const Term& term, const FeatureRules& rules, const VocabularyIndex& index) {
  struct {
    std::uint64_t key, shadow_key;
    bool accented;
    TermRows rows;
  } keys{term.key, term.shadow_key, term.accented, {}};
  if (!term.is_word()) KnownTerms(rules, index).find(term.family, keys);
  return keys.rows;
}

void append_features(const Term& term, const FeatureRules& rules, std::vector<Feature>& out) {
  const auto [accented, plain] = weights_of(term.family, rules);
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
  if (term.is_word() && rules.chars > 0) append_char_ngrams(term.folded, rules, out);
}

void TermExtractor::extract(const AnalyzedText& title, const AnalyzedText& text, const FeatureRules& rules,
                            DocumentTerms& out) {
  start(out);
  add_field(title, true, rules, AllTerms(), out);
  add_field(text, false, rules, AllTerms(), out);
}

void TermExtractor::extract_known(const AnalyzedText& title, const AnalyzedText& text,
                                  const FeatureRules& rules, const VocabularyIndex& known,
                                  DocumentTerms& out) {
  start(out);
  out.index = &known;
  const KnownTerms terms(rules, known);
  add_field(title, true, rules, terms, out);
  add_field(text, false, rules, terms, out);
}

void TermExtractor::start(DocumentTerms& out) {
  out.terms.clear();
  out.occurrences.clear();
  out.sentences.clear();
  out.index = nullptr;
  out.rows.clear();
  out.words = 0;
  if (++epoch_ == 0) {  // The counter wrapped: old marks could pass for new ones.
    slots_.assign(slots_.size(), {});
    epoch_ = 1;
  }
  if (slots_.empty()) slots_.resize(1024);
}

template <class Known>
void TermExtractor::add_field(const AnalyzedText& field, bool in_title, const FeatureRules& rules,
                              const Known& known, DocumentTerms& out) {
  const double weight = in_title ? rules.title : 1.0;
  const bool boundaries = !in_title && rules.boundary > 0;
  const std::size_t first_sentence = out.sentences.size();
  std::uint32_t number = 0, end = 0;
  const auto add = [&](const Keys& keys, TermFamily family, std::string_view folded, std::uint32_t token,
                       std::uint32_t tokens) {
    const std::uint32_t term = count<Known>(keys, family, folded, weight, out);
    out.occurrences.push_back({term, number, token, tokens, in_title});
  };
  const auto add_boundary = [&](const TermKeys& boundary, std::uint32_t token) {
    Keys keys{boundary.key, boundary.shadow_key, boundary.accented, {}};
    if (known.find(TermFamily::kBoundary, keys)) add(keys, TermFamily::kBoundary, {}, token, 0);
  };
  for (std::uint32_t s = 0; s < field.sentences.size(); ++s) {
    const Sentence& sentence = field.sentences[s];
    if (!takes_part(sentence.kind, rules) || sentence.first_token == sentence.last_token) continue;
    number = static_cast<std::uint32_t>(out.sentences.size());
    const auto begin = static_cast<std::uint32_t>(out.occurrences.size());
    read_sentence(field, sentence, known);
    make_room(out.terms.size() + units_.size() + kMostBoundaries);
    for (const std::uint32_t unit : units_) {
      const std::uint32_t i = unit / 2, t = sentence.first_token + i;
      if (unit % 2 != 0) {
        add(pairs_[i], TermFamily::kPair, {}, t - 1, 2);
        continue;
      }
      const Token& token = field.tokens[t];
      add(words_[i], TermFamily::kWord, lookup_form(field.folded(token), token.kind), t, 1);
      if (i == 0 && boundaries && number == first_sentence)
        add_boundary(begin_keys(words_.front().term()), t);
    }
    end = sentence.last_token;
    out.words += sentence.last_token - sentence.first_token;
    out.sentences.push_back({begin, static_cast<std::uint32_t>(out.occurrences.size()), s, in_title});
  }
  if (!boundaries || out.sentences.size() == first_sentence) return;
  const std::uint32_t words = end - field.sentences[out.sentences.back().index].first_token;
  add_boundary(end_keys(words_[words - 1].term()), end - 1);
  out.sentences.back().end = static_cast<std::uint32_t>(out.occurrences.size());
}

// The keys of the words of a sentence and of the pairs that they make, and which of them count. Memory is
// asked for well before it is read, and nothing here depends on what is there.
template <class Known>
void TermExtractor::read_sentence(const AnalyzedText& field, const Sentence& sentence, const Known& known) {
  const std::size_t words = sentence.last_token - sentence.first_token;
  if (words_.size() < words) words_.resize(words), pairs_.resize(words);
  PairBegin begin;
  for (std::size_t i = 0; i < words; ++i) {
    const TermKeys word = read_word(field, field.tokens[sentence.first_token + i]);
    words_[i].set(word);
    prefetch_slot(word.key);
    pairs_[i].set(begin.with(word));
    known.prepare(pairs_[i]);
    begin = PairBegin(word);
  }
  units_.resize(2 * words);
  std::size_t count = 0;
  for (std::uint32_t i = 0; i < words; ++i) {
    units_[count++] = 2 * i;
    if (i == 0) continue;
    const bool found = known.find(TermFamily::kPair, pairs_[i]);
    prefetch_slot(pairs_[i].key);
    units_[count] = 2 * i + 1;
    count += found ? 1 : 0;
  }
  units_.resize(count);
}

inline TermKeys TermExtractor::read_word(const AnalyzedText& field, const Token& token) {
  // Most words are looked up as they are, and their hashes are there already.
  const char last = field.forms[token.shadow + token.shadow_size - 1];
  if (token.kind == TokenKind::kWord && last != 's')
    return {token.folded_hash, token.shadow_hash, token.folded != token.shadow};
  const std::string_view folded_form = lookup_form(field.folded(token), token.kind),
                         shadow_form = lookup_form(field.shadow(token), token.kind);
  return {hash64(folded_form, kWordSeed), hash64(shadow_form, kShadowSeed), folded_form != shadow_form};
}

// Counts an occurrence of a term, which is new or known to the document. Returns its number.
template <class Known>
inline std::uint32_t TermExtractor::count(const Keys& keys, TermFamily family, std::string_view folded,
                                          double weight, DocumentTerms& out) {
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t i = keys.key & mask;; i = (i + 1) & mask) {
    Slot& slot = slots_[i];
    if (slot.epoch != epoch_) {
      slot = {keys.key, epoch_, static_cast<std::uint32_t>(out.terms.size())};
      out.terms.push_back({keys.key, keys.shadow_key, folded, weight, family, keys.accented});
      if constexpr (Known::kRows) out.rows.push_back(keys.rows);
      return slot.term;
    }
    if (slot.key != keys.key) continue;
    out.terms[slot.term].count += weight;
    return slot.term;
  }
}

// Slots are asked for by the sentence: at most half of them are taken.
void TermExtractor::make_room(std::size_t terms) {
  while (2 * terms > slots_.size()) grow();
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
