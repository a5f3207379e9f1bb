#include "inference/pair_scorer.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "model/bfloat16.hpp"
#include "tests/small_pair_model.hpp"

namespace bearing {
namespace {

// A pair on its way from text to score.
struct ScoredPair {
  ScoredPair(const PairModel& from, std::string_view text_bytes, std::string_view target_bytes,
             std::string_view title_bytes = {})
      : model(from),
        title(analyzed(title_bytes)),
        text(analyzed(text_bytes)),
        target(analyzed(target_bytes)),
        extractor(from.rules, from.stems),
        scorer(from) {
    extractor.set_text(title, text);
    extractor.pair(target, input);
    logits = scorer.score(input);
  }
  const PairModel& model;
  AnalyzedText title, text, target;
  PairExtractor extractor;
  PairInput input;
  PairScorer scorer;
  std::vector<float> logits;
};

std::shared_ptr<const PairModel> model_of(const PairModelData& data) {
  const auto bytes = serialise_pair_model(data);
  EXPECT_TRUE(bytes.ok());
  const auto model = read_pair_model(*bytes);
  EXPECT_TRUE(model.ok());
  return *model;
}

// The formula of pair_model.hpp, written out.
std::vector<double> expected_logits(const PairModel& model, const PairInput& input) {
  const std::size_t classes = model.class_count(), hidden = model.hidden_units();
  std::vector<double> z, logits(model.bias.begin(), model.bias.end());
  for (std::size_t i = 0; i < input.dense.size(); ++i) {
    const double value = (input.dense[i] - model.dense_mean[i]) / model.dense_scale[i];
    z.push_back(std::clamp<double>(value, -kDenseLimit, kDenseLimit));
  }
  std::vector<PairRow> rows;
  model.rows.append_rows(input, rows);
  const std::uint32_t target = model.rows.target(input.target_key);
  const bool copied = !model.dense_by_target.empty() && target != PairRowMap::kUnknownTarget;
  for (std::size_t k = 0; k < classes; ++k) {
    for (const PairRow& row : rows)
      logits[k] += static_cast<double>(row.value) * from_bfloat16(model.wide[row.row * classes + k]);
    for (std::size_t i = 0; i < z.size(); ++i) logits[k] += z[i] * model.dense_linear[i * classes + k];
    for (std::size_t i = 0; copied && i < z.size(); ++i)
      logits[k] += z[i] * model.dense_by_target[(target * z.size() + i) * classes + k];
    for (std::size_t u = 0; u < hidden; ++u) {
      double sum = model.hidden_bias[u];
      for (std::size_t i = 0; i < z.size(); ++i) sum += z[i] * model.hidden_in[i * hidden + u];
      logits[k] += std::max(sum, 0.0) * model.hidden_out[u * classes + k];
    }
  }
  return logits;
}

TEST(PairScorer, FollowsTheFormula) {
  PairRules sparse = small_pair_rules(), dense = small_pair_rules();
  sparse.overlap = sparse.feeling = sparse.near_feeling = false;
  dense.blocks.clear();
  for (const PairModelData& data :
       {small_pair_data(), small_pair_data(small_pair_rules(), 0), small_pair_data(small_pair_rules(), 7),
        small_pair_data(sparse), small_pair_data(dense), small_pair_data(full_pair_rules())}) {
    const auto model = model_of(data);
    for (const auto& [text, target] : familiar_pairs()) {
      const ScoredPair pair(*model, text, target, "Coal and wind");
      const auto expected = expected_logits(*model, pair.input);
      for (std::size_t k = 0; k < expected.size(); ++k) EXPECT_NEAR(pair.logits[k], expected[k], 1e-3);
    }
  }
}

TEST(PairScorer, LimitsDenseFeatures) {
  PairModelData data = small_pair_data();
  data.dense_scale.assign(data.dense_scale.size(), 1e-6F);
  const auto model = model_of(data);
  const ScoredPair pair(*model, familiar_pairs()[0].first, "coal plants");
  const auto expected = expected_logits(*model, pair.input);
  for (std::size_t k = 0; k < expected.size(); ++k) EXPECT_NEAR(pair.logits[k], expected[k], 1e-2);
}

TEST(PairScorer, GivesProbabilitiesAtTheTemperature) {
  const auto model = model_of(small_pair_data());
  ScoredPair pair(*model, familiar_pairs()[1].first, "coal plants");
  const std::vector<double> probabilities = pair.scorer.probabilities();
  double sum = 0;
  for (const double probability : probabilities) sum += probability;
  EXPECT_NEAR(sum, 1, 1e-12);
  EXPECT_NEAR(std::log(probabilities[0] / probabilities[1]),
              (static_cast<double>(pair.logits[0]) - static_cast<double>(pair.logits[1])) / 1.25, 1e-6);
}

TEST(PairScorer, DecidesByLogitsWithOffsets) {
  PairModelData data = small_pair_data();
  data.offsets = {0, 0, 0};
  const auto plain = model_of(data);
  const ScoredPair pair(*plain, familiar_pairs()[3].first, "wind power");
  const auto best = static_cast<std::size_t>(std::max_element(pair.logits.begin(), pair.logits.end()) -
                                             pair.logits.begin());
  EXPECT_EQ(pair.scorer.decision(), best);
  data.offsets[(best + 1) % 3] = 1000;
  const auto shifted = model_of(data);
  const ScoredPair other(*shifted, familiar_pairs()[3].first, "wind power");
  EXPECT_EQ(other.scorer.decision(), (best + 1) % 3);
  EXPECT_EQ(other.logits, pair.logits) << "offsets are for the decision only";
}

TEST(PairScorer, DoesNotRememberOtherPairs) {
  const auto model = model_of(small_pair_data());
  ScoredPair fresh(*model, familiar_pairs()[0].first, "coal plants");
  ScoredPair other(*model, familiar_pairs()[2].first, "điện gió");
  other.scorer.score(other.input);
  EXPECT_EQ(other.scorer.score(fresh.input), fresh.logits);
}

TEST(PairScorer, UnknownTargetsScoreByTheRest) {
  const auto model = model_of(small_pair_data());
  const ScoredPair known(*model, familiar_pairs()[3].first, "wind power");
  ScoredPair unknown(*model, familiar_pairs()[3].first, "wind power");
  unknown.input.target_key += 1;
  const std::vector<float> logits = unknown.scorer.score(unknown.input);
  EXPECT_NE(logits, known.logits);
  const auto expected = expected_logits(*model, unknown.input);
  for (std::size_t k = 0; k < expected.size(); ++k) EXPECT_NEAR(logits[k], expected[k], 1e-3);
}

TEST(PairScorer, ContributionsAndRestAddUp) {
  const auto model = model_of(small_pair_data());
  for (const auto& [text, target] : familiar_pairs()) {
    const ScoredPair pair(*model, text, target, "Coal #wind?");
    for (std::size_t k = 0; k < 3; ++k) {
      std::vector<PairContribution> parts;
      double sum = pair.scorer.explain(pair.input, pair.extractor, k, parts);
      for (const PairContribution& part : parts) sum += part.weight;
      EXPECT_NEAR(sum, pair.logits[k], 1e-9);
      for (std::size_t i = 1; i < parts.size(); ++i) {
        EXPECT_LT(std::pair(parts[i - 1].field, parts[i - 1].token),
                  std::pair(parts[i].field, parts[i].token));
      }
    }
  }
}

TEST(PairScorer, ContributionsAreThoseOfTheWords) {
  PairRules rules;
  rules.overlap = rules.feeling = false;
  rules.blocks = {{.family = PairFamily::kTextWords, .largest = 2, .min_documents = 1}};
  PairModelData data = small_pair_data(rules);
  const AnalyzedText text = analyzed("wind power and wind"), target = analyzed("x"), none;
  PairExtractor extractor(rules);
  PairInput input;
  extractor.set_text(none, text);
  extractor.pair(target, input);
  // Only "wind" and "wind power" have weights.
  const auto row = [&](std::size_t term) {
    return data.vocabularies[0].view().index.find(input.blocks[0][term].hash);
  };
  std::fill(data.wide.begin(), data.wide.end(), 0.0F);
  data.wide[row(0) * 3] = 1;
  data.wide[row(1) * 3] = 2;
  const auto model = model_of(data);
  PairScorer scorer(*model);
  scorer.score(input);
  std::vector<PairRow> rows;
  model->rows.append_rows(input, rows);
  const auto value = [&](std::uint32_t wanted) {
    for (const PairRow& r : rows) {
      if (r.row == wanted) return static_cast<double>(r.value);
    }
    return 0.0;
  };
  std::vector<PairContribution> parts;
  EXPECT_NEAR(scorer.explain(input, extractor, 0, parts), model->bias[0], 1e-6);
  ASSERT_EQ(parts.size(), 3u) << "no feature with \"and\" is known";
  const double wind = value(row(0)), pair = 2 * value(row(1));
  EXPECT_GT(wind, 0);
  EXPECT_GT(pair, 0);
  EXPECT_NEAR(parts[0].weight, wind / 2 + pair / 2, 1e-6) << "half of wind, half of wind power";
  EXPECT_NEAR(parts[1].weight, pair / 2, 1e-6);
  EXPECT_NEAR(parts[2].weight, wind / 2, 1e-6);
  EXPECT_EQ(parts[2].token, 3u);
}

}  // namespace
}  // namespace bearing
