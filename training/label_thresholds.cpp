#include "training/label_thresholds.hpp"

#include <algorithm>
#include <numeric>

#include "metric/calibration.hpp"

namespace bearing {
namespace {

// The best F1 that any single threshold reaches.
double best_f1(const LabelConfidences& all) {
  std::vector<std::size_t> order(all.confidence.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return all.confidence[a] > all.confidence[b]; });
  const auto positives = static_cast<double>(std::count(all.truth.begin(), all.truth.end(), 1));
  double hits = 0, best = 0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    hits += all.truth[order[i]];
    best = std::max(best, 2 * hits / (static_cast<double>(i + 1) + positives));
  }
  return best;
}

}  // namespace

std::vector<double> choose_label_thresholds(std::span<const LabelConfidences> labels, double precision_floor,
                                            double smoothing) {
  ThresholdOptions choice;
  choice.precision_floor = precision_floor;
  LabelConfidences all;
  for (const LabelConfidences& label : labels) {
    all.confidence.insert(all.confidence.end(), label.confidence.begin(), label.confidence.end());
    all.truth.insert(all.truth.end(), label.truth.begin(), label.truth.end());
  }
  const double general = best_f1(all) / 2;
  std::vector<double> out;
  for (const LabelConfidences& label : labels) {
    const double own = choose_threshold(label.confidence, label.truth, choice);
    const auto positives = static_cast<double>(std::count(label.truth.begin(), label.truth.end(), 1));
    const double share = positives / (positives + smoothing);
    out.push_back(precision_floor > 0 ? own : share * own + (1 - share) * general);
  }
  return out;
}

}  // namespace bearing
