#include "inference/flat_scorer.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <span>
#include <utility>

#define BEARING_INLINE inline __attribute__((always_inline))

namespace bearing {
namespace {

bool has_fast_instructions() {
#if defined(__x86_64__)
  return __builtin_cpu_supports("avx2") != 0 && __builtin_cpu_supports("bmi2") != 0 &&
         __builtin_cpu_supports("bmi") != 0;
#else
  return false;
#endif
}

// Keeps the norm of an empty vector from dividing by zero; part of the model's definition.
constexpr double kSmallest = 1e-9;

// Words that are remembered; beyond that everything is forgotten, which changes nothing but speed.
constexpr std::uint32_t kMostWords = std::uint32_t{1} << 16;

// Words whose memory is asked for before any of it is read: several sentences together, so that waits
// overlap. A longer sentence is read alone.
constexpr std::uint32_t kMostRead = 256;

// The first word of the text, as such, and the last.
constexpr std::size_t kMostBoundaries = 2;

}  // namespace

FlatScorer::FlatScorer(const TopicModel& model, std::shared_ptr<const ModelTables> tables)
    : model_(model),
      tables_(std::move(tables)),
      fast_(has_fast_instructions()),
      known_(model.rules, tables_->known_terms),
      scorer_(model, *tables_),
      weights_{},
      slots_(1024),
      scores_(whole_lanes(model.layout.topics)),
      confidences_(model.layout.topics) {
  const FamilyWeights pair = family_weights(TermFamily::kPair, model.rules),
                      boundary = family_weights(TermFamily::kBoundary, model.rules);
  weights_ = {{{0, 0},
               {pair.accented, pair.both},
               {pair.accented, pair.plain},
               {boundary.accented, boundary.both},
               {boundary.accented, boundary.plain}}};
}

void FlatScorer::score(const SegmentedText& title, const SegmentedText& text) {
  start_document();
  add_field(title, true);
  add_field(text, false);
  sum();
}

void FlatScorer::start_document() {
  if (table_.size() > kMostWords) table_.clear();
  // Numbers of the document before are now below the base. When there are no more, old ones could pass for
  // new.
  base_ += static_cast<std::uint32_t>(term_count_);
  if (base_ > std::numeric_limits<std::uint32_t>::max() / 2) {
    std::fill(slots_.begin(), slots_.end(), 0U);
    base_ = 1;
  }
  term_count_ = 0;
  words_ = 0;
}

void FlatScorer::add_field(const SegmentedText& field, bool in_title) {
  const std::vector<Sentence>& sentences = field.sentences;
  const bool boundaries = !in_title && model_.rules.boundary > 0;
  bool begun = false;
  TermKeys last{};
  for (std::size_t s = 0; s < sentences.size();) {
    const std::uint32_t first = sentences[s].first_token;
    std::size_t end = s + 1;
    while (end < sentences.size() && sentences[end].last_token - first <= kMostRead) ++end;
    read_words(field, first, sentences[end - 1].last_token);
    unit_count_ = 0;
    for (; s < end; ++s) {
      const Sentence& sentence = sentences[s];
      const std::span<const ReadWord> words(read_.data() + (sentence.first_token - first),
                                            sentence.last_token - sentence.first_token);
      if (words.empty() || !(model_.rules.furniture || sentence.kind == BlockKind::kBody)) continue;
      add_sentence(words, boundaries && !begun);
      begun = true;
      last = words.back().keys();
      words_ += words.size();
    }
    if (boundaries && begun && end == sentences.size()) {
      set_boundary(end_keys(last), units_[unit_count_]);
      if (units_[unit_count_].rows.any()) ++unit_count_;
    }
    count_units(in_title ? model_.rules.title : 1.0);
  }
}

// The words [begin, end) of a field into read_. Asks for the memory that their pairs need, and the rows of
// words that are new.
BEARING_INLINE void FlatScorer::read_words_here(const SegmentedText& field, std::uint32_t begin,
                                                std::uint32_t end) {
  const std::uint32_t count = end - begin;
  if (read_.size() < count) read_.resize(count);
  if (units_.size() < 2 * count + kMostBoundaries + 1) units_.resize(2 * count + kMostBoundaries + 1);
  ReadWord* const read = read_.data();
  const KnownTerms known = known_;
  PairBegin pair;
  table_.find(
      field.text, std::span(field.words).subspan(begin, count),
      [&](std::size_t i, const WordTable::Word& word) {
        ReadWord& out = read[i];
        const TermKeys keys = pair.with(word.keys);
        known.prepare(keys);
        out.key = word.keys.key;
        out.shadow_key = word.keys.shadow_key;
        out.pair_key = keys.key;
        out.pair_shadow_key = keys.shadow_key;
        out.number = word.number;
        out.accented = word.keys.accented ? 1 : 0;
        out.pair_accented = keys.accented ? 1 : 0;
        pair = word.begin;
      },
      [&](std::uint32_t number, const Term& term) {
        const std::size_t stride = scorer_.stride(), rows = std::size_t{number} + 1;
        if (rows_.size() < rows * stride) rows_.resize(std::bit_ceil(rows) * stride);
        scorer_.fill_row(term, rows_.data() + number * stride);
      });
}

// In the order in which DocumentTerms has them. Which pairs count can't be foreseen: no branch depends on it.
BEARING_INLINE void FlatScorer::add_sentence_here(std::span<const ReadWord> words, bool first) {
  Unit* unit = units_.data() + unit_count_;
  const KnownTerms known = known_;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const ReadWord& word = words[i];
    unit->key = word.key;
    unit->number = word.number;
    unit->kind = UnitKind::kWord;
    ++unit;
    if (i == 0) {
      if (!first) continue;
      set_boundary(begin_keys(word.keys()), *unit);
      if (unit->rows.any()) ++unit;
      continue;
    }
    const std::uint64_t key = word.pair_key, shadow_key = word.pair_shadow_key;
    const std::uint32_t accented = word.pair_accented;
    const TermRows rows = known.rows(TermFamily::kPair, key, shadow_key, accented != 0);
    unit->key = key;
    unit->shadow_key = shadow_key;
    unit->rows.accented = rows.accented;
    unit->rows.plain = rows.plain;
    unit->kind = static_cast<UnitKind>(static_cast<std::uint32_t>(UnitKind::kPair) + accented);
    unit += rows.any() ? 1 : 0;
  }
  unit_count_ = static_cast<std::size_t>(unit - units_.data());
}

#if defined(__x86_64__)
// Vectors that are filled with one byte, and shifts by any register, by one instruction each. Nothing here
// rounds.
__attribute__((target("avx2,bmi,bmi2"))) void FlatScorer::read_words_fast(const SegmentedText& field,
                                                                          std::uint32_t begin,
                                                                          std::uint32_t end) {
  read_words_here(field, begin, end);
}
__attribute__((target("avx2,bmi,bmi2"))) void FlatScorer::add_sentence_fast(std::span<const ReadWord> words,
                                                                            bool first) {
  add_sentence_here(words, first);
}
#endif

void FlatScorer::read_words(const SegmentedText& field, std::uint32_t begin, std::uint32_t end) {
#if defined(__x86_64__)
  if (fast_) return read_words_fast(field, begin, end);
#endif
  read_words_here(field, begin, end);
}

void FlatScorer::add_sentence(std::span<const ReadWord> words, bool first) {
#if defined(__x86_64__)
  if (fast_) return add_sentence_fast(words, first);
#endif
  add_sentence_here(words, first);
}

void FlatScorer::set_boundary(const TermKeys& keys, Unit& unit) const {
  unit.key = keys.key;
  unit.shadow_key = keys.shadow_key;
  unit.rows = known_.rows(TermFamily::kBoundary, keys.key, keys.shadow_key, keys.accented);
  unit.kind = keys.accented ? UnitKind::kAccentedBoundary : UnitKind::kBoundary;
}

// Counts the units, each of which is a term that is new or known to the document.
void FlatScorer::count_units(double weight) {
  make_room(term_count_ + unit_count_);
  std::size_t terms = term_count_;
  std::uint32_t* const slots = slots_.data();
  std::uint64_t* const keys = keys_.data();
  FlatTerm* const all = terms_.data();
  const std::uint32_t base = base_;
  const std::size_t mask = slots_.size() - 1;
  for (const Unit *unit = units_.data(), *end = unit + unit_count_; unit != end; ++unit) {
    const std::uint64_t key = unit->key;
    for (std::size_t i = key & mask;; i = (i + 1) & mask) {
      if (slots[i] < base) {
        slots[i] = base + static_cast<std::uint32_t>(terms);
        keys[terms] = key;
        set_term(*unit, weight, all[terms++]);
        break;
      }
      const std::uint32_t term = slots[i] - base;
      if (keys[term] != key) continue;
      all[term].count += weight;
      break;
    }
  }
  term_count_ = terms;
}

inline void FlatScorer::set_term(const Unit& unit, double weight, FlatTerm& term) const {
  term.count = weight;
  if (unit.kind == UnitKind::kWord) {
    __builtin_prefetch(rows_.data() + unit.number * scorer_.stride());
    term.accented = term.plain = nullptr;
    term.number = unit.number;
    return;
  }
  const Weights& weights = weights_[static_cast<std::size_t>(unit.kind)];
  const FeatureRows& features = tables_->features;
  term.accented = &features.find(unit.key, unit.rows.accented);
  term.plain = &features.find(unit.shadow_key, unit.rows.plain);
  term.accented_weight = weights.accented;
  term.plain_weight = weights.plain;
}

// At most half of the slots are taken.
void FlatScorer::make_room(std::size_t terms) {
  if (terms_.size() < terms) terms_.resize(terms), keys_.resize(terms);
  if (2 * terms <= slots_.size()) return;
  slots_.assign(std::bit_ceil(2 * terms), 0);
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t term = 0; term < term_count_; ++term) {
    std::size_t i = keys_[term] & mask;
    while (slots_[i] >= base_) i = (i + 1) & mask;
    slots_[i] = base_ + static_cast<std::uint32_t>(term);
  }
}

void FlatScorer::sum() {
  std::fill(scores_.begin(), scores_.end(), 0.0F);
  TermScorer::DocumentSums sums{scores_, kSmallest, 0, 0};
  add_up(std::span(terms_).first(term_count_),
         {rows_.data(), scorer_.stride(), scorer_.document_norm(), scorer_.coverage()}, sums);
  coverage_ = sums.words > 0 ? sums.known_words / sums.words : 0;
  const auto norm = static_cast<float>(std::sqrt(sums.squared_norm));
  for (std::size_t t = 0; t < confidences_.size(); ++t)
    confidences_[t] = static_cast<double>(scores_[t] / norm + model_.document_bias[t]);
  model_.map->confidences(confidences_, confidences_);
}

}  // namespace bearing
