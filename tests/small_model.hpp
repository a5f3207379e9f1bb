// A topic model made by hand, without training: every feature of a few sentences, with weights drawn from its
// hash.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "attribution/holder_features.hpp"
#include "base/file.hpp"
#include "base/hash.hpp"
#include "feature/extractor.hpp"
#include "feature/lexicon.hpp"
#include "feature/stance_features.hpp"
#include "model/topic_model.hpp"

namespace bearing {

inline Document document_of(const std::string& text, const std::string& title = {}) {
  Document document;
  document.title = title;
  document.text = text;
  return document;
}

/// A new empty folder, gone with its contents at the end of the scope.
class ScratchFolder {
 public:
  ScratchFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "bearing-test-XXXXXX").string();
    path_ = ::mkdtemp(name.data());
  }
  ~ScratchFolder() { std::filesystem::remove_all(path_); }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;

  std::string path(const std::string& name) const { return path_ + "/" + name; }

  std::string write(const std::string& name, const std::string& bytes) const {
    const auto written = write_file_atomically(path(name), bytes);
    EXPECT_TRUE(written.ok());
    return path(name);
  }

 private:
  std::string path_;
};

/// English and Vietnamese texts whose words the small model knows.
inline const std::vector<std::string>& familiar_texts() {
  static const std::vector<std::string> texts = {
      "Rivers rose overnight and the flood reached the lower town. Boats carried families to the school on "
      "the hill.",
      "Trade talks resumed after a week. Both sides want lower tariffs on rice, coffee and steel.",
      "Nước lũ dâng cao trong đêm, nhiều hộ dân phải sơ tán. Chính quyền xã đã chuẩn bị thuyền cứu hộ.",
      "Hai nước nối lại đàm phán thương mại. Thuế quan với gạo và cà phê sẽ giảm dần.",
      "The vaccine's second dose reached 19 provinces in 2024; nurses kept the cold boxes shut."};
  return texts;
}

inline Scheme small_scheme() {
  Scheme scheme;
  scheme.name = "small";
  for (const char* id : {"floods", "trade", "health"}) scheme.topics.emplace_back().id = id;
  scheme.topics[0].terms = {{"en", {"flood", "lower town"}}, {"vi", {"nước lũ", "cứu hộ"}}};
  scheme.topics[1].terms = {{"en", {"trade talks", "tariff", "flood"}}, {"vi", {"đàm phán thương mại"}}};
  scheme.topics[2].terms = {{"en", {"vaccine", "second dose"}}, {"vi", {"vắc xin"}}};
  return scheme;
}

/// A number in [-1, 1) that depends on the arguments alone.
inline float drawn(std::uint64_t a, std::uint64_t b) {
  return static_cast<float>(static_cast<double>(mix(mix(11, a), b) >> 40) / double(1 << 23) - 1.0);
}

struct SmallModelOptions {
  bool sentences = true;
  bool chars = true;
  double boundary = 0;     ///< FeatureRules::boundary.
  bool stance = false;     ///< Two targets, "dikes" and "tariffs"; needs sentences.
  bool flat = false;       ///< A score map, and neither sentences nor stance, whatever else is asked for.
  bool exclusive = false;  ///< One topic a document; needs flat.
  std::uint64_t seed = 1;
};

inline void add_small_targets(Scheme& scheme) {
  for (const char* id : {"dikes", "tariffs"}) scheme.targets.emplace_back().id = id;
  scheme.targets[0].terms = {{"en", {"flood", "boats"}}};
  scheme.targets[0].favor = {{"en", {"reached the lower town"}}};
  scheme.targets[1].terms = {{"en", {"tariffs"}}, {"vi", {"thuế quan"}}};
  scheme.targets[1].favor = {{"en", {"lower tariffs"}}, {"vi", {"giảm dần"}}};
  scheme.targets[1].against = {{"en", {"steel"}}};
}

inline void fill_small_stance(TopicModelData& data, std::uint64_t seed) {
  StanceModelData& stance = data.stance;
  stance.stances = {"favor", "against"};
  const std::size_t columns = 4, terms = data.terms.tags.size(), targets = data.layout.targets;
  const auto fill = [&](std::vector<float>& values, std::size_t count, std::uint64_t salt, float scale) {
    for (std::size_t i = 0; i < count; ++i) values.push_back(scale * drawn(mix(seed, salt), i));
  };
  stance.own.first.push_back(0);
  for (std::uint32_t row = 0; row < terms; ++row) {
    for (std::uint16_t t = 0; row % 2 == 0 && t < targets; ++t) stance.own.targets.push_back(t);
    stance.own.first.push_back(static_cast<std::uint32_t>(stance.own.targets.size()));
  }
  fill(stance.shared, terms * columns, 21, 8);
  fill(stance.own_weights, stance.own.targets.size() * columns, 22, 8);
  fill(stance.cue, kTargetCues * columns, 23, 1);
  fill(stance.target_cue, targets * kTargetCues * columns, 24, 1);
  fill(stance.target_bias, targets * columns, 25, 1);
  fill(stance.bias, columns, 26, 1);
  stance.entry = {0.1, 1, 0.5, 0.2, 0.1, 1, 0.5, 0.2};
  stance.entry_bias = {1, 1};
  stance.entry_threshold = 0.4;
  for (std::size_t i = 0; i < kEvidenceFeatures; ++i)
    stance.evidence.push_back(static_cast<double>(drawn(mix(seed, 27), i)));
  fill(stance.holder, kHolderFeatures, 28, 1);
}

inline ScoreMap small_score_map(bool exclusive) {
  ScoreMap map;
  map.exclusive = exclusive;
  map.knots = {-2, 0, 3};
  map.slopes = {0.5, 1.25, 1, 0.25};
  map.offset = -0.25;
  map.scale = {1, 0.5, 2};
  map.bias = {0.125, 0, -1};
  return map;
}

inline TopicModelData small_model_data(SmallModelOptions options = {}) {
  if (options.flat) options.sentences = options.stance = false;
  TopicModelData data;
  data.scheme = small_scheme();
  data.scheme.exclusive = options.exclusive;
  if (options.stance) add_small_targets(data.scheme);
  data.layout = {data.scheme.topics.size(), data.scheme.targets.size()};
  if (!options.chars) data.rules.chars = 0;
  data.rules.boundary = options.boundary;
  TextAnalyzer analyzer;
  TermExtractor extractor;
  AnalyzedText title, text;
  DocumentTerms document;
  std::vector<Feature> terms, chars;
  for (const std::string& familiar : familiar_texts()) {
    analyzer.analyze({}, familiar, false, title, text);
    extractor.extract(title, text, data.rules, document);
    for (const Term& term : document.terms) {
      append_features(term, data.rules, terms);
      append_char_features(term, data.rules, chars);
    }
  }
  const auto vocabulary = [](const std::vector<Feature>& features) {
    std::vector<std::uint64_t> hashes;
    for (const Feature& feature : features) hashes.push_back(feature.hash);
    return build_vocabulary(std::move(hashes));
  };
  data.terms = vocabulary(terms);
  data.chars = vocabulary(chars);
  data.lexicon = build_lexicon(data.scheme, data.layout);
  const std::size_t topics = data.layout.topics, outputs = data.layout.outputs(),
                    groups = data.layout.groups();
  const auto fill = [&](std::vector<float>& values, std::size_t count, std::uint64_t salt, float scale,
                        float centre = 0) {
    for (std::size_t i = 0; i < count; ++i)
      values.push_back(centre + scale * drawn(mix(options.seed, salt), i));
  };
  const std::size_t term_rows = data.terms.tags.size(), char_rows = data.chars.tags.size();
  fill(data.terms_idf, term_rows, 1, 1.5F, 3);
  fill(data.chars_idf, char_rows, 2, 1.5F, 3);
  fill(data.terms_document, term_rows * topics, 3, 12);
  fill(data.chars_document, char_rows * topics, 4, 6);
  fill(data.lexicon_document, groups * topics, 5, 1);
  fill(data.document_bias, topics, 6, 1);
  if (options.sentences) {
    fill(data.terms_sentence, term_rows * outputs, 7, 12);
    fill(data.lexicon_sentence, groups * outputs, 8, 1);
    fill(data.sentence_bias, outputs, 9, 1);
    data.sentence_floor = 10;
  }
  data.least_coverage = 0.4;
  data.languages = {"en", "vi"};
  data.decision = {{1.25, 0.75, 1},
                   {0.5, 0.25, options.sentences ? 1.0 : 0.0},
                   {0.1, -0.2, 0},
                   {0.5, 0.4, 0.6},
                   {0.3, 0.2, 0.1}};
  if (options.flat) {
    data.map = small_score_map(options.exclusive);
    data.decision.document = data.decision.sentence = data.decision.bias = {};
  }
  if (options.stance) {
    for (std::vector<double>* values :
         {&data.decision.document, &data.decision.sentence, &data.decision.bias})
      values->resize(outputs, 0.0);
    data.decision.sentence[topics] = data.decision.sentence[topics + 1] = 1;
    data.decision.bias[topics] = 2;
    data.decision.threshold.resize(outputs, 0.4);
    data.decision.base_rate.resize(outputs, 0.2);
    fill_small_stance(data, options.seed);
  }
  data.provenance = "{}";
  data.quality = "{}";
  return data;
}

inline std::string small_model_bytes(const SmallModelOptions& options = {}) {
  auto bytes = serialise_topic_model(small_model_data(options));
  EXPECT_TRUE(bytes.ok());
  return *bytes;
}

}  // namespace bearing
