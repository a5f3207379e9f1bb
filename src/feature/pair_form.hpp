// How a text is written and whom it speaks of: the form features of pair_features.hpp. Internal to
// src/feature.
#pragma once

#include <span>

#include "feature/pair_field.hpp"

namespace bearing {

/// Writes the kFormFeatures features.
void write_form(const PairField& text, std::span<float> out);

}  // namespace bearing
