// Results as labels again, for the writers that labels have.
#pragma once

#include "archive/result_line.hpp"
#include "bearing/labels.hpp"

namespace bearing {

/// What a result assigns: topics, and targets with their stances (targets in the order in which they first
/// come). Thresholds and places are not known any more.
Labels labels_of(const ResultLine& result);

}  // namespace bearing
