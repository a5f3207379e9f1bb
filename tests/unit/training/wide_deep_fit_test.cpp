#include "training/wide_deep_fit.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <thread>

#include "tests/small_model.hpp"
#include "tests/unit/training/go_on.hpp"

namespace bearing {
namespace {

using testing::HasSubstr;

// Rows with drawn features, and classes that no single feature gives away.
struct Pairs {
  SparseMatrix sparse;
  WideRows wide;
  std::vector<float> dense;
  std::vector<std::uint32_t> labels;
  std::size_t classes;

  Pairs(std::size_t rows, std::size_t class_count, std::size_t columns = 30, std::size_t dense_columns = 4)
      : classes(class_count) {
    sparse.columns = columns;
    for (std::size_t r = 0; r < rows; ++r) {
      for (std::size_t c = 0; c < columns; ++c) {
        if (mix(r, c) % 3 == 0) sparse.add(static_cast<std::uint32_t>(c), drawn(r, c));
      }
      sparse.end_row();
      for (std::size_t c = 0; c < dense_columns; ++c) dense.push_back(10 + 3 * drawn(r, 1000 + c));
      labels.push_back(static_cast<std::uint32_t>(mix(r + 100, 5) % classes));
    }
    wide.columns = columns;
    std::vector<std::uint32_t> row(rows);
    for (std::uint32_t r = 0; r < rows; ++r) row[r] = r;
    wide.blocks.push_back({&sparse, row, 0, {}, 1.0F});
  }
  WideDeepProblem borrow() const {
    WideDeepProblem problem{&wide, &dense, dense.size() / labels.size(), &labels, classes, {}};
    for (std::uint32_t r = 0; r < labels.size(); ++r) problem.train.push_back(r);
    return problem;
  }
};

WideDeepOptions quick() {
  WideDeepOptions options;
  options.hidden = 8;
  options.learning_rate = 0.05;
  options.epochs = 60;
  options.batch = 4;
  options.dropout = 0.1;
  options.wide_decay = options.deep_decay = 0;
  return options;
}

std::size_t right(const Pairs& pairs, const WideDeepFit& fit, const WideDeepProblem& problem) {
  const auto scores = wide_deep_scores(fit, problem, problem.train);
  std::size_t count = 0;
  for (std::size_t r = 0; r < pairs.labels.size(); ++r) {
    const float* row = scores.data() + r * pairs.classes;
    count += static_cast<std::size_t>(std::max_element(row, row + pairs.classes) - row) == pairs.labels[r];
  }
  return count;
}

TEST(WideDeepFit, OverfitsTenRows) {
  const Pairs pairs(10, 3);
  std::vector<double> losses;
  const auto fit = fit_wide_deep(pairs.borrow(), quick(), [&](int epoch, double loss) {
    EXPECT_EQ(epoch, static_cast<int>(losses.size()) + 1);
    losses.push_back(loss);
    return true;
  });
  ASSERT_TRUE(fit.ok()) << fit.error().to_string();
  EXPECT_EQ(losses.size(), 60u);
  EXPECT_LT(losses.back(), 0.1 * losses.front());
  EXPECT_EQ(fit->loss, losses.back());
  EXPECT_EQ(right(pairs, *fit, pairs.borrow()), 10u);
}

TEST(WideDeepFit, LearnsFromEitherHalfAlone) {
  const Pairs pairs(10, 2, 30, 12);
  auto problem = pairs.borrow();
  problem.wide = nullptr;
  auto options = quick();
  options.hidden = 32;
  auto fit = fit_wide_deep(problem, options, go_on);
  ASSERT_TRUE(fit.ok()) << fit.error().to_string();
  EXPECT_TRUE(fit->wide.empty());
  EXPECT_EQ(right(pairs, *fit, problem), 10u);

  problem = pairs.borrow();
  problem.dense = nullptr;
  fit = fit_wide_deep(problem, options, go_on);
  ASSERT_TRUE(fit.ok()) << fit.error().to_string();
  EXPECT_EQ(fit->hidden_units, 0u);
  EXPECT_EQ(right(pairs, *fit, problem), 10u);

  problem = pairs.borrow();
  options.hidden = 0;
  fit = fit_wide_deep(problem, options, go_on);
  ASSERT_TRUE(fit.ok()) << fit.error().to_string();
  EXPECT_FALSE(fit->linear.empty());
  EXPECT_EQ(right(pairs, *fit, problem), 10u);
}

// What a dense feature says depends on the target: on one it is for, on the other against.
TEST(WideDeepFit, ADenseFeatureCanMeanTheOppositeOnAnotherTarget) {
  Pairs pairs(60, 2, 2, 1);
  std::vector<std::uint32_t> targets;
  for (std::uint32_t r = 0; r < 60; ++r) {
    targets.push_back(r % 2);
    pairs.labels[r] = (pairs.dense[r] > 10) == (r % 2 == 0) ? 1 : 0;
  }
  auto options = quick();
  options.hidden = 0;
  auto problem = pairs.borrow();
  problem.wide = nullptr;
  const auto without = fit_wide_deep(problem, options, go_on);
  ASSERT_TRUE(without.ok()) << without.error().to_string();
  EXPECT_TRUE(without->by_target.empty());
  EXPECT_LT(right(pairs, *without, problem), 45u);

  problem.dense_by_target = 0.5;
  problem.row_target = &targets;
  problem.targets = 2;
  const auto with = fit_wide_deep(problem, options, go_on);
  ASSERT_TRUE(with.ok()) << with.error().to_string();
  EXPECT_EQ(with->by_target.size(), 2u * 1 * 2);
  EXPECT_GT(right(pairs, *with, problem), 55u);

  const auto scores = wide_deep_scores(*with, problem, problem.train);
  WideDeepFit other = *with;
  for (float& weight : other.by_target) weight *= 3;
  const auto tripled = wide_deep_scores(other, problem, problem.train);
  const WideDeepFit both[] = {*with, other};
  const auto mean = wide_deep_scores(mean_of_fits(both), problem, problem.train);
  for (std::size_t i = 0; i < mean.size(); ++i) EXPECT_NEAR(mean[i], (scores[i] + tripled[i]) / 2, 1e-4);
}

void expect_same_fit(const WideDeepFit& a, const WideDeepFit& b) {
  EXPECT_EQ(a.wide, b.wide);
  EXPECT_EQ(a.linear, b.linear);
  EXPECT_EQ(a.hidden, b.hidden);
  EXPECT_EQ(a.hidden_bias, b.hidden_bias);
  EXPECT_EQ(a.out, b.out);
  EXPECT_EQ(a.bias, b.bias);
  EXPECT_EQ(a.loss, b.loss);
}

TEST(WideDeepFit, SameSeedSameBitsOnAnyThread) {
  const Pairs pairs(300, 3, 50, 20);
  auto options = quick();
  options.epochs = 5;
  options.batch = 64;
  options.hidden = 48;
  const auto alone = fit_wide_deep(pairs.borrow(), options, go_on);
  ASSERT_TRUE(alone.ok());
  std::vector<std::optional<Result<WideDeepFit>>> beside(3);
  std::vector<std::thread> threads;
  for (auto& fit : beside)
    threads.emplace_back([&] { fit.emplace(fit_wide_deep(pairs.borrow(), options, go_on)); });
  for (std::thread& thread : threads) thread.join();
  for (const auto& fit : beside) {
    ASSERT_TRUE(fit->ok());
    expect_same_fit(**fit, *alone);
  }
  options.seed = 2;
  const auto other = fit_wide_deep(pairs.borrow(), options, go_on);
  ASSERT_TRUE(other.ok());
  EXPECT_NE(other->wide, alone->wide);
  EXPECT_NE(other->hidden, alone->hidden);
}

// Rows that tell nothing: all that can be learnt is how often each class occurs, as weighted.
TEST(WideDeepFit, BalanceWeighsClasses) {
  Pairs pairs(80, 2, 2, 0);
  pairs.sparse = SparseMatrix();
  pairs.sparse.columns = 2;
  for (std::uint32_t r = 0; r < 80; ++r) {
    pairs.sparse.end_row();
    pairs.labels[r] = r % 16 == 0 ? 1 : 0;
  }
  auto options = quick();
  options.batch = 80;
  options.epochs = 600;
  const auto log_odds = [&](double balance) {
    options.balance = balance;
    auto problem = pairs.borrow();
    problem.dense = nullptr;
    const auto fit = fit_wide_deep(problem, options, go_on);
    EXPECT_TRUE(fit.ok());
    return static_cast<double>(fit->bias[0] - fit->bias[1]);
  };
  EXPECT_NEAR(log_odds(0), std::log(15.0), 0.05);
  EXPECT_NEAR(log_odds(0.5), std::log(15.0) / 2, 0.05);
  EXPECT_NEAR(log_odds(1), 0, 0.05);
}

TEST(WideDeepFit, StopsWhenToldTo) {
  const Pairs pairs(10, 2);
  int reports = 0;
  const auto fit =
      fit_wide_deep(pairs.borrow(), quick(), [&](int epoch, double) { return ++reports, epoch < 3; });
  ASSERT_FALSE(fit.ok());
  EXPECT_EQ(fit.error().code, ErrorCode::kInterrupted);
  EXPECT_EQ(reports, 3);
}

TEST(WideDeepFit, RefusesOptionsThatCanNotWork) {
  const Pairs pairs(10, 2);
  auto options = quick();
  options.dropout = 1;
  const auto fit = fit_wide_deep(pairs.borrow(), options, go_on);
  ASSERT_FALSE(fit.ok());
  EXPECT_EQ(fit.error().code, ErrorCode::kUsage);
  EXPECT_THAT(fit.error().message, HasSubstr("dropout"));
  options = quick();
  options.wide_decay = 20;  // Times 0.05: weights would be gone at once.
  EXPECT_FALSE(options.validate().ok());
}

TEST(WideDeepFit, MeanOfFitsScoresAsTheMeanOfTheirScores) {
  const Pairs pairs(40, 4, 30, 6);
  auto options = quick();
  options.epochs = 5;
  std::vector<WideDeepFit> fits;
  for (options.seed = 1; options.seed <= 3; ++options.seed) {
    auto fit = fit_wide_deep(pairs.borrow(), options, go_on);
    ASSERT_TRUE(fit.ok());
    fits.push_back(*fit);
  }
  const auto problem = pairs.borrow();
  const WideDeepFit mean = mean_of_fits(fits);
  EXPECT_EQ(mean.hidden_units, 24u);
  const auto scores = wide_deep_scores(mean, problem, problem.train);
  std::vector<float> expected(scores.size());
  for (const WideDeepFit& fit : fits) {
    const auto own = wide_deep_scores(fit, problem, problem.train);
    for (std::size_t i = 0; i < own.size(); ++i) expected[i] += own[i] / 3;
  }
  for (std::size_t i = 0; i < scores.size(); ++i) EXPECT_NEAR(scores[i], expected[i], 1e-4F);
}

}  // namespace
}  // namespace bearing
