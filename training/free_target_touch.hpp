// Learns when an article bears on a free target, from articles whose free targets people have judged.
//
// How many words of a target an article shares, and how close together, is nearly all that a model without
// knowledge of the world can go by (area under the ROC curve 0.99 on articles and targets it has not seen).
// So this is a logistic regression on ten of the overlap features, with targets of other articles as
// negatives. Passages of a sentence or two don't take part: they are written to be hard, and what their
// overlap tells is nothing like what that of an article does.
#pragma once

#include <cstdint>
#include <vector>

#include "bearing/result.hpp"
#include "corpus/record.hpp"
#include "model/pair_model.hpp"

namespace bearing {

/// Texts of more sentences are articles, others are passages.
inline constexpr std::size_t kLongestPassage = 3;

/// Whether the record's text is an article.
bool is_article(const Record& record);

struct TouchOptions {
  std::size_t negatives = 12;  ///< Targets of other articles for each article.
  std::uint32_t folds = 5;     ///< Of the held-out figures; by target.
  double penalty = 3;          ///< Of the squared standardised weights.
  std::uint64_t seed = 1;
};

/// Fits the touch of `model`, whose rules must have the overlap features. A target of the record is touched
/// unless its stance is "unrelated". Errors: kInvalidData without a target that is touched or without one
/// that isn't.
Result<PairTouch> fit_touch(const std::vector<Record>& articles, const PairModel& model,
                            const TouchOptions& options);

}  // namespace bearing
