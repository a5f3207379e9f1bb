// The state of an unfinished training on disk: a folder with one file for each fit.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "bearing/result.hpp"
#include "training/feature_matrix.hpp"

namespace bearing {

/// Names the files and takes away those it named. Immutable after open(); thread-safe.
class TrainingCheckpoint {
 public:
  explicit TrainingCheckpoint(std::string folder) : folder_(std::move(folder)) {}

  /// Makes the folder, or takes up one that was made for the same `fingerprint`. Errors: kUsage when it
  /// belongs to another training, kIo.
  Status open(const std::string& fingerprint) const;

  /// Where a fit keeps its state.
  std::string file_of(const std::string& view, std::uint32_t fold) const;

  /// Removes the files of a checkpoint, and the folder if nothing else is in it.
  void remove() const;

 private:
  void remove_files() const;

  std::string folder_;
};

/// A hash of all that the fits learn from: features, labels, weights and folds.
std::string fingerprint(const FeatureMatrices& features, const std::vector<std::uint32_t>& folds);

}  // namespace bearing
