// Thresholds of several labels, each its own and all drawn together.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace bearing {

/// Held-out confidences of one label and whether it applies; of one length.
struct LabelConfidences {
  std::vector<double> confidence;
  std::vector<std::uint8_t> truth;
};

/// Each label's own threshold, drawn towards the one that is best for calibrated confidences in general: half
/// of the F1 that can be reached (Lipton et al. 2014). A few dozen positives say little about the best place;
/// a few thousand decide alone: `smoothing` is the number of positives at which both count alike. With a
/// `precision_floor` above 0 each label's own threshold stands: see ThresholdOptions.
std::vector<double> choose_label_thresholds(std::span<const LabelConfidences> labels, double precision_floor,
                                            double smoothing);

}  // namespace bearing
