#include "model/topic_model.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <functional>
#include <limits>

#include "model/bfloat16.hpp"
#include "tests/small_model.hpp"
#include "tests/unit/model/model_parts.hpp"

namespace bearing {
namespace {

using testing::HasSubstr;

Result<std::shared_ptr<const TopicModel>> read_model(std::string_view bytes, bool verify = true) {
  auto file = TensorFile::parse(std::as_bytes(std::span(bytes)), "m.safetensors", verify);
  if (!file) return file.error();
  return TopicModel::from_file(*file, "m.safetensors");
}

Dtype dtype_of(const TensorFile& file, const std::string& name) {
  for (const Dtype dtype : {Dtype::kU8, Dtype::kU16, Dtype::kU32, Dtype::kF32, Dtype::kF64, Dtype::kBF16}) {
    if (file.tensor(name, dtype)) return dtype;
  }
  ADD_FAILURE() << name;
  return Dtype::kU8;
}

Parts parts_of(const std::string& bytes) {
  auto file = *TensorFile::parse(std::as_bytes(std::span(bytes)), "m");
  Parts parts;
  for (const std::string& name : file->names()) {
    const Dtype dtype = dtype_of(*file, name);
    const TensorView view = *file->tensor(name, dtype);
    parts.tensors.push_back({name, dtype, view.shape, {view.bytes.begin(), view.bytes.end()}});
  }
  parts.metadata = file->metadata();
  parts.metadata.erase("bearing.checksum");
  return parts;
}

// What a reader says of the small model after `damage`, with a right checksum.
Result<std::shared_ptr<const TopicModel>> damaged(const std::function<void(Parts&)>& damage,
                                                  const SmallModelOptions& options = {}) {
  Parts parts = parts_of(small_model_bytes(options));
  damage(parts);
  auto bytes = serialise_tensors(parts.tensors, parts.metadata);
  EXPECT_TRUE(bytes.ok());
  return read_model(*bytes);
}

void expect_refused(const char* what, const std::string& message, const std::function<void(Parts&)>& damage,
                    const SmallModelOptions& options = {}) {
  const auto model = damaged(damage, options);
  ASSERT_FALSE(model.ok()) << what;
  EXPECT_EQ(model.error().code, ErrorCode::kInvalidModel) << what;
  EXPECT_THAT(model.error().message, HasSubstr(message)) << what;
}

void replace(std::string& text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  ASSERT_NE(at, std::string::npos) << from << " in " << text;
  text.replace(at, from.size(), to);
}

TEST(TopicModel, ReadsBackWhatWasWritten) {
  for (const bool sentences : {true, false}) {
    const TopicModelData data = small_model_data({.sentences = sentences});
    const auto bytes = serialise_topic_model(data);
    ASSERT_TRUE(bytes.ok());
    auto opened = read_model(*bytes);
    ASSERT_TRUE(opened.ok()) << opened.error().to_string();
    const TopicModel& model = **opened;
    EXPECT_EQ(model.layout.outputs(), 3u);
    EXPECT_EQ(model.has_sentences(), sentences);
    EXPECT_EQ(scheme_to_json(model.scheme), scheme_to_json(data.scheme));
    EXPECT_EQ(model.rules, data.rules);
    EXPECT_EQ(model.terms.size(), data.terms.tags.size());
    EXPECT_EQ(model.chars.size(), data.chars.tags.size());
    EXPECT_EQ(model.least_coverage, data.least_coverage);
    EXPECT_EQ(model.sentence_floor, data.sentence_floor);
    EXPECT_EQ(model.languages, data.languages);
    EXPECT_EQ(model.decision.document, data.decision.document);
    EXPECT_EQ(model.decision.sentence, data.decision.sentence);
    EXPECT_EQ(model.decision.bias, data.decision.bias);
    EXPECT_EQ(model.decision.threshold, data.decision.threshold);
    EXPECT_EQ(model.decision.base_rate, data.decision.base_rate);
    EXPECT_EQ(model.provenance, data.provenance);
    ASSERT_EQ(model.terms_document.size(), data.terms_document.size());
    for (std::size_t i = 0; i < data.terms_document.size(); ++i) {
      ASSERT_NEAR(from_bfloat16(model.terms_document[i]), data.terms_document[i],
                  0.004 * std::abs(data.terms_document[i]));
    }
    EXPECT_TRUE(std::equal(model.lexicon.groups.begin(), model.lexicon.groups.end(),
                           data.lexicon.groups.begin(), data.lexicon.groups.end()));
  }
}

TEST(TopicModel, HoldsAProfileOfItsTrainingOrNone) {
  EXPECT_FALSE((*read_model(small_model_bytes()))->profile.has_value());
  TopicModelData data = small_model_data();
  data.profile.emplace();
  data.profile->add("en", 0.9, 100);
  data.profile->topics["floods"] = 1;
  const std::string bytes = *serialise_topic_model(data);
  const auto model = read_model(bytes);
  ASSERT_TRUE(model.ok());
  EXPECT_EQ((*model)->profile, data.profile);

  Parts parts = parts_of(bytes);
  replace(parts.metadata[kProfileMetadata], "\"documents\":1", "\"documents\":2");
  const auto damaged_model = read_model(*serialise_tensors(parts.tensors, parts.metadata));
  ASSERT_FALSE(damaged_model.ok());
  EXPECT_EQ(damaged_model.error().code, ErrorCode::kInvalidModel);
  EXPECT_THAT(damaged_model.error().message, HasSubstr("bearing.profile"));
}

TEST(TopicModel, IsTheSameBytesForTheSameData) {
  EXPECT_EQ(small_model_bytes(), small_model_bytes());
  EXPECT_NE(small_model_bytes(), small_model_bytes({.seed = 2}));
}

TEST(TopicModel, IsNamedAfterItsSchemeAndItsBytes) {
  const auto one = read_model(small_model_bytes()), other = read_model(small_model_bytes({.seed = 2}));
  EXPECT_THAT((*one)->id(), testing::MatchesRegex("small@[0-9a-f]{8}"));
  EXPECT_NE((*one)->id(), (*other)->id());
}

TEST(TopicModel, RulesSurviveWithEveryBit) {
  TopicModelData data = small_model_data();
  data.rules.idf_exponent = 1.0 / 3;
  data.rules.pool_length = 0.1;
  data.rules.chars_max = 4;
  data.rules.title = 3;
  data.rules.boundary = 1.0 / 7;
  data.rules.furniture = true;
  auto model = read_model(*serialise_topic_model(data));
  ASSERT_TRUE(model.ok());
  EXPECT_EQ((*model)->rules, data.rules);
}

TEST(TopicModel, RefusesOtherVersionsAndSaysWhatToDo) {
  const auto version = [](const char* from, const char* to) {
    return [from, to](Parts& parts) { replace(parts.metadata.at("bearing.topic-model"), from, to); };
  };
  expect_refused(
      "format", "model format version 3, but this program knows version 4: use the matching program or train",
      version("\"format\":4", "\"format\":3"));
  expect_refused("text", "text rules version 77", version("\"text_rules\":1", "\"text_rules\":77"));
  expect_refused("features", "feature rules version 0", version("\"version\":1", "\"version\":0"));
}

TEST(TopicModel, RefusesMetadataThatIsNotAsExpected) {
  for (const char* key : {"bearing.topic-model", "bearing.scheme", "bearing.provenance", "bearing.quality"}) {
    expect_refused(key, key, [&](Parts& parts) { parts.metadata.erase(key); });
  }
  const auto set = [](const char* key, const char* value) {
    return [key, value](Parts& parts) { parts.metadata.at(key) = value; };
  };
  for (const char* value : {"", "{", "[]", "7", "null", "{}", "{\"format\":\"1\"}", "{\"format\":{}}"}) {
    expect_refused(value, "metadata", set("bearing.topic-model", value));
  }
  expect_refused("no scheme", "scheme", set("bearing.scheme", "{}"));
  expect_refused("no labels", "no labels", set("bearing.scheme", R"({"name":"x","topics":[],"targets":[]})"));
  expect_refused("other topics", "",
                 set("bearing.scheme", R"({"name":"x","topics":[{"id":"a"}],"targets":[]})"));
}

TEST(TopicModel, RefusesRulesOutOfRange) {
  const auto rule = [](const char* from, const char* to) {
    return [from, to](Parts& parts) { replace(parts.metadata.at("bearing.topic-model"), from, to); };
  };
  expect_refused("no characters", "range", rule("\"chars_min\":3", "\"chars_min\":0"));
  expect_refused("crossed", "range", rule("\"chars_min\":3", "\"chars_min\":6"));
  expect_refused("long", "range", rule("\"chars_max\":5", "\"chars_max\":5000"));
  expect_refused("boundary", "range", rule("\"boundary\":0.0", "\"boundary\":-1.0"));
  expect_refused("boundary", "not as expected", rule("\"boundary\":0.0,", ""));
  expect_refused("furniture", "not as expected", rule("\"furniture\":false", "\"furniture\":\"no\""));
  expect_refused("title", "range", rule("\"title\":2.0", "\"title\":0.5"));
  expect_refused("floor", "range", rule("\"sentence_floor\":10.0", "\"sentence_floor\":-1.0"));
  expect_refused("word", "range", rule("\"word\":1.0", "\"word\":1e300"));
  expect_refused("pool", "range", rule("\"pool_length\":0.5", "\"pool_length\":-1e308"));
  expect_refused("coverage", "range", rule("\"least_coverage\":0.4", "\"least_coverage\":7"));
}

TEST(TopicModel, RefusesAFileWithoutOneOfItsTensors) {
  const Parts whole = parts_of(small_model_bytes());
  ASSERT_EQ(whole.tensors.size(), 23u);
  for (const TensorData& tensor : whole.tensors) {
    if (tensor.name == "sentence.bias") continue;  // Its absence says that there is no sentence view.
    expect_refused(tensor.name.c_str(), tensor.name, [&](Parts& parts) {
      std::erase_if(parts.tensors, [&](const TensorData& t) { return t.name == tensor.name; });
    });
  }
}

TEST(TopicModel, StanceReadsBackWhatWasWritten) {
  const TopicModelData data = small_model_data({.stance = true});
  auto opened = read_model(*serialise_topic_model(data));
  ASSERT_TRUE(opened.ok()) << opened.error().to_string();
  const TopicModel& model = **opened;
  EXPECT_EQ(model.layout.outputs(), 5u);
  EXPECT_EQ(model.stance.stances, data.stance.stances);
  EXPECT_EQ(model.stance.entry, data.stance.entry);
  EXPECT_EQ(model.stance.entry_threshold, data.stance.entry_threshold);
  EXPECT_EQ(model.stance.evidence, data.stance.evidence);
  EXPECT_THAT(model.stance.own.targets, testing::ElementsAreArray(data.stance.own.targets));
  EXPECT_TRUE(std::equal(model.stance.holder.begin(), model.stance.holder.end(), data.stance.holder.begin(),
                         data.stance.holder.end()));
}

TEST(OwnTermsView, KnowsWhatFitsTogether) {
  const std::vector<std::uint32_t> first = {0, 2, 2, 3}, falling = {0, 2, 1, 3}, late = {1, 2, 2, 3};
  const std::vector<std::uint16_t> targets = {0, 1, 1};
  EXPECT_TRUE((OwnTermsView{first, targets}.valid(2)));
  EXPECT_FALSE((OwnTermsView{first, targets}.valid(1))) << "a target that isn't there";
  EXPECT_FALSE((OwnTermsView{falling, targets}.valid(2)));
  EXPECT_FALSE((OwnTermsView{late, targets}.valid(2)));
  EXPECT_FALSE((OwnTermsView{first, std::span(targets).first(2)}.valid(2)));
  EXPECT_FALSE((OwnTermsView{{}, {}}.valid(2)));
}

TEST(TopicModel, RefusesAStancePartThatIsNotWhole) {
  const SmallModelOptions options{.stance = true};
  std::size_t seen = 0;
  for (const TensorData& tensor : parts_of(small_model_bytes(options)).tensors) {
    if (!tensor.name.starts_with("stance.")) continue;
    ++seen;
    const auto without = damaged(
        [&](Parts& parts) {
          std::erase_if(parts.tensors, [&](const auto& t) { return t.name == tensor.name; });
        },
        options);
    ASSERT_FALSE(without.ok()) << tensor.name;
    EXPECT_EQ(without.error().code, ErrorCode::kInvalidModel);
    const auto shorter = damaged(
        [&](Parts& parts) {
          TensorData& t = parts.tensor(tensor.name);
          const std::size_t row = t.bytes.size() / t.shape[0];
          t.shape[0] -= 1;
          t.bytes.resize(row * t.shape[0]);
        },
        options);
    EXPECT_FALSE(shorter.ok()) << tensor.name;
  }
  EXPECT_EQ(seen, 13u);
  const auto rules = [](const char* from, const char* to) {
    return [from, to](Parts& parts) { replace(parts.metadata.at("bearing.topic-model"), from, to); };
  };
  for (const auto& damage :
       {rules("\"stance_rules\":1", "\"stance_rules\":9"), rules("\"holder_rules\":2", "\"holder_rules\":0"),
        rules("[\"favor\",\"against\"]", "[]"), rules("[\"favor\",\"against\"]", "7"),
        rules("[\"favor\",\"against\"]", "[\"favor\"]")}) {
    EXPECT_FALSE(damaged(damage, options).ok());
  }
}

void refuses_other_shapes_and_types(const SmallModelOptions& options) {
  for (const TensorData& tensor : parts_of(small_model_bytes(options)).tensors) {
    SCOPED_TRACE(tensor.name);
    const auto longer = damaged(
        [&](Parts& parts) {
          TensorData& t = parts.tensor(tensor.name);
          t.shape[0] += 1;
          t.bytes.resize(t.bytes.size() / (t.shape[0] - 1) * t.shape[0]);
        },
        options);
    EXPECT_FALSE(longer.ok());
    const auto retyped = damaged(
        [&](Parts& parts) {
          TensorData& t = parts.tensor(tensor.name);
          t.shape = {t.bytes.size()};
          t.dtype = Dtype::kI8;
        },
        options);
    EXPECT_FALSE(retyped.ok());
  }
}

TEST(TopicModel, RefusesTensorsOfTheWrongShapeOrType) {
  refuses_other_shapes_and_types({});
  refuses_other_shapes_and_types({.flat = true});
}

TEST(TopicModel, RefusesValuesThatAreNoNumbers) {
  constexpr float kNan = std::numeric_limits<float>::quiet_NaN(),
                  kInfinite = std::numeric_limits<float>::infinity();
  for (const char* name : {"terms.idf", "terms.document", "terms.sentence", "chars.idf", "chars.document"}) {
    expect_refused(name, name, [&](Parts& p) { set_value<std::uint16_t>(p.tensor(name), 1, 0x7FC0); });
    expect_refused(name, name, [&](Parts& p) { set_value<std::uint16_t>(p.tensor(name), 0, 0xFF80); });
    expect_refused(name, name,
                   [&](Parts& p) { set_value<std::uint16_t>(p.tensor(name), 0, to_bfloat16(1e30F)); });
  }
  for (const char* name : {"document.lexicon", "document.bias", "sentence.lexicon", "sentence.bias"}) {
    for (const float value : {kNan, kInfinite, -kInfinite, 1e30F}) {
      expect_refused(name, name, [&](Parts& p) { set_value(p.tensor(name), 2, value); });
    }
  }
  for (const char* name :
       {"combine.document", "combine.sentence", "combine.bias", "decision.threshold", "decision.base_rate"}) {
    for (const double value : {double{kNan}, double{kInfinite}, 1e300}) {
      expect_refused(name, name, [&](Parts& p) { set_value(p.tensor(name), 2, value); });
    }
  }
}

constexpr SmallModelOptions kFlat{.flat = true};

TEST(TopicModel, AFlatModelReadsBackWhatWasWritten) {
  for (const bool exclusive : {true, false}) {
    const TopicModelData data = small_model_data({.flat = true, .exclusive = exclusive});
    auto opened = read_model(*serialise_topic_model(data));
    ASSERT_TRUE(opened.ok()) << opened.error().to_string();
    const TopicModel& model = **opened;
    ASSERT_TRUE(model.flat());
    EXPECT_EQ(model.exclusive(), exclusive);
    EXPECT_EQ(model.map->exclusive, exclusive);
    EXPECT_EQ(model.map->knots, data.map->knots);
    EXPECT_EQ(model.map->slopes, data.map->slopes);
    EXPECT_EQ(model.map->offset, data.map->offset);
    EXPECT_EQ(model.map->scale, data.map->scale);
    EXPECT_EQ(model.map->bias, data.map->bias);
    EXPECT_EQ(model.decision.threshold, data.decision.threshold);
    EXPECT_EQ(model.decision.base_rate, data.decision.base_rate);
    EXPECT_FALSE(model.has_sentences());
  }
  auto other = read_model(small_model_bytes());
  EXPECT_FALSE((*other)->flat());
  EXPECT_FALSE((*other)->exclusive());
}

TEST(TopicModel, RefusesAFlatModelThatIsNotWhole) {
  const Parts whole = parts_of(small_model_bytes(kFlat));
  ASSERT_EQ(whole.tensors.size(), 22u);
  for (const TensorData& tensor : whole.tensors) {
    // Without knots it is a model with a combination, which is not there.
    const std::string message = tensor.name == "map.knots" ? "combine.document" : tensor.name;
    const auto remove = [&](Parts& parts) {
      std::erase_if(parts.tensors, [&](const TensorData& t) { return t.name == tensor.name; });
    };
    expect_refused(tensor.name.c_str(), message, remove, kFlat);
  }
}

TEST(TopicModel, RefusesAScoreMapThatIsNone) {
  const auto set = [](const char* name, std::size_t index, double value) {
    return [=](Parts& parts) { set_value(parts.tensor(name), index, value); };
  };
  for (const char* name : {"map.knots", "map.slopes", "map.offset", "map.scale", "map.bias"}) {
    for (const double value : {std::numeric_limits<double>::quiet_NaN(),
                               -std::numeric_limits<double>::infinity(), 1e300, 2e6, -2e6}) {
      expect_refused(name, "map.", set(name, 0, value), kFlat);
    }
  }
  expect_refused("falling knots", "no score map", set("map.knots", 0, 1), kFlat);
  expect_refused("falling knots", "no score map", set("map.knots", 2, -0.5), kFlat);
  expect_refused("slope", "no score map", set("map.slopes", 3, -1e-9), kFlat);
  expect_refused("scale", "no score map", set("map.scale", 2, -1e-9), kFlat);
}

TEST(TopicModel, RefusesAScoreMapBesideSentencesOrStances) {
  const Parts flat = parts_of(small_model_bytes(kFlat));
  const auto add_map = [&](Parts& parts) {
    for (const TensorData& tensor : flat.tensors) {
      if (tensor.name.starts_with("map.")) parts.tensors.push_back(tensor);
    }
  };
  expect_refused("sentences", "score map beside", add_map);
  expect_refused("stances", "score map beside", add_map, {.stance = true});
}

TEST(TopicModel, RefusesAFlatFileCutAnywhere) {
  const std::string bytes = small_model_bytes(kFlat);
  for (std::size_t size = 0; size < bytes.size(); size += size < 200 ? 1 : 137)
    ASSERT_FALSE(read_model(std::string_view(bytes).substr(0, size), false).ok()) << size;
}

TEST(TopicModel, RefusesProbabilitiesThatAreNone) {
  for (const double value : {-0.1, 1.5}) {
    expect_refused("base rate", "decision.base_rate",
                   [&](Parts& p) { set_value(p.tensor("decision.base_rate"), 0, value); });
  }
  expect_refused("threshold", "decision.threshold",
                 [&](Parts& p) { set_value(p.tensor("decision.threshold"), 0, -0.5); });
  EXPECT_TRUE(damaged([](Parts& p) { set_value(p.tensor("decision.threshold"), 0, 1.01); }).ok())
      << "never assigned";
}

TEST(TopicModel, RefusesIndexesThatLeadOutside) {
  for (const char* name : {"terms", "chars", "lexicon"}) {
    const std::string buckets = std::string(name) + ".buckets";
    expect_refused(name, "fit together",
                   [&](Parts& p) { set_value<std::uint32_t>(p.tensor(buckets), 1, 0x7FFFFFFF); });
    expect_refused(name, "fit together",
                   [&](Parts& p) { set_value<std::uint32_t>(p.tensor(buckets), 0, 1); });
  }
  expect_refused("rows", "lexicon",
                 [](Parts& p) { set_value<std::uint32_t>(p.tensor("lexicon.first"), 1, 0x7FFFFFFF); });
  expect_refused("groups", "lexicon",
                 [](Parts& p) { set_value<std::uint16_t>(p.tensor("lexicon.groups"), 0, 3); });
}

TEST(TopicModel, RefusesAFileCutAnywhere) {
  const std::string bytes = small_model_bytes();
  for (std::size_t size = 0; size < bytes.size(); size += size < 200 ? 1 : 137) {
    ASSERT_FALSE(read_model(std::string_view(bytes).substr(0, size), true).ok()) << size;
    ASSERT_FALSE(read_model(std::string_view(bytes).substr(0, size), false).ok()) << size;
  }
}

TEST(TopicModel, OpensFromDiskAndNamesTheFileInErrors) {
  const ScratchFolder folder;
  EXPECT_TRUE(TopicModel::open(folder.write("m.safetensors", small_model_bytes())).ok());
  const auto missing = TopicModel::open(folder.path("none"));
  ASSERT_FALSE(missing.ok());
  EXPECT_EQ(missing.error().code, ErrorCode::kIo);
  const auto other = TopicModel::open(folder.write("text", "This is no model at all, but a line of text."));
  ASSERT_FALSE(other.ok());
  EXPECT_EQ(other.error().code, ErrorCode::kInvalidModel);
  EXPECT_EQ(other.error().source, folder.path("text"));
}

TEST(Bfloat16, RoundsToTheNearestEven) {
  EXPECT_EQ(from_bfloat16(to_bfloat16(1.0F)), 1.0F);
  EXPECT_EQ(from_bfloat16(to_bfloat16(-0.15625F)), -0.15625F);
  EXPECT_EQ(from_bfloat16(to_bfloat16(1.00390625F)), 1.0F) << "half way: to the even one";
  EXPECT_EQ(from_bfloat16(to_bfloat16(1.01171875F)), 1.015625F) << "half way: to the even one";
  EXPECT_EQ(from_bfloat16(to_bfloat16(1.004F)), 1.0078125F);
}

}  // namespace
}  // namespace bearing
