// Scores by LibTorch of a finished model file: the slow, obvious reference that inference is held against.
#pragma once

#include <string>
#include <vector>

#include "bearing/document.hpp"
#include "bearing/result.hpp"

namespace bearing {

/// Uncalibrated-to-calibrated chain in LibTorch's double tensors: the score (log-odds) of every topic for
/// each document, [documents][outputs].
Result<std::vector<std::vector<double>>> torch_scores(const std::string& model_path,
                                                      const std::vector<Document>& documents);

}  // namespace bearing
