#include "training/lazy_adam.hpp"

#include <algorithm>
#include <cmath>

#include "base/check.hpp"

namespace bearing {
namespace {

constexpr double kMeanShare = 0.9, kSquareShare = 0.999;  // Adam's usual betas.
constexpr double kEpsilon = 1e-8;
constexpr double kLeastRate = 1e-6;

}  // namespace

double falling_rate(double first, std::size_t step, std::size_t steps) {
  return std::max(first * (1 - static_cast<double>(step) / static_cast<double>(steps)), kLeastRate);
}

LazyAdam::LazyAdam(std::size_t rows, std::size_t width, const Options& options)
    : width_(width),
      options_(options),
      weights_(rows * width),
      mean_(rows * width),
      square_(rows * width),
      gradient_(rows * width),
      last_(rows),
      shrunk_(options.steps + 1, 1.0),
      drifted_(options.steps + 1, 0.0) {
  for (std::size_t i = 0; i <= options.steps; ++i) {
    mean_left_.push_back(std::pow(kMeanShare, i));
    square_left_.push_back(std::pow(kSquareShare, i));
  }
}

// With momentum m and squares v after step s, step t moves the row by -rate(t) * m b1^(t-s) / sqrt(v
// b2^(t-s)) and shrinks it: a weight at s is known at any later step from two numbers that all rows share.
void LazyAdam::settle(std::size_t row) {
  const std::size_t since = last_[row];
  if (since == done_) return;
  last_[row] = static_cast<std::uint32_t>(done_);
  if (since == 0) return;  // Never had a gradient: still zero.
  const auto shrunk = static_cast<float>(shrunk_[since]), drifted = static_cast<float>(drifted_[since]);
  const auto mean_left = static_cast<float>(mean_left_[done_ - since]);
  const auto square_left = static_cast<float>(square_left_[done_ - since]);
  for (std::size_t i = row * width_; i < (row + 1) * width_; ++i) {
    weights_[i] =
        shrunk * weights_[i] - drifted * mean_[i] / (std::sqrt(square_[i]) + static_cast<float>(kEpsilon));
    mean_[i] *= mean_left;
    square_[i] *= square_left;
  }
}

void LazyAdam::settle(std::span<const std::uint32_t> rows) {
  for (const std::uint32_t row : rows) settle(row);
}

void LazyAdam::settle_all() {
  for (std::size_t row = 0; row < last_.size(); ++row) settle(row);
}

void LazyAdam::step(std::span<const std::uint32_t> rows) {
  check(done_ < options_.steps);
  ++done_;
  const double rate = falling_rate(options_.learning_rate, done_, options_.steps);
  const double scaled = rate * std::sqrt(1 - square_left_[done_]) / (1 - mean_left_[done_]);
  const double keep = 1 - rate * options_.decay, slide = kMeanShare / std::sqrt(kSquareShare);
  double slid = slide;
  for (std::size_t since = done_; since-- > 0; slid *= slide) {
    shrunk_[since] *= keep;
    drifted_[since] = keep * drifted_[since] + scaled * slid;
  }
  const auto kept = static_cast<float>(keep), move = static_cast<float>(scaled);
  const auto b1 = static_cast<float>(kMeanShare), b2 = static_cast<float>(kSquareShare);
  for (const std::uint32_t row : rows) {
    last_[row] = static_cast<std::uint32_t>(done_);
    for (std::size_t i = row * width_; i < (row + 1) * width_; ++i) {
      const float g = gradient_[i];
      gradient_[i] = 0;
      mean_[i] = b1 * mean_[i] + (1 - b1) * g;
      square_[i] = b2 * square_[i] + (1 - b2) * g * g;
      weights_[i] =
          kept * weights_[i] - move * mean_[i] / (std::sqrt(square_[i]) + static_cast<float>(kEpsilon));
    }
  }
}

}  // namespace bearing
