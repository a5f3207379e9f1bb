#include "training/familiarity.hpp"

#include <algorithm>

namespace bearing {
namespace {

// Chosen so that all training documents of the shipped corpus pass with room to spare, and other languages
// don't.
constexpr double kShare = 0.75, kQuantile = 0.01;
// Less than this can't be judged, whatever the corpus.
constexpr double kLeast = 0.1;

}  // namespace

double least_coverage(std::vector<double> coverage) {
  std::erase_if(coverage, [](double share) { return share < kLeast; });
  if (coverage.empty()) return kLeast;
  std::sort(coverage.begin(), coverage.end());
  return std::max(
      kLeast, kShare * coverage[static_cast<std::size_t>(kQuantile * static_cast<double>(coverage.size()))]);
}

}  // namespace bearing
