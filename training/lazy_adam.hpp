// Adam over a large matrix of which each step touches few rows.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace bearing {

/// The learning rate of step 1, 2, ... of `steps`: falls linearly from `first` to almost nothing.
double falling_rate(double first, std::size_t step, std::size_t steps);

/// Adam with decoupled weight decay (Kingma & Ba 2015; Loshchilov & Hutter 2019), which gives what stepping
/// every row every time would give: rows without gradient still drift by their momentum and decay. That part
/// of the path is known in closed form, so a row is brought up to date when it is next needed, and a step
/// costs as much as the rows that it touches. (Closed but for the 1e-8 in Adam's denominator.)
class LazyAdam {
 public:
  struct Options {
    double learning_rate = 0.001;  ///< Falls: see falling_rate.
    double decay = 0;              ///< Share of the learning rate by which weights shrink in a step.
    std::size_t steps = 1;         ///< How many there will be.
  };

  /// All weights are zero. Shape [rows, width].
  LazyAdam(std::size_t rows, std::size_t width, const Options& options);

  /// Brings rows up to date with all steps so far. Must come before their weights are read or stepped.
  void settle(std::span<const std::uint32_t> rows);
  void settle_all();

  /// The gradient of the rows that step() will take, [rows, width]; zero elsewhere.
  float* gradient() { return gradient_.data(); }

  /// One step with the gradient of `rows`, each settled and named once; all other rows have none. Zeroes the
  /// gradient of these rows.
  void step(std::span<const std::uint32_t> rows);

  const std::vector<float>& weights() const { return weights_; }

 private:
  void settle(std::size_t row);

  std::size_t width_;
  Options options_;
  std::size_t done_ = 0;  ///< Steps.
  std::vector<float> weights_, mean_, square_, gradient_;
  std::vector<std::uint32_t> last_;  ///< [rows] steps that the row has seen.
  // After step s, until now: how a weight shrank, and what one unit of momentum has moved it by.
  std::vector<double> shrunk_, drifted_;         ///< [steps + 1]
  std::vector<double> mean_left_, square_left_;  ///< [steps + 1] by number of steps.
};

}  // namespace bearing
