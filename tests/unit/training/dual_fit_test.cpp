#include "training/dual_fit.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <mutex>
#include <numeric>

#include "base/hash.hpp"
#include "tests/small_model.hpp"
#include "tests/unit/training/go_on.hpp"

namespace bearing {
namespace {

using testing::HasSubstr;

// Rows of norm 1 with drawn features, and labels that no single feature gives away.
struct Problem {
  SparseMatrix features;
  std::vector<std::uint8_t> labels, known;
  std::vector<float> weights;
  std::vector<std::uint32_t> train;
  std::size_t outputs;

  Problem(std::size_t rows, std::size_t columns, std::size_t output_count) : outputs(output_count) {
    features.columns = columns;
    for (std::size_t r = 0; r < rows; ++r) {
      for (std::size_t c = 0; c < columns; ++c) {
        if (mix(r, c) % 3 == 0) features.add(static_cast<std::uint32_t>(c), drawn(r, c));
      }
      features.end_row();
      for (std::size_t t = 0; t < outputs; ++t) labels.push_back(mix(r + 100, t) >> 40 & 1);
      train.push_back(static_cast<std::uint32_t>(r));
    }
    for (std::size_t r = 0; r < rows; ++r) {
      const auto begin = features.value.begin() + static_cast<std::ptrdiff_t>(features.starts[r]),
                 end = features.value.begin() + static_cast<std::ptrdiff_t>(features.starts[r + 1]);
      const float norm = std::sqrt(std::inner_product(begin, end, begin, 1e-12F));
      std::for_each(begin, end, [&](float& x) { x /= norm; });
    }
  }
  DualProblem borrow() const {
    DualProblem problem;
    problem.features = SparseRows(features);
    problem.labels = labels;
    problem.known = known;
    problem.row_weights = weights;
    problem.outputs = outputs;
    problem.train = train;
    return problem;
  }
  // The row as the model sees it: dense, with the constant feature last.
  std::vector<double> row(std::size_t r, double bias = 1) const {
    std::vector<double> out(features.columns + 1, 0.0);
    for (std::uint64_t i = features.starts[r]; i < features.starts[r + 1]; ++i)
      out[features.column[i]] = static_cast<double>(features.value[i]);
    out.back() = bias;
    return out;
  }
  double weight(std::size_t r) const { return weights.empty() ? 1 : static_cast<double>(weights[r]); }
  double sign(std::size_t r, std::size_t t) const { return labels[r * outputs + t] != 0 ? 1 : -1; }
};

DualFitOptions thorough(double strength = 1) {
  DualFitOptions options;
  options.strength = {strength};
  options.passes = options.held_out_passes = 400;
  options.threads = 1;
  return options;
}

double dot(const std::vector<double>& a, const std::vector<double>& b) {
  return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

// Weights of one output, that of the constant feature last.
std::vector<double> weights_of(const LinearFit& fit, std::size_t t) {
  const std::size_t outputs = fit.bias.size();
  std::vector<double> out;
  for (std::size_t i = t; i < fit.weights.size(); i += outputs)
    out.push_back(static_cast<double>(fit.weights[i]));
  out.push_back(static_cast<double>(fit.bias[t]));
  return out;
}

// Objective of one output and its gradient.
double primal(const Problem& problem, std::size_t t, double strength, const std::vector<double>& w,
              std::vector<double>& gradient) {
  gradient = w;
  double loss = dot(w, w) / 2;
  for (const std::uint32_t r : problem.train) {
    const auto x = problem.row(r);
    const double y = problem.sign(r, t), miss = std::max(0.0, 1 - y * dot(w, x));
    loss += strength * problem.weight(r) * miss * miss;
    for (std::size_t c = 0; c < x.size(); ++c)
      gradient[c] -= 2 * strength * problem.weight(r) * miss * y * x[c];
  }
  return loss;
}

// Plain gradient descent with a step that always helps: slow, obvious.
std::vector<double> slow_reference(const Problem& problem, std::size_t t, double strength) {
  std::vector<double> w(problem.features.columns + 1, 0.0), gradient, unused;
  double step = 1;
  for (int i = 0; i < 5000; ++i) {
    const double loss = primal(problem, t, strength, w, gradient);
    std::vector<double> next;
    for (step *= 2;; step /= 2) {
      next = w;
      for (std::size_t c = 0; c < w.size(); ++c) next[c] -= step * gradient[c];
      if (step < 1e-12 || primal(problem, t, strength, next, unused) <= loss) break;
    }
    w = next;
  }
  return w;
}

TEST(DualFit, ClosesTheDualityGap) {
  Problem problem(60, 15, 3);
  for (std::size_t r = 0; r < 60; ++r) problem.weights.push_back(r % 2 == 0 ? 1.0F : 0.25F);
  const auto fit = DualFit::learn(problem.borrow(), thorough(3), go_on);
  ASSERT_TRUE(fit.ok()) << fit.error().to_string();
  EXPECT_LT(fit->violation(), 1e-3);
  for (std::size_t t = 0; t < 3; ++t) {
    const auto w = weights_of(fit->linear(), t);
    std::vector<double> gradient;
    const double loss = primal(problem, t, 3, w, gradient);
    for (const double slope : gradient) EXPECT_NEAR(slope, 0, 1e-3);
    // What the misses say the duals are makes a point of the dual problem, whose value is a lower bound.
    std::vector<double> combined(w.size(), 0.0);
    double dual = 0;
    for (std::size_t r = 0; r < 60; ++r) {
      const auto x = problem.row(r);
      const double y = problem.sign(r, t), strength = 3 * problem.weight(r);
      const double alpha = 2 * strength * std::max(0.0, 1 - y * dot(w, x));
      dual += alpha - alpha * alpha / (4 * strength);
      for (std::size_t c = 0; c < x.size(); ++c) combined[c] += alpha * y * x[c];
    }
    dual -= dot(combined, combined) / 2;
    EXPECT_LT(loss - dual, 1e-3 * loss);
  }
}

TEST(DualFit, AgreesWithASlowReference) {
  const Problem problem(30, 8, 2);
  const auto fit = DualFit::learn(problem.borrow(), thorough(0.5), go_on);
  for (std::size_t t = 0; t < 2; ++t) {
    const auto fast = weights_of(fit->linear(), t), slow = slow_reference(problem, t, 0.5);
    for (std::size_t c = 0; c < fast.size(); ++c) EXPECT_NEAR(fast[c], slow[c], 1e-3) << c;
  }
}

TEST(DualFit, FewPassesComeClose) {
  const Problem problem(200, 60, 2);
  DualFitOptions options;
  const auto few = DualFit::learn(problem.borrow(), options, go_on);
  const auto many = DualFit::learn(problem.borrow(), thorough(0.5), go_on);
  std::vector<double> unused;
  for (std::size_t t = 0; t < 2; ++t) {
    EXPECT_LT(primal(problem, t, 0.5, weights_of(few->linear(), t), unused),
              1.1 * primal(problem, t, 0.5, weights_of(many->linear(), t), unused));
  }
}

TEST(DualFit, OverfitsTenRows) {
  const Problem problem(10, 30, 5);
  const auto fit = DualFit::learn(problem.borrow(), thorough(1e3), go_on);
  const auto scores = linear_scores(problem.features, fit->linear());
  for (std::size_t i = 0; i < scores.size(); ++i) EXPECT_EQ(scores[i] > 0, problem.labels[i] == 1) << i;
}

TEST(DualFit, ForgettingIsNeverHavingSeen) {
  Problem problem(60, 20, 5);
  const std::vector<std::vector<std::uint32_t>> folds = {{0, 7, 8, 20, 59}, {1, 2, 30}, {50}};
  const auto fit = DualFit::learn(problem.borrow(), thorough(), go_on);
  const auto held_out = fit->held_out_scores(folds, go_on);
  ASSERT_TRUE(held_out.ok()) << held_out.error().to_string();
  const auto all = problem.train;
  for (const auto& fold : folds) {
    problem.train = all;
    std::erase_if(problem.train,
                  [&](auto r) { return std::find(fold.begin(), fold.end(), r) != fold.end(); });
    const auto cold =
        linear_scores(problem.features, DualFit::learn(problem.borrow(), thorough(), go_on)->linear());
    for (const std::uint32_t r : fold) {
      for (std::size_t t = 0; t < 5; ++t)
        EXPECT_NEAR((*held_out)[r * 5 + t], cold[r * 5 + t], 1e-3) << r << " " << t;
    }
  }
  EXPECT_EQ((*held_out)[3 * 5], 0.0F) << "a row of no fold";
}

TEST(DualFit, SpendingTheFitGivesTheSameScores) {
  const Problem problem(60, 20, 5);
  const std::vector<std::vector<std::uint32_t>> folds = {{0, 7, 8, 20, 59}};
  auto fit = DualFit::learn(problem.borrow(), thorough(), go_on);
  const auto kept = fit->held_out_scores(folds, go_on), again = fit->held_out_scores(folds, go_on);
  EXPECT_EQ(*kept, *again);
  EXPECT_EQ(*kept, *std::move(*fit).held_out_scores(folds, go_on));
}

TEST(DualFit, ForgettingAllLeavesNothing) {
  const Problem problem(50, 20, 3);
  DualFitOptions options;
  options.held_out_passes = 0;
  const auto fit = DualFit::learn(problem.borrow(), options, go_on);
  const auto scores = fit->held_out_scores({problem.train}, go_on);
  for (const float score : *scores) EXPECT_NEAR(score, 0, 1e-5);
}

TEST(DualFit, ScoresRowsThatItNeverLearntFrom) {
  Problem problem(50, 200, 3);  // Rows of some 67 entries: longer than the walk looks ahead.
  problem.features.end_row();   // A row without entries.
  problem.labels.insert(problem.labels.end(), 3, 0);
  problem.train.resize(30);
  DualFitOptions options;
  options.held_out_passes = 0;
  const auto fit = DualFit::learn(problem.borrow(), options, go_on);
  const auto held_out = fit->held_out_scores({{40, 50}}, go_on);
  const auto linear = linear_scores(problem.features, fit->linear());
  for (const std::size_t r : {40, 50}) {
    for (std::size_t t = 0; t < 3; ++t) EXPECT_NEAR((*held_out)[r * 3 + t], linear[r * 3 + t], 1e-5);
  }
}

TEST(DualFit, HeldOutScoresDontKnowTheirLabels) {
  Problem problem(40, 60, 2);
  const std::vector<std::vector<std::uint32_t>> folds = {{3, 4, 5}};
  const auto scores = DualFit::learn(problem.borrow(), thorough(), go_on)->held_out_scores(folds, go_on);
  for (std::size_t r = 3; r <= 5; ++r) problem.labels[r * 2] ^= 1;
  const auto other = DualFit::learn(problem.borrow(), thorough(), go_on)->held_out_scores(folds, go_on);
  for (std::size_t r = 3; r <= 5; ++r) EXPECT_NEAR((*scores)[r * 2], (*other)[r * 2], 1e-3);
}

// 1 output, a full block, several blocks, and blocks of unequal width.
TEST(DualFit, GivesTheSameBitsForAnyNumberOfThreads) {
  for (const std::size_t outputs : {1, 4, 5, 8, 21, 32, 70}) {
    const Problem problem(80, 50, outputs);
    const std::vector<std::vector<std::uint32_t>> folds = {{0, 1, 2, 3}, {10, 11}, {70, 20, 30}};
    DualFitOptions options;
    options.threads = 1;
    const auto fit = DualFit::learn(problem.borrow(), options, go_on);
    const auto linear = fit->linear();
    const auto held_out = fit->held_out_scores(folds, go_on);
    for (const std::size_t threads : {2, 3, 5}) {
      options.threads = threads;
      const auto other = DualFit::learn(problem.borrow(), options, go_on);
      EXPECT_EQ(other->linear().weights, linear.weights) << outputs << " " << threads;
      EXPECT_EQ(other->linear().bias, linear.bias);
      EXPECT_EQ(other->violation(), fit->violation());
      EXPECT_EQ(*other->held_out_scores(folds, go_on), *held_out) << outputs << " " << threads;
    }
  }
}

TEST(DualFit, OutputsDontTouchEachOther) {
  const Problem problem(50, 30, 11);
  const auto together = DualFit::learn(problem.borrow(), {}, go_on)->linear();
  for (const std::size_t t : {0, 7, 10}) {
    Problem alone(50, 30, 1);
    for (std::size_t r = 0; r < 50; ++r) alone.labels[r] = problem.labels[r * 11 + t];
    EXPECT_EQ(weights_of(DualFit::learn(alone.borrow(), {}, go_on)->linear(), 0), weights_of(together, t));
  }
}

TEST(DualFit, TheSeedDecidesTheOrder) {
  const Problem problem(50, 30, 2);
  DualFitOptions options;
  const auto one = DualFit::learn(problem.borrow(), options, go_on)->linear();
  options.seed = 2;
  EXPECT_NE(DualFit::learn(problem.borrow(), options, go_on)->linear().weights, one.weights);
  options.seed = 1;
  EXPECT_EQ(DualFit::learn(problem.borrow(), options, go_on)->linear().weights, one.weights);
}

TEST(DualFit, LearnsNothingFromCellsThatNobodyKnows) {
  Problem problem(40, 30, 3);
  problem.known.assign(problem.labels.size(), 1);
  for (std::size_t r = 20; r < 40; ++r) problem.known[r * 3 + 1] = 0;
  const auto one = DualFit::learn(problem.borrow(), thorough(), go_on)->linear();
  for (std::size_t r = 20; r < 40; ++r) problem.labels[r * 3 + 1] ^= 1;
  EXPECT_EQ(DualFit::learn(problem.borrow(), thorough(), go_on)->linear().weights, one.weights);
  problem.known.clear();
  problem.train.resize(20);
  const auto half = DualFit::learn(problem.borrow(), thorough(), go_on)->linear();
  const auto masked = weights_of(one, 1), cold = weights_of(half, 1);
  for (std::size_t c = 0; c < cold.size(); ++c) EXPECT_NEAR(masked[c], cold[c], 1e-3);
}

TEST(DualFit, ARowThatWeighsThreeIsThreeRows) {
  Problem problem(30, 10, 2);
  problem.weights.assign(30, 1.0F);
  problem.weights[4] = 3;
  const auto heavy = DualFit::learn(problem.borrow(), thorough(), go_on)->linear();
  problem.weights[4] = 1;
  for (int copy = 0; copy < 2; ++copy) {
    for (std::uint64_t i = problem.features.starts[4]; i < problem.features.starts[5]; ++i)
      problem.features.add(problem.features.column[i], problem.features.value[i]);
    problem.features.end_row();
    problem.labels.insert(problem.labels.end(), {problem.labels[8], problem.labels[9]});
    problem.weights.push_back(1);
    problem.train.push_back(30 + static_cast<std::uint32_t>(copy));
  }
  const auto repeated = DualFit::learn(problem.borrow(), thorough(), go_on)->linear();
  for (std::size_t i = 0; i < heavy.weights.size(); ++i)
    EXPECT_NEAR(heavy.weights[i], repeated.weights[i], 1e-3);
}

TEST(DualFit, ARowOfWeightZeroTeachesNothing) {
  Problem problem(20, 10, 2);
  problem.weights.assign(20, 1.0F);
  problem.weights[3] = 0;
  const auto one = DualFit::learn(problem.borrow(), {}, go_on)->linear();
  problem.labels[6] ^= 1;
  EXPECT_EQ(DualFit::learn(problem.borrow(), {}, go_on)->linear().weights, one.weights);
}

TEST(DualFit, TakesAStrengthForEachOutput) {
  const Problem problem(40, 20, 2);
  DualFitOptions options;
  options.strength = {0.1, 5};
  const auto both = DualFit::learn(problem.borrow(), options, go_on)->linear();
  for (std::size_t t = 0; t < 2; ++t) {
    DualFitOptions one;
    one.strength = {options.strength[t]};
    EXPECT_EQ(weights_of(DualFit::learn(problem.borrow(), one, go_on)->linear(), t), weights_of(both, t));
  }
}

TEST(DualFit, WithoutAConstantFeatureHasNoBias) {
  const Problem problem(40, 20, 2);
  DualFitOptions options;
  options.bias = 0;
  EXPECT_EQ(DualFit::learn(problem.borrow(), options, go_on)->linear().bias, std::vector<float>(2, 0.0F));
}

TEST(DualFit, ReportsHowFarItIs) {
  const Problem problem(100, 30, 3);
  DualFitOptions options;
  std::vector<DualProgress> reports;
  const auto fit = DualFit::learn(problem.borrow(), options, [&](const DualProgress& progress) {
    reports.push_back(progress);
    return true;
  });
  ASSERT_EQ(reports.size(), 5u);
  for (std::size_t i = 0; i < 5; ++i) {
    EXPECT_EQ(reports[i].pass, static_cast<int>(i) + 1);
    EXPECT_NEAR(reports[i].done, static_cast<double>(i + 1) / 5, 1e-9);
  }
  EXPECT_LT(reports.back().loss, reports.front().loss);
  double done = 0;
  const auto scores = fit->held_out_scores({{0, 1}, {2, 3}}, [&](const DualProgress& progress) {
    EXPECT_GT(progress.done, done);
    done = progress.done;
    return true;
  });
  EXPECT_NEAR(done, 1, 1e-9);
}

TEST(DualFit, StopsWhenAsked) {
  const Problem problem(100, 30, 3);
  int reports = 0;
  const auto stop = [&](const DualProgress&) { return ++reports < 3; };
  const auto fit = DualFit::learn(problem.borrow(), {}, stop);
  ASSERT_FALSE(fit.ok());
  EXPECT_EQ(fit.error().code, ErrorCode::kInterrupted);
  EXPECT_EQ(reports, 3);
  const auto whole = DualFit::learn(problem.borrow(), {}, go_on);
  reports = 0;
  const auto scores = whole->held_out_scores({{0}, {1}, {2}}, stop);
  ASSERT_FALSE(scores.ok());
  EXPECT_EQ(scores.error().code, ErrorCode::kInterrupted);
  EXPECT_EQ(reports, 3) << "nobody is asked again";
}

TEST(DualFit, WithoutRowsKnowsNothing) {
  Problem problem(5, 10, 2);
  problem.train.clear();
  const auto fit = DualFit::learn(problem.borrow(), {}, go_on);
  ASSERT_TRUE(fit.ok()) << fit.error().to_string();
  EXPECT_EQ(fit->linear().weights, std::vector<float>(20, 0.0F));
  EXPECT_EQ(*fit->held_out_scores({{0, 1}, {}}, go_on), std::vector<float>(10, 0.0F));
}

TEST(DualFit, SaysWhatIsWrongWithOptions) {
  const Problem problem(5, 10, 2);
  const auto message = [&](auto change) {
    DualFitOptions options;
    change(options);
    const auto fit = DualFit::learn(problem.borrow(), options, go_on);
    return fit.ok() ? std::string("fine") : fit.error().message;
  };
  EXPECT_EQ(message([](auto&) {}), "fine");
  EXPECT_THAT(message([](auto& o) { o.strength = {1, 2, 3}; }), HasSubstr("3 strengths for 2 outputs"));
  EXPECT_THAT(message([](auto& o) { o.strength = {0}; }), HasSubstr("strengths"));
  EXPECT_THAT(message([](auto& o) { o.strength = {std::nan("")}; }), HasSubstr("strengths"));
  EXPECT_THAT(message([](auto& o) { o.passes = 0; }), HasSubstr("pass"));
  EXPECT_THAT(message([](auto& o) { o.held_out_passes = -1; }), HasSubstr("pass"));
  EXPECT_THAT(message([](auto& o) { o.bias = -1; }), HasSubstr("constant"));
}

TEST(ShuffledRows, KeepsEachRowOnce) {
  std::vector<std::uint32_t> rows(1000);
  std::iota(rows.begin(), rows.end(), 5U);
  for (const std::size_t window : {0, 1, 64, 1000, 5000}) {
    auto order = shuffled_rows(rows, window, 3);
    EXPECT_EQ(order, shuffled_rows(rows, window, 3));
    EXPECT_NE(order, shuffled_rows(rows, window, 4));
    std::sort(order.begin(), order.end());
    EXPECT_EQ(std::vector<std::uint32_t>(order.begin(), order.end()), rows) << window;
  }
  EXPECT_TRUE(shuffled_rows({}, 0, 1).empty());
}

TEST(ShuffledRows, StaysInAWindowUntilItIsDone) {
  std::vector<std::uint32_t> rows(640);
  std::iota(rows.begin(), rows.end(), 0U);
  const auto order = shuffled_rows(rows, 64, 3);
  bool moved = false, shuffled = false;
  for (std::size_t i = 0; i < order.size(); ++i) {
    EXPECT_EQ(order[i] / 64, order[i / 64 * 64] / 64);
    moved |= order[i] / 64 != static_cast<std::int32_t>(i / 64);
    shuffled |= order[i] % 64 != static_cast<std::int32_t>(i % 64);
  }
  EXPECT_TRUE(moved && shuffled);
}

}  // namespace
}  // namespace bearing
