#include "training/pair_decision.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>

namespace bearing {
namespace {

using testing::HasSubstr;

const std::vector<std::string> kNames = {"favor", "against", "neutral"};

// Classes drawn from softmax((scores + shift) / temperature).
HeldOutScores drawn_scores(std::size_t pairs, double temperature, const std::vector<double>& shift) {
  HeldOutScores held_out;
  held_out.classes = shift.size();
  PairDecisionRule truth;
  truth.temperature = temperature;
  truth.shift = shift;
  std::mt19937_64 random(1);
  const auto uniform = [&] { return static_cast<double>(random() >> 11) / double(1ULL << 53); };
  for (std::size_t i = 0; i < pairs; ++i) {
    for (std::size_t k = 0; k < shift.size(); ++k)
      held_out.scores.push_back(static_cast<float>(4 * uniform() - 2));
    const auto p = truth.probabilities(held_out.scores.data() + i * shift.size());
    double rest = uniform();
    std::uint32_t k = 0;
    while (k + 1 < p.size() && rest >= p[k]) rest -= p[k++];
    held_out.truth.push_back(k);
  }
  return held_out;
}

std::vector<std::uint32_t> all_of(const HeldOutScores& held_out) {
  std::vector<std::uint32_t> rows(held_out.truth.size());
  std::iota(rows.begin(), rows.end(), 0U);
  return rows;
}

std::size_t right(const HeldOutScores& held_out, const PairDecisionRule& rule) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < held_out.truth.size(); ++i)
    count += rule.decide(held_out.scores.data() + i * held_out.classes) == held_out.truth[i];
  return count;
}

TEST(PairDecision, FindsTemperatureAndShift) {
  const auto held_out = drawn_scores(40000, 0.5, {0.8, -0.3, 0});
  const auto rule = fit_pair_decision(held_out, all_of(held_out), kNames, {PairObjective::kAccuracy, false});
  ASSERT_TRUE(rule.ok()) << rule.error().to_string();
  EXPECT_NEAR(rule->temperature, 0.5, 0.03);
  EXPECT_NEAR(rule->shift[0] - rule->shift[2], 0.8, 0.04);
  EXPECT_NEAR(rule->shift[1] - rule->shift[2], -0.3, 0.04);
}

TEST(PairDecision, WithoutTuningScoresDecideAsTheyAre) {
  const auto held_out = drawn_scores(500, 1, {2, 0, 0});
  const auto rule = fit_pair_decision(held_out, all_of(held_out), kNames, {PairObjective::kMacroF1, false});
  ASSERT_TRUE(rule.ok());
  for (std::size_t i = 0; i < 500; ++i) {
    const float* scores = held_out.scores.data() + i * 3;
    EXPECT_EQ(rule->decide(scores), std::max_element(scores, scores + 3) - scores);
  }
}

TEST(PairDecision, TuningServesTheObjective) {
  const auto held_out = drawn_scores(4000, 1, {1.5, 0, -2});
  const auto rows = all_of(held_out);
  const auto plain = fit_pair_decision(held_out, rows, kNames, {PairObjective::kAccuracy, false});
  const auto accuracy = fit_pair_decision(held_out, rows, kNames, {PairObjective::kAccuracy, true});
  const auto macro = fit_pair_decision(held_out, rows, kNames, {PairObjective::kMacroF1, true});
  ASSERT_TRUE(plain.ok() && accuracy.ok() && macro.ok());
  EXPECT_GT(right(held_out, *accuracy), right(held_out, *plain));
  EXPECT_GT(right(held_out, *accuracy), right(held_out, *macro));
}

TEST(PairDecision, ProbabilitiesAddUpToOne) {
  PairDecisionRule rule;
  rule.temperature = 0.01;
  rule.shift = {0, 1, 2};
  const float scores[] = {500, -500, 0};
  const auto p = rule.probabilities(scores);
  EXPECT_NEAR(std::accumulate(p.begin(), p.end(), 0.0), 1, 1e-12);
  EXPECT_NEAR(p[0], 1, 1e-12);
}

TEST(PairDecision, SurvivesSeparableAndMeaninglessScores) {
  HeldOutScores separable{2, {}, {}}, meaningless{2, {}, {}};
  for (std::uint32_t i = 0; i < 100; ++i) {
    const float side = i % 2 == 0 ? 1.0F : -1.0F;
    separable.scores.insert(separable.scores.end(), {side, -side});
    separable.truth.push_back(i % 2);
    meaningless.scores.insert(meaningless.scores.end(), {1.0F, 1.0F});
    meaningless.truth.push_back(i % 2);
  }
  for (const auto* held_out : {&separable, &meaningless}) {
    const auto rule = fit_pair_decision(*held_out, all_of(*held_out), {"a", "b"}, {});
    ASSERT_TRUE(rule.ok());
    EXPECT_TRUE(std::isfinite(rule->temperature) && rule->temperature > 0);
    for (const double p : rule->probabilities(held_out->scores.data())) EXPECT_TRUE(std::isfinite(p));
  }
}

TEST(PairDecision, ObjectivesNeedTheirClasses) {
  EXPECT_TRUE(check_objective(PairObjective::kMacroF1, {"x", "y"}).ok());
  EXPECT_TRUE(check_objective(PairObjective::kSemEval, kNames).ok());
  const auto fnc = check_objective(PairObjective::kFnc1, kNames);
  ASSERT_FALSE(fnc.ok());
  EXPECT_THAT(fnc.error().message, HasSubstr("\"unrelated\""));
  EXPECT_FALSE(check_objective(PairObjective::kSemEval, {"favor", "neutral"}).ok());
}

}  // namespace
}  // namespace bearing
