// What tells the holder of a stance among the candidates of a document: names and default weights of
// features.
#pragma once

#include <cstddef>
#include <string>

namespace bearing {

/// The version of the rules below src/attribution: weights fit features of the same version only.
inline constexpr int kHolderRulesVersion = 2;

/// Features are 0 or 1. Their ids are below this.
inline constexpr std::size_t kHolderFeatures = 207;

/// What a feature means in words, for explanations and model cards. Empty when there is no such feature.
std::string holder_feature_name(std::size_t feature);

}  // namespace bearing
