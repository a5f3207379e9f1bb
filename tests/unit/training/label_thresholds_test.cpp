#include "training/label_thresholds.hpp"

#include <gtest/gtest.h>

#include "metric/calibration.hpp"

namespace bearing {
namespace {

// Positives at `right`, as many negatives at `wrong`.
LabelConfidences label(std::size_t count, double right, double wrong) {
  LabelConfidences out;
  for (std::size_t i = 0; i < count; ++i) {
    out.confidence.insert(out.confidence.end(), {right, wrong});
    out.truth.insert(out.truth.end(), {1, 0});
  }
  return out;
}

TEST(LabelThresholds, AFrequentLabelDecidesAloneAndARareOneWithTheOthers) {
  const std::vector<LabelConfidences> labels = {label(4000, 0.9, 0.7), label(4, 0.9, 0.7)};
  const auto thresholds = choose_label_thresholds(labels, 0, 400);
  const double own = choose_threshold(labels[0].confidence, labels[0].truth, {});
  EXPECT_NEAR(thresholds[0], own, 0.05);
  // All labels are told apart without a mistake: the best F1 is 1, half of it the general threshold.
  EXPECT_NEAR(thresholds[1], 0.5, 0.02);
  EXPECT_GT(thresholds[0], thresholds[1] + 0.1);
}

TEST(LabelThresholds, WithoutSmoothingEachDecidesAlone) {
  const std::vector<LabelConfidences> labels = {label(10, 0.9, 0.7), label(10, 0.4, 0.2)};
  const auto thresholds = choose_label_thresholds(labels, 0, 0);
  for (std::size_t t = 0; t < labels.size(); ++t)
    EXPECT_DOUBLE_EQ(thresholds[t], choose_threshold(labels[t].confidence, labels[t].truth, {}));
}

TEST(LabelThresholds, ThePrecisionFloorIsEachLabelsOwn) {
  LabelConfidences mixed = label(50, 0.9, 0.3);
  const LabelConfidences noise = label(50, 0.6, 0.6);
  mixed.confidence.insert(mixed.confidence.end(), noise.confidence.begin(), noise.confidence.end());
  mixed.truth.insert(mixed.truth.end(), noise.truth.begin(), noise.truth.end());
  const std::vector<LabelConfidences> labels = {mixed, noise};
  const auto thresholds = choose_label_thresholds(labels, 0.9, 400);
  EXPECT_GT(thresholds[0], 0.6);
  EXPECT_LT(thresholds[0], 0.9);
  EXPECT_GT(thresholds[1], 1) << "never assigned";
}

}  // namespace
}  // namespace bearing
