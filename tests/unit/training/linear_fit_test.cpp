#include "training/linear_fit.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include <cmath>
#include <thread>

#include "tests/small_model.hpp"
#include "tests/unit/training/go_on.hpp"

namespace bearing {
namespace {

using testing::HasSubstr;

// Rows with drawn features, and labels that no single feature gives away.
struct Problem {
  SparseMatrix features;
  std::vector<std::uint8_t> labels;
  std::vector<float> weights;
  std::size_t topics;

  Problem(std::size_t rows, std::size_t columns, std::size_t topic_count) : topics(topic_count) {
    features.columns = columns;
    for (std::size_t r = 0; r < rows; ++r) {
      for (std::size_t c = 0; c < columns; ++c) {
        if (mix(r, c) % 3 == 0) features.add(static_cast<std::uint32_t>(c), drawn(r, c));
      }
      features.end_row();
      for (std::size_t t = 0; t < topics; ++t) labels.push_back(mix(r + 100, t) >> 40 & 1);
      weights.push_back(1.0F);
    }
  }
  LinearProblem borrow(std::size_t held_out = 0) const {
    LinearProblem problem;
    problem.features = &features;
    problem.labels = &labels;
    problem.row_weights = &weights;
    problem.outputs = topics;
    for (std::uint32_t r = 0; r < features.rows(); ++r)
      (r < held_out ? problem.held_out : problem.train).push_back(r);
    return problem;
  }
};

TEST(LinearFit, LearnsNothingFromCellsThatNobodyKnows) {
  Problem problem(40, 30, 3);
  std::vector<std::uint8_t> known(problem.labels.size(), 1);
  for (std::size_t r = 20; r < 40; ++r) known[r * 3 + 1] = 0;
  auto borrowed = problem.borrow();
  borrowed.known = &known;
  const auto fit = fit_linear(borrowed, {}, go_on);
  for (std::size_t r = 20; r < 40; ++r) problem.labels[r * 3 + 1] ^= 1;
  const auto other = fit_linear(borrowed, {}, go_on);
  ASSERT_TRUE(fit.ok() && other.ok());
  EXPECT_EQ(fit->weights, other->weights);
}

TEST(LinearFit, ExclusiveLabelsCompete) {
  Problem problem(60, 30, 3);
  std::fill(problem.labels.begin(), problem.labels.end(), 0);
  for (std::size_t r = 0; r < 60; ++r) problem.labels[r * 3 + mix(r, 9) % 3] = 1;
  auto borrowed = problem.borrow();
  borrowed.exclusive = true;
  LinearFitOptions options;
  options.strength = 1e3;
  const auto fit = fit_linear(borrowed, options, go_on);
  ASSERT_TRUE(fit.ok());
  const auto scores = linear_scores(problem.features, *fit);
  std::size_t right = 0;
  for (std::size_t r = 0; r < 60; ++r) {
    const auto row = scores.begin() + static_cast<std::ptrdiff_t>(r * 3);
    right += problem.labels[r * 3 + static_cast<std::size_t>(std::max_element(row, row + 3) - row)];
  }
  EXPECT_GE(right, 50u);
  // The gradient of a multinomial loss adds up to nothing over the classes, so do the weights.
  for (std::size_t c = 0; c < 30; ++c)
    EXPECT_NEAR(fit->weights[c * 3] + fit->weights[c * 3 + 1] + fit->weights[c * 3 + 2], 0, 1e-3);
}

TEST(LinearFit, OverfitsTenRows) {
  const Problem problem(10, 30, 3);
  LinearFitOptions options;
  options.strength = 1e4;
  std::vector<double> losses;
  const auto fit = fit_linear(problem.borrow(), options, [&](const EpochReport& report) {
    EXPECT_EQ(report.epoch, static_cast<int>(losses.size()) + 1);
    EXPECT_EQ(report.held_out_f1, 0);
    losses.push_back(report.loss);
    return true;
  });
  ASSERT_TRUE(fit.ok()) << fit.error().to_string();
  EXPECT_EQ(fit->weights.size(), 90u);
  EXPECT_EQ(fit->bias.size(), 3u);
  EXPECT_EQ(fit->epochs, static_cast<int>(losses.size()));
  EXPECT_LT(losses.back(), 0.1 * losses.front());
  const auto scores = linear_scores(problem.features, *fit);
  for (std::size_t i = 0; i < scores.size(); ++i) EXPECT_EQ(scores[i] > 0, problem.labels[i] == 1) << i;
}

// At the minimum the gradient is zero: strength * sum of w_r (p - y) x = -weights, and for the bias, which is
// free, 0.
TEST(LinearFit, FindsTheMinimum) {
  Problem problem(40, 12, 2);
  for (std::size_t r = 0; r < 40; ++r) problem.weights[r] = r % 2 == 0 ? 1.0F : 0.25F;
  LinearFitOptions options;
  options.strength = 3;
  options.tolerance = 0;
  options.max_epochs = 60;
  const auto fit = fit_linear(problem.borrow(), options, go_on);
  ASSERT_TRUE(fit.ok());
  const auto scores = linear_scores(problem.features, *fit);
  for (std::size_t t = 0; t < 2; ++t) {
    std::vector<double> gradient(12, 0.0);
    double bias_gradient = 0;
    for (std::size_t r = 0; r < 40; ++r) {
      const double probability = 1 / (1 + std::exp(-double{scores[r * 2 + t]}));
      const double slope =
          options.strength * double{problem.weights[r]} * (probability - problem.labels[r * 2 + t]);
      bias_gradient += slope;
      for (std::uint64_t i = problem.features.starts[r]; i < problem.features.starts[r + 1]; ++i) {
        gradient[problem.features.column[i]] += slope * double{problem.features.value[i]};
      }
    }
    EXPECT_NEAR(bias_gradient, 0, 0.01);
    for (std::size_t c = 0; c < 12; ++c) EXPECT_NEAR(gradient[c], -double{fit->weights[c * 2 + t]}, 0.01);
  }
}

TEST(LinearFit, ARowOfWeightZeroTeachesNothing) {
  Problem problem(20, 10, 2);
  problem.weights[3] = 0;
  const auto one = fit_linear(problem.borrow(), {}, go_on);
  problem.labels[6] ^= 1;
  const auto other = fit_linear(problem.borrow(), {}, go_on);
  ASSERT_TRUE(one.ok() && other.ok());
  EXPECT_EQ(one->weights, other->weights);
}

TEST(LinearFit, HeldOutRowsAreMeasuredAndNotLearnt) {
  Problem problem(30, 10, 2);
  double best = 0;
  const auto one = fit_linear(problem.borrow(10), {}, [&](const EpochReport& report) {
    best = std::max(best, report.held_out_f1);
    return true;
  });
  EXPECT_GT(best, 0);
  EXPECT_LE(best, 1);
  const auto report_nothing = fit_linear(problem.borrow(10), {}, go_on);
  EXPECT_EQ(one->weights, report_nothing->weights);
}

TEST(LinearFit, StopsEarlyWhenHeldOutRowsGainNothing) {
  const Problem problem(30, 10, 2);
  LinearFitOptions options;
  options.tolerance = 0;
  options.patience = 2;
  options.max_epochs = 40;
  const auto fit = fit_linear(problem.borrow(10), options, go_on);
  EXPECT_LT(fit->epochs, 40);
}

TEST(LinearFit, GivesTheSameBitsBesideOtherFits) {
  const Problem problem(60, 40, 3);
  const auto alone = fit_linear(problem.borrow(), {}, go_on);
  std::vector<std::vector<float>> results(3);
  std::vector<std::thread> threads;
  for (auto& result : results) {
    threads.emplace_back([&] { result = fit_linear(problem.borrow(), {}, go_on)->weights; });
  }
  for (std::thread& thread : threads) thread.join();
  for (const auto& result : results) EXPECT_EQ(result, alone->weights);
}

// The heart of resuming: the optimiser's memory of past steps must survive, or the path bends.
TEST(LinearFit, ResumesAtAnyEpochWithTheSameBits) {
  const Problem problem(40, 25, 3);
  LinearFitOptions options;
  options.max_epochs = 12;
  options.tolerance = 0;
  const auto whole = fit_linear(problem.borrow(8), options, go_on);
  ASSERT_TRUE(whole.ok());
  ASSERT_GE(whole->epochs, 6);
  for (int stop = 1; stop <= whole->epochs; ++stop) {
    const ScratchFolder folder;
    options.checkpoint = folder.path("fit.pt");
    const auto stopped = fit_linear(problem.borrow(8), options,
                                    [&](const EpochReport& report) { return report.epoch < stop; });
    ASSERT_FALSE(stopped.ok());
    EXPECT_EQ(stopped.error().code, ErrorCode::kInterrupted);
    std::vector<int> epochs;
    const auto resumed = fit_linear(problem.borrow(8), options, [&](const EpochReport& report) {
      epochs.push_back(report.epoch);
      return true;
    });
    ASSERT_TRUE(resumed.ok()) << resumed.error().to_string();
    ASSERT_EQ(static_cast<int>(epochs.size()), whole->epochs - stop);
    EXPECT_EQ(resumed->epochs, whole->epochs) << stop;
    EXPECT_EQ(resumed->weights, whole->weights) << stop;
    EXPECT_EQ(resumed->bias, whole->bias) << stop;
  }
}

TEST(LinearFit, SurvivesBeingStoppedAgainAndAgain) {
  const Problem problem(40, 25, 3);
  LinearFitOptions options;
  options.max_epochs = 10;
  options.tolerance = 0;
  const auto whole = fit_linear(problem.borrow(), options, go_on);
  const ScratchFolder folder;
  options.checkpoint = folder.path("fit.pt");
  for (int i = 0; i < 50; ++i) {
    const auto fit = fit_linear(problem.borrow(), options, [](const EpochReport&) { return false; });
    if (!fit.ok()) continue;
    EXPECT_EQ(fit->weights, whole->weights);
    return;
  }
  ADD_FAILURE() << "never done";
}

TEST(LinearFit, AFinishedFitIsTakenUpWithoutWork) {
  const Problem problem(20, 10, 2);
  const ScratchFolder folder;
  LinearFitOptions options;
  options.checkpoint = folder.path("fit.pt");
  const auto first = fit_linear(problem.borrow(), options, go_on);
  const auto again = fit_linear(problem.borrow(), options, [](const EpochReport&) {
    ADD_FAILURE() << "no epoch was left";
    return true;
  });
  ASSERT_TRUE(first.ok() && again.ok());
  EXPECT_EQ(first->weights, again->weights);
  EXPECT_EQ(first->epochs, again->epochs);
}

TEST(LinearFit, RefusesADamagedCheckpointAndNamesIt) {
  const Problem problem(20, 10, 2), other(20, 11, 2);
  const ScratchFolder folder;
  LinearFitOptions options;
  options.checkpoint = folder.path("fit.pt");
  ASSERT_TRUE(fit_linear(problem.borrow(), options, go_on).ok());
  const std::string bytes = *read_file(options.checkpoint);
  std::vector<std::string> damaged = {"", "nonsense", bytes.substr(0, bytes.size() / 2),
                                      bytes.substr(0, 100)};
  for (const std::string& content : damaged) {
    folder.write("fit.pt", content);
    const auto fit = fit_linear(problem.borrow(), options, go_on);
    ASSERT_FALSE(fit.ok());
    EXPECT_EQ(fit.error().code, ErrorCode::kInvalidData);
    EXPECT_EQ(fit.error().source, options.checkpoint);
    EXPECT_THAT(fit.error().message, HasSubstr("remove it"));
  }
  folder.write("fit.pt", bytes);
  EXPECT_FALSE(fit_linear(other.borrow(), options, go_on).ok()) << "a checkpoint of another shape";
}

TEST(LinearFit, WithoutRowsKnowsNothing) {
  const Problem problem(5, 10, 2);
  LinearProblem none = problem.borrow(5);
  const auto fit = fit_linear(none, {}, go_on);
  ASSERT_TRUE(fit.ok()) << fit.error().to_string();
  for (const float weight : fit->weights) EXPECT_EQ(weight, 0.0F);
  for (const float bias : fit->bias) EXPECT_TRUE(std::isfinite(bias));
}

TEST(LinearFit, SaysWhatIsWrongWithADevice) {
  const Problem problem(5, 10, 2);
  LinearFitOptions options;
  options.device = "abacus";
  const auto fit = fit_linear(problem.borrow(), options, go_on);
  ASSERT_FALSE(fit.ok());
  EXPECT_THAT(fit.error().message, HasSubstr("abacus"));
}

}  // namespace
}  // namespace bearing
