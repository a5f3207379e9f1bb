#include "inference/term_scorer.hpp"

#include <Eigen/Core>
#include <algorithm>

#include "model/bfloat16.hpp"

namespace bearing {
namespace {

constexpr std::size_t kSlots = std::size_t{1} << 16;
constexpr std::uint32_t kMostRows = kSlots / 2;

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

void TermScorer::score(const std::vector<Term>& terms, std::vector<float>& rows) {
  rows.resize(terms.size() * stride_);
  for (std::size_t i = 0; i < terms.size(); ++i) {
    float* row = rows.data() + i * stride_;
    if (terms[i].pair) {
      compute(terms[i], row);
    } else {
      std::copy_n(cached(terms[i]), stride_, row);
    }
  }
}

const float* TermScorer::cached(const Term& word) {
  std::size_t i = word.key & (kSlots - 1);
  for (; slots_[i].row != 0; i = (i + 1) & (kSlots - 1)) {
    if (slots_[i].key == word.key) return rows_.data() + (slots_[i].row - 1) * stride_;
  }
  if (used_ == kMostRows) {
    std::fill(slots_.begin(), slots_.end(), Slot{});
    used_ = 0;
    i = word.key & (kSlots - 1);
  }
  slots_[i] = {word.key, ++used_};
  if (rows_.size() < used_ * stride_) rows_.resize(used_ * stride_);
  float* row = rows_.data() + (used_ - 1) * stride_;
  compute(word, row);
  return row;
}

void TermScorer::compute(const Term& term, float* row) {
  std::fill_n(row, stride_, 0.0F);
  features_.clear();
  append_features(term, model_.rules, features_);
  for (const Feature& feature : features_) {
    const std::uint32_t found = model_.terms.find(feature.hash);
    if (found == VocabularyView::kUnknown) continue;
    add_feature(found, feature.weight, false, row);
    row[known()] = 1.0F;
  }
  features_.clear();
  append_char_features(term, model_.rules, features_);
  for (const Feature& feature : features_) model_.chars.prefetch(feature.hash);
  for (const Feature& feature : features_) {
    const std::uint32_t found = model_.chars.find(feature.hash);
    if (found != VocabularyView::kUnknown) add_feature(found, feature.weight, true, row);
  }
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

}  // namespace bearing
