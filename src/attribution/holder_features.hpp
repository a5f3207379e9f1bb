// What tells the holder of a stance among the candidates of a document: names and default weights of
// features.
#pragma once

#include <cstddef>
#include <span>
#include <string>

namespace bearing {

/// The version of the rules below src/attribution: weights fit features of the same version only.
inline constexpr int kHolderRulesVersion = 1;

/// Features are 0 or 1. Their ids are below this.
inline constexpr std::size_t kHolderFeatures = 174;

/// What a feature means in words, for explanations and model cards. Empty when there is no such feature.
std::string holder_feature_name(std::size_t feature);

/// Weights [kHolderFeatures] fitted on annotated news in English and Vietnamese; a candidate's score is the
/// sum of those of its features, and the softmax of the scores its probability.
std::span<const float> default_holder_weights();

}  // namespace bearing
