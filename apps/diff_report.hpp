// What `bearing diff` prints.
#pragma once

#include <string>

#include "archive/result_diff.hpp"

namespace bearing {

/// What the two runs are called.
struct DiffSides {
  std::string a, b;              ///< Paths.
  std::string model_a, model_b;  ///< "name@hash"; empty when not known.
};

/// For people.
std::string diff_as_text(const DiffSides& sides, const ResultDiff& diff);

/// One JSON object, with line feed.
std::string diff_as_json(const DiffSides& sides, const ResultDiff& diff);

}  // namespace bearing
