#include "training/lazy_adam.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "base/hash.hpp"

namespace bearing {
namespace {

// Adam as in the papers: every row, every step.
struct EagerAdam {
  std::vector<double> weights, mean, square;
  std::size_t done = 0;

  explicit EagerAdam(std::size_t size) : weights(size), mean(size), square(size) {}

  void step(const std::vector<double>& gradient, const LazyAdam::Options& options) {
    ++done;
    const auto t = static_cast<double>(done);
    const double rate = falling_rate(options.learning_rate, done, options.steps);
    for (std::size_t i = 0; i < weights.size(); ++i) {
      mean[i] = 0.9 * mean[i] + 0.1 * gradient[i];
      square[i] = 0.999 * square[i] + 0.001 * gradient[i] * gradient[i];
      const double m = mean[i] / (1 - std::pow(0.9, t)), v = square[i] / (1 - std::pow(0.999, t));
      weights[i] = (1 - rate * options.decay) * weights[i] - rate * m / (std::sqrt(v) + 1e-8);
    }
  }
};

TEST(LazyAdam, GivesWhatSteppingEveryRowGives) {
  constexpr std::size_t kRows = 7, kWidth = 3, kSteps = 300;
  const LazyAdam::Options options{0.05, 0.3, kSteps};
  LazyAdam lazy(kRows, kWidth, options);
  EagerAdam eager(kRows * kWidth);
  for (std::size_t step = 0; step < kSteps; ++step) {
    std::vector<std::uint32_t> touched;
    // Row 0 always, the others less and less often, the last one never.
    for (std::uint32_t row = 0; row + 1 < kRows; ++row) {
      if (mix(step, row) % (1 + row * row * 4) == 0) touched.push_back(row);
    }
    std::vector<double> gradient(kRows * kWidth);
    lazy.settle(touched);
    for (const std::uint32_t row : touched) {
      for (std::size_t k = row * kWidth; k < (row + 1) * kWidth; ++k) {
        gradient[k] = static_cast<double>(mix(step, k) % 1000) / 1000 - 0.4;
        lazy.gradient()[k] = static_cast<float>(gradient[k]);
      }
    }
    lazy.step(touched);
    eager.step(gradient, options);
  }
  lazy.settle_all();
  for (std::size_t i = 0; i < kRows * kWidth; ++i)
    EXPECT_NEAR(static_cast<double>(lazy.weights()[i]), eager.weights[i], 2e-4) << i;
  EXPECT_GT(std::fabs(eager.weights[5 * kWidth]), 0.01) << "rows touched rarely should have moved";
  EXPECT_EQ(lazy.weights().back(), 0.0F);
}

TEST(LazyAdam, RateFallsLinearlyAndNeverToZero) {
  EXPECT_DOUBLE_EQ(falling_rate(0.1, 1, 10), 0.09);
  EXPECT_DOUBLE_EQ(falling_rate(0.1, 5, 10), 0.05);
  EXPECT_GT(falling_rate(0.1, 10, 10), 0);
}

}  // namespace
}  // namespace bearing
