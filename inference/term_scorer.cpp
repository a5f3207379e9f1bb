#include "inference/term_scorer.hpp"

#include <algorithm>
#include <array>
#include <bit>

#include "feature/lexicon.hpp"

namespace bearing {
namespace {

// At most half of them are taken. The cache begins small, since a model of few words fits in the first.
constexpr std::size_t kFewestSlots = std::size_t{1} << 12, kSlots = std::size_t{1} << 17;

// Terms whose memory is asked for before any of it is read: enough that the waits overlap, few enough that
// all of it stays near.
constexpr std::uint32_t kBlock = 64;

constexpr std::uint32_t kNowhere = 0xFFFFFFFFU;

// Words that aren't numbers: these say little on whether a text is familiar.
bool counts_for_coverage(const Term& term) {
  return term.is_word() && term.folded.front() != '#' &&
         !(term.folded.front() >= '0' && term.folded.front() <= '9');
}

}  // namespace

TermScorer::TermScorer(const TopicModel& model, const ModelTables& tables)
    : model_(model),
      index_(tables.known_terms),
      table_(tables.features),
      families_{family_weights(TermFamily::kWord, model.rules),
                family_weights(TermFamily::kPair, model.rules),
                family_weights(TermFamily::kBoundary, model.rules)},
      topics_(model.layout.topics),
      outputs_(model.has_sentences() ? model.layout.outputs() : 0),
      stance_(model.stance.empty() ? 0 : model.stance.columns()),
      stride_(whole_lines(whole_lanes(topics_) + outputs_ + stance_ + 3, sizeof(float))),
      slots_(kFewestSlots) {}

void TermScorer::score(const DocumentTerms& document) {
  const std::vector<Term>& terms = document.terms;
  terms_ = &terms;
  if (!table_.empty()) find_rows_of(document);
  make_room(terms.size());
  places_.resize(terms.size());
  row_of_.resize(terms.size());
  const auto count = static_cast<std::uint32_t>(terms.size());
  for (std::uint32_t begin = 0; begin < count; begin += kBlock)
    score_block(terms, begin, std::min(begin + kBlock, count));
  if (model_.lexicon.index.size() == 0) return;
  lexicon_starts_.assign(terms.size(), VocabularyView::kUnknown);
  for (std::uint32_t t = 0; t < count; ++t) {
    if (places_[t] != kNowhere) lexicon_starts_[t] = starts_[places_[t]];
  }
}

void TermScorer::find_rows_of(const DocumentTerms& document) {
  if (document.index == &index_) {
    rows_in_table_ = document.rows.data();
    return;
  }
  own_rows_in_table_.clear();
  for (const Term& term : document.terms) own_rows_in_table_.push_back(find_rows(term, model_.rules, index_));
  rows_in_table_ = own_rows_in_table_.data();
}

inline TermScorer::Found TermScorer::find(std::uint32_t number) const {
  const Term& term = (*terms_)[number];
  const TermRows rows = rows_in_table_[number];
  const FamilyWeights& weights = families_[static_cast<std::size_t>(term.family)];
  return {&table_.find(term.key, rows.accented), &table_.find(term.shadow_key, rows.plain), weights.accented,
          term.accented ? weights.plain : weights.both};
}

float TermScorer::document_score(std::uint32_t number, std::size_t topic) const {
  if (row_of_[number] != nullptr) return row_of_[number][topic];
  const Found found = find(number);
  return found.accented_weight * from_bfloat16(found.accented->weights()[topic]) +
         found.plain_weight * from_bfloat16(found.plain->weights()[topic]);
}

void TermScorer::add_to(DocumentSums& sums) const {
  switch (sums.scores.size() / kLanes) {
    case 1:
      return add_terms<1>(sums);
    case 2:
      return add_terms<2>(sums);
    case 3:
      return add_terms<3>(sums);
    case 4:
      return add_terms<4>(sums);
    default:
      return add_terms<0>(sums);
  }
}

// The same sums in the same order as of the rows that compute() makes; features that the model doesn't know
// add zeros, since to leave them out would cost a branch that nobody can guess. `kLanesOfAll` columns stay in
// registers; 0: as many as there are, in memory.
template <std::size_t kLanesOfAll>
void TermScorer::add_terms(DocumentSums& out) const {
  constexpr std::size_t kColumns = kLanesOfAll * kLanes;
  std::array<float, std::max<std::size_t>(kColumns, 1)> near{};
  std::copy_n(out.scores.begin(), kColumns, near.begin());
  float* sums = kColumns == 0 ? out.scores.data() : near.data();
  const std::size_t columns = kColumns == 0 ? out.scores.size() : kColumns;
  DocumentSums total = out;
  for (std::uint32_t t = 0; t < terms_->size(); ++t) {
    const double count = (*terms_)[t].count, weight = frequency_weight(count);
    const auto scale = static_cast<float>(weight);
    if (const float* row = row_of_[t]) {
      add_scaled_lanes(row, scale, columns, sums);
      total.squared_norm += weight * weight * static_cast<double>(row[document_norm()]);
      const auto grade = static_cast<double>(row[coverage()]);
      total.words += count * std::min(grade, 1.0);
      total.known_words += count * std::max(grade - 1.0, 0.0);
      continue;
    }
    const Found found = find(t);
    const float a = found.accented_weight, b = found.plain_weight;
    add_scaled_lanes(found.accented->weights(), a, found.plain->weights(), b, scale, columns, sums);
    const float a_idf = from_bfloat16(found.accented->idf), b_idf = from_bfloat16(found.plain->idf);
    total.squared_norm +=
        weight * weight * static_cast<double>(a * a_idf * a * a_idf + b * b_idf * b * b_idf);
  }
  out = total;
  std::copy_n(near.begin(), kColumns, out.scores.begin());
}

// After this, nothing moves while the terms of a document come in. Empties the cache where they might not
// fit.
void TermScorer::make_room(std::size_t terms) {
  while (used_ + terms > slots_.size() / 2 && slots_.size() < kSlots) grow();
  if (used_ + terms > slots_.size() / 2) {
    slots_.assign(std::max(kSlots, std::bit_ceil(2 * terms)), Slot{});
    used_ = 0;
    own_targets_.clear();
    own_weights_.clear();
  }
  const std::size_t places = used_ + terms;
  if (starts_.size() >= places) return;
  rows_.resize(places * stride_);
  starts_.resize(places);
  if (stance_ > 0) own_ranges_.resize(places);
}

void TermScorer::grow() {
  std::vector<Slot> old(2 * slots_.size());
  old.swap(slots_);
  for (const Slot& taken : old) {
    if (taken.row != 0) slot(taken.key) = taken;
  }
}

// That of the key, or the free one where it belongs.
TermScorer::Slot& TermScorer::slot(std::uint64_t key) {
  std::size_t i = key & (slots_.size() - 1);
  while (slots_[i].row != 0 && slots_[i].key != key) i = (i + 1) & (slots_.size() - 1);
  return slots_[i];
}

// Memory is asked for step by step: where a term is to be found, then what is there.
void TermScorer::score_block(const std::vector<Term>& terms, std::uint32_t begin, std::uint32_t end) {
  cached_.clear();
  for (std::uint32_t t = begin; t < end; ++t) {
    if (is_looked_up(terms[t])) {
      places_[t] = kNowhere;
      row_of_[t] = nullptr;
    } else {
      __builtin_prefetch(&slots_[terms[t].key & (slots_.size() - 1)]);
      cached_.push_back(t);
    }
  }
  for (const std::uint32_t t : cached_) {
    places_[t] = slot(terms[t].key).row - 1;
    if (places_[t] == kNowhere) continue;
    for (std::size_t i = 0; i < stride_; i += kCacheLine / sizeof(float))
      __builtin_prefetch(rows_.data() + places_[t] * stride_ + i);
  }
  for (const std::uint32_t t : cached_) {
    if (places_[t] == kNowhere) places_[t] = add(terms[t]);
    row_of_[t] = rows_.data() + places_[t] * stride_;
  }
}

std::uint32_t TermScorer::add(const Term& term) {
  const std::uint32_t place = used_++;
  slot(term.key) = {term.key, used_};
  float* row = rows_.data() + place * stride_;
  std::fill_n(row, stride_, 0.0F);
  add_term_features(term, row);
  if (stance_ > 0) {
    const auto own = static_cast<std::uint32_t>(own_targets_.size());
    own_ranges_[place] = {own, own};
    for (const Known& feature : known_) add_own(feature, own_ranges_[place]);
  }
  add_char_features(term, row);
  starts_[place] = lexicon_start(model_.lexicon, term);
  return place;
}

void TermScorer::fill_row(const Term& term, float* row) {
  std::fill_n(row, stride_, 0.0F);
  add_term_features(term, row);
  add_char_features(term, row);
}

// Leaves in known_ what the model knows.
void TermScorer::add_term_features(const Term& term, float* row) {
  features_.clear();
  append_features(term, model_.rules, features_);
  find_known(false);
  if (counts_for_coverage(term)) row[coverage()] = known_.empty() ? 1.0F : 2.0F;
  for (const Known& feature : known_) add_feature(feature, false, row);
}

void TermScorer::add_char_features(const Term& term, float* row) {
  features_.clear();
  append_char_features(term, model_.rules, features_);
  find_known(true);
  for (const Known& feature : known_) add_feature(feature, true, row);
}

// Those of features_ that the model knows, in the same order.
void TermScorer::find_known(bool chars) {
  const VocabularyView& vocabulary = chars ? model_.chars : model_.terms;
  const auto idf = chars ? model_.chars_idf : model_.terms_idf;
  const auto weights = chars ? model_.chars_document : model_.terms_document;
  known_.clear();
  for (const Feature& feature : features_) vocabulary.prefetch(feature.hash);
  for (const Feature& feature : features_) {
    const std::uint32_t row = vocabulary.find(feature.hash);
    if (row == VocabularyView::kUnknown) continue;
    __builtin_prefetch(&idf[row]);
    __builtin_prefetch(weights.data() + row * topics_);
    known_.push_back({row, feature.weight});
  }
}

// Weights in the file have the idf in them already; the family weight and the norms come here.
void TermScorer::add_feature(const Known& feature, bool chars, float* row) const {
  const float family = feature.weight;
  const float idf = from_bfloat16((chars ? model_.chars_idf : model_.terms_idf)[feature.row]);
  const float squared = family * idf * family * idf;
  const auto document = chars ? model_.chars_document : model_.terms_document;
  add_scaled(document.data() + feature.row * topics_, family, topics_, row);
  row[document_norm()] += squared;
  if (chars || outputs_ == 0) return;
  add_scaled(model_.terms_sentence.data() + feature.row * outputs_, family, outputs_, row + sentence());
  if (stance_ > 0)
    add_scaled(model_.stance.shared.data() + feature.row * stance_, family, stance_, row + stance());
  row[sentence_norm()] += squared;
}

// Features of a term may have weights for the same targets: these are added up.
void TermScorer::add_own(const Known& feature, Range& range) {
  const OwnTermsView& own = model_.stance.own;
  for (std::uint32_t i = own.first[feature.row]; i < own.first[feature.row + 1]; ++i) {
    std::uint32_t at = range.begin;
    while (at < range.end && own_targets_[at] != own.targets[i]) ++at;
    if (at == range.end) {
      own_targets_.push_back(own.targets[i]);
      own_weights_.resize(own_weights_.size() + stance_, 0.0F);
      ++range.end;
    }
    add_scaled(model_.stance.own_weights.data() + i * stance_, feature.weight, stance_,
               own_weights_.data() + at * stance_);
  }
}

}  // namespace bearing
