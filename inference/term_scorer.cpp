#include "inference/term_scorer.hpp"

#include <Eigen/Core>
#include <algorithm>
#include <bit>

#include "model/bfloat16.hpp"

namespace bearing {
namespace {

// At most half of them are taken.
constexpr std::size_t kSlots = std::size_t{1} << 17;

using Halves = Eigen::Map<const Eigen::Array<Eigen::bfloat16, Eigen::Dynamic, 1>>;
using Floats = Eigen::Map<Eigen::ArrayXf>;

void add_scaled(std::span<const std::uint16_t> weights, std::size_t row, std::size_t columns, float scale,
                float* out) {
  const auto* first = reinterpret_cast<const Eigen::bfloat16*>(weights.data() + row * columns);
  const auto size = static_cast<Eigen::Index>(columns);
  Floats(out, size) += scale * Halves(first, size).cast<float>();
}

}  // namespace

TermScorer::TermScorer(const TopicModel& model)
    : model_(model),
      topics_(model.layout.topics),
      outputs_(model.layout.outputs()),
      stance_(model.stance.empty() ? 0 : model.stance.columns()),
      stride_(topics_ + outputs_ + stance_ + 3),
      slots_(kSlots) {}

void TermScorer::score(const std::vector<Term>& terms) {
  make_room(terms.size());
  places_.clear();
  lexicon_starts_.clear();
  for (const Term& term : terms) {
    places_.push_back(place(term));
    lexicon_starts_.push_back(starts_[places_.back()]);
  }
}

// Empties the cache where the terms of one more document might not fit in.
void TermScorer::make_room(std::size_t terms) {
  if (used_ + terms <= slots_.size() / 2) return;
  slots_.assign(std::max(kSlots, std::bit_ceil(2 * terms)), Slot{});
  used_ = 0;
  own_targets_.clear();
  own_weights_.clear();
}

std::uint32_t TermScorer::place(const Term& term) {
  std::size_t i = term.key & (slots_.size() - 1);
  for (; slots_[i].row != 0; i = (i + 1) & (slots_.size() - 1)) {
    if (slots_[i].key == term.key) return slots_[i].row - 1;
  }
  const std::uint32_t place = used_++;
  slots_[i] = {term.key, used_};
  if (starts_.size() < used_) {
    rows_.resize(used_ * stride_);
    own_ranges_.resize(used_);
    starts_.resize(used_);
  }
  compute(term, place);
  return place;
}

void TermScorer::compute(const Term& term, std::uint32_t place) {
  float* row = rows_.data() + place * stride_;
  std::fill_n(row, stride_, 0.0F);
  const auto own = static_cast<std::uint32_t>(own_targets_.size());
  own_ranges_[place] = {own, own};
  features_.clear();
  append_features(term, model_.rules, features_);
  for (const Feature& feature : features_) {
    const std::uint32_t found = model_.terms.find(feature.hash);
    if (found == VocabularyView::kUnknown) continue;
    add_feature(found, feature.weight, false, row);
    row[known()] = 1.0F;
    if (stance_ > 0) add_own(found, feature.weight, own_ranges_[place]);
  }
  features_.clear();
  append_char_features(term, model_.rules, features_);
  for (const Feature& feature : features_) model_.chars.prefetch(feature.hash);
  for (const Feature& feature : features_) {
    const std::uint32_t found = model_.chars.find(feature.hash);
    if (found != VocabularyView::kUnknown) add_feature(found, feature.weight, true, row);
  }
  starts_[place] = lexicon_start(model_.lexicon, term);
}

// Weights in the file have the idf in them already; the family weight and the norms come here.
void TermScorer::add_feature(std::uint32_t row_number, float family, bool chars, float* row) const {
  const float idf = from_bfloat16((chars ? model_.chars_idf : model_.terms_idf)[row_number]);
  const float squared = family * idf * family * idf;
  add_scaled(chars ? model_.chars_document : model_.terms_document, row_number, topics_, family, row);
  row[document_norm()] += squared;
  if (chars || !model_.has_sentences()) return;
  add_scaled(model_.terms_sentence, row_number, outputs_, family, row + sentence());
  if (stance_ > 0) add_scaled(model_.stance.shared, row_number, stance_, family, row + stance());
  row[sentence_norm()] += squared;
}

// Features of a term may have weights for the same targets: these are added up.
void TermScorer::add_own(std::uint32_t row_number, float family, Range& range) {
  const OwnTermsView& own = model_.stance.own;
  for (std::uint32_t i = own.first[row_number]; i < own.first[row_number + 1]; ++i) {
    std::uint32_t at = range.begin;
    while (at < range.end && own_targets_[at] != own.targets[i]) ++at;
    if (at == range.end) {
      own_targets_.push_back(own.targets[i]);
      own_weights_.resize(own_weights_.size() + stance_, 0.0F);
      ++range.end;
    }
    add_scaled(model_.stance.own_weights, i, stance_, family, own_weights_.data() + at * stance_);
  }
}

}  // namespace bearing
