// A pair model made by hand, without training: the features of a few pairs, with weights drawn from a seed.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/hash.hpp"
#include "feature/pair_features.hpp"
#include "model/pair_model.hpp"

namespace bearing {

inline AnalyzedText analyzed(std::string_view text, bool drop_furniture = false) {
  TextAnalyzer analyzer;
  AnalyzedText title, out;
  analyzer.analyze({}, text, drop_furniture, title, out);
  return out;
}

/// Texts and targets whose features the small model knows.
inline const std::vector<std::pair<std::string, std::string>>& familiar_pairs() {
  static const std::vector<std::pair<std::string, std::string>> pairs = {
      {"The minister said coal plants must close. Nobody objected!", "coal plants"},
      {"Critics deny that coal plants harm anyone. Is it a hoax?", "coal plants"},
      {"Bộ trưởng hoan nghênh điện gió. Người dân không phản đối.", "điện gió"},
      {"Farmers welcomed wind power, but fishermen rejected it.", "wind power"}};
  return pairs;
}

/// Every family of features once.
inline PairRules small_pair_rules() {
  PairRules rules;
  rules.near_feeling = true;
  rules.blocks = {{.family = PairFamily::kTextWords, .largest = 2, .weight = 0.5, .by_target = 1},
                  {.family = PairFamily::kTextChars, .smallest = 3, .largest = 3},
                  {.family = PairFamily::kTargetWords, .weight = 2},
                  {.family = PairFamily::kTargetChars, .smallest = 4, .largest = 4, .weight = 0.5},
                  {.family = PairFamily::kNear},
                  {.family = PairFamily::kNearMasked, .largest = 3, .window = 8},
                  {.family = PairFamily::kSides, .weight = 0, .by_target = 0.5},
                  {.family = PairFamily::kKnownTarget}};
  for (PairBlock& block : rules.blocks) block.min_documents = 1;
  return rules;
}

/// The same with every dense feature, copies of them for known targets, and cues.
inline PairRules full_pair_rules() {
  PairRules rules = small_pair_rules();
  rules.form = rules.split_hashtags = true;
  rules.dense_weight = 0.5;
  rules.dense_by_target = 0.25;
  rules.cues = {{"coal plants", "favor", {"jobs", "close*", "coal plants must"}},
                {"wind power", "against", {"fishermen", "reject*"}}};
  return rules;
}

/// Numbers in [-1, 1).
inline std::vector<float> drawn_floats(std::uint64_t seed, std::size_t count) {
  std::vector<float> values;
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint64_t bits = mix(mix(seed, 0x5EED), i * 0x2545F4914F6CDD1DULL);
    values.push_back(static_cast<float>(bits >> 40) / static_cast<float>(1U << 23) - 1.0F);
  }
  return values;
}

inline void add_vocabularies(PairModelData& data) {
  DocumentFrequencies stems;
  std::vector<std::uint64_t> features;
  for (const auto& [text, target] : familiar_pairs()) {
    for (const std::string& side : {text, target}) {
      features.clear();
      append_pair_stems(analyzed(side), features);
      stems.add(features);
    }
  }
  data.stems = data.rules.overlap ? stems.build(1, 0) : WeightedVocabulary{};
  std::vector<DocumentFrequencies> blocks(data.rules.blocks.size());
  PairExtractor extractor(data.rules, data.stems.view());
  PairInput input;
  const AnalyzedText none;
  for (const auto& [text, target] : familiar_pairs()) {
    const AnalyzedText analyzed_text = analyzed(text), analyzed_target = analyzed(target);
    extractor.set_text(none, analyzed_text);
    extractor.pair(analyzed_target, input);
    for (std::size_t b = 0; b < blocks.size(); ++b) {
      features.clear();
      for (const PairTerm& term : input.blocks[b]) features.push_back(term.hash);
      blocks[b].add(features);
    }
  }
  for (std::size_t b = 0; b < blocks.size(); ++b) {
    const PairBlock& block = data.rules.blocks[b];
    data.vocabularies.push_back(block.family == PairFamily::kKnownTarget
                                    ? WeightedVocabulary{}
                                    : blocks[b].build(block.min_documents, block.most));
  }
}

inline PairModelData small_pair_data(PairRules rules = small_pair_rules(), std::size_t hidden = 2) {
  PairModelData data;
  data.name = "small-pairs";
  data.rules = std::move(rules);
  data.classes = {"favor", "against", "neutral"};
  if (data.rules.by_target()) {
    for (const char* name : {"coal plants", "wind power"})
      data.targets.push_back({name, pair_target_key(analyzed(name))});
  }
  add_vocabularies(data);
  const std::size_t dense = data.rules.dense_size(), classes = data.classes.size();
  if (dense == 0) hidden = 0;
  data.wide = drawn_floats(1, data.row_map().size() * classes);
  data.dense_mean = drawn_floats(2, dense);
  data.dense_scale.assign(dense, 0.75F);
  data.dense_linear = drawn_floats(3, dense * classes);
  if (data.rules.dense_by_target > 0)
    data.dense_by_target = drawn_floats(8, data.targets.size() * dense * classes);
  data.hidden_in = drawn_floats(4, dense * hidden);
  data.hidden_bias = drawn_floats(5, hidden);
  data.hidden_out = drawn_floats(6, hidden * classes);
  data.bias = drawn_floats(7, classes);
  data.offsets = {0, 0.5F, -0.25F};
  data.temperature = 1.25;
  data.provenance = R"({"seed":1})";
  return data;
}

inline std::string small_pair_bytes() {
  auto bytes = serialise_pair_model(small_pair_data());
  EXPECT_TRUE(bytes.ok());
  return *bytes;
}

inline Result<std::shared_ptr<const PairModel>> read_pair_model(std::string_view bytes, bool verify = true) {
  auto file = TensorFile::parse(std::as_bytes(std::span(bytes)), "m.safetensors", verify);
  if (!file) return file.error();
  return PairModel::from_file(*file, "m.safetensors");
}

}  // namespace bearing
