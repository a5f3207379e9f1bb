#include "model/pair_model.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <fstream>
#include <functional>
#include <limits>
#include <sstream>

#include "model/bfloat16.hpp"
#include "tests/small_model.hpp"
#include "tests/small_pair_model.hpp"
#include "tests/unit/model/model_parts.hpp"

namespace bearing {
namespace {

using testing::HasSubstr;

using PairModelPointer = Result<std::shared_ptr<const PairModel>>;

Parts small_parts(const PairModelData& data = small_pair_data(full_pair_rules())) {
  Parts parts;
  TensorList tensors;
  EXPECT_TRUE(append_pair_model(data, tensors, parts.metadata).ok());
  parts.tensors = tensors.get();
  return parts;
}

// What a reader says of the small model after `damage`, with a right checksum.
PairModelPointer damaged_pairs(const std::function<void(Parts&)>& damage) {
  Parts parts = small_parts();
  damage(parts);
  auto bytes = serialise_tensors(parts.tensors, parts.metadata);
  EXPECT_TRUE(bytes.ok());
  return read_pair_model(*bytes);
}

void expect_pairs_refused(const std::string& what, const std::string& message,
                          const std::function<void(Parts&)>& damage) {
  const auto model = damaged_pairs(damage);
  ASSERT_FALSE(model.ok()) << what;
  EXPECT_EQ(model.error().code, ErrorCode::kInvalidModel) << what;
  EXPECT_EQ(model.error().source, "m.safetensors");
  EXPECT_THAT(model.error().message, HasSubstr(message)) << what;
}

std::function<void(Parts&)> replaced(const std::string& from, const std::string& to) {
  return [from, to](Parts& parts) {
    std::string& text = parts.metadata.at(kPairMetadata);
    const std::size_t at = text.find(from);
    ASSERT_NE(at, std::string::npos) << from << " in " << text;
    text.replace(at, from.size(), to);
  };
}

template <class T>
std::vector<T> copy(std::span<const T> values) {
  return {values.begin(), values.end()};
}

// Uses every part of a model that was believed.
void use(const PairModel& model) {
  PairExtractor extractor(model.rules, model.stems);
  PairInput input;
  const AnalyzedText none;
  std::vector<PairRow> rows;
  for (const auto& [text, target] : familiar_pairs()) {
    const AnalyzedText analyzed_text = analyzed(text), analyzed_target = analyzed(target);
    extractor.set_text(none, analyzed_text);
    extractor.pair(analyzed_target, input);
    rows.clear();
    model.rows.append_rows(input, rows);
    for (const PairRow& row : rows) ASSERT_LT(row.row * model.class_count(), model.wide.size());
    for (const float value : input.dense) ASSERT_TRUE(std::isfinite(value));
  }
}

TEST(PairModel, ReadsBackWhatWasWritten) {
  const PairModelData data = small_pair_data(full_pair_rules());
  const auto opened = read_pair_model(*serialise_pair_model(data));
  ASSERT_TRUE(opened.ok()) << opened.error().to_string();
  ASSERT_NE(*opened, nullptr);
  const PairModel& model = **opened;
  EXPECT_EQ(model.name, data.name);
  EXPECT_EQ(model.rules, data.rules);
  EXPECT_EQ(model.classes, data.classes);
  EXPECT_EQ(model.targets, data.targets);
  EXPECT_EQ(model.temperature, data.temperature);
  EXPECT_EQ(model.provenance, data.provenance);
  EXPECT_EQ(model.quality, data.quality);
  EXPECT_EQ(model.rows.size(), data.row_map().size());
  EXPECT_EQ(copy(model.stems.idf), data.stems.idf);
  EXPECT_EQ(model.stems.unknown, data.stems.unknown);
  for (std::size_t b = 0; b < data.vocabularies.size(); ++b)
    EXPECT_EQ(copy(model.vocabularies[b].idf), data.vocabularies[b].idf);
  EXPECT_EQ(copy(model.dense_mean), data.dense_mean);
  EXPECT_EQ(copy(model.dense_scale), data.dense_scale);
  EXPECT_EQ(copy(model.dense_linear), data.dense_linear);
  EXPECT_EQ(copy(model.dense_by_target), data.dense_by_target);
  EXPECT_EQ(copy(model.hidden_in), data.hidden_in);
  EXPECT_EQ(copy(model.hidden_bias), data.hidden_bias);
  EXPECT_EQ(copy(model.hidden_out), data.hidden_out);
  EXPECT_EQ(copy(model.bias), data.bias);
  EXPECT_EQ(copy(model.offsets), data.offsets);
  ASSERT_EQ(model.wide.size(), data.wide.size());
  for (std::size_t i = 0; i < data.wide.size(); ++i)
    ASSERT_NEAR(from_bfloat16(model.wide[i]), data.wide[i], 0.004 * std::abs(data.wide[i]));
  EXPECT_THAT(model.id(), testing::MatchesRegex("small-pairs@[0-9a-f]{8}"));
  use(model);
}

TEST(PairModel, EveryPartCanBeLeftOut) {
  const auto reads = [](PairRules rules, std::size_t hidden) {
    const auto bytes = serialise_pair_model(small_pair_data(std::move(rules), hidden));
    ASSERT_TRUE(bytes.ok());
    const auto model = read_pair_model(*bytes);
    ASSERT_TRUE(model.ok()) << model.error().to_string();
    EXPECT_LE((*model)->hidden_units(), hidden);
    use(**model);
  };
  PairRules rules = small_pair_rules();
  reads(rules, 0);
  rules.blocks.clear();
  reads(rules, 3);
  rules.overlap = false;
  reads(rules, 1);
  rules = small_pair_rules();
  rules.overlap = rules.feeling = rules.near_feeling = false;
  reads(rules, 0);
  rules.blocks = {{.family = PairFamily::kTextWords, .min_documents = 100}};
  reads(rules, 0);
}

TEST(PairModel, IsTheSameBytesForTheSameData) {
  EXPECT_EQ(small_pair_bytes(), small_pair_bytes());
  PairModelData other = small_pair_data();
  other.bias[0] += 1;
  EXPECT_NE(*serialise_pair_model(other), small_pair_bytes());
}

TEST(PairModel, LivesBesideOtherTensors) {
  const std::vector<float> numbers = {1, 2, 3};
  TensorList tensors;
  tensors.add("terms.idf", Dtype::kF32, {3}, numbers);
  std::map<std::string, std::string> metadata = {{"bearing.topic-model", "{}"}};
  const auto none = read_pair_model(*serialise_tensors(tensors.get(), metadata));
  ASSERT_TRUE(none.ok());
  EXPECT_EQ(*none, nullptr) << "no pair part is no error";

  ASSERT_TRUE(append_pair_model(small_pair_data(), tensors, metadata).ok());
  const auto both = read_pair_model(*serialise_tensors(tensors.get(), metadata));
  ASSERT_TRUE(both.ok()) << both.error().to_string();
  use(**both);
  EXPECT_EQ((*both)->file->metadata().at("bearing.topic-model"), "{}");
  EXPECT_TRUE((*both)->file->tensor("terms.idf", Dtype::kF32).ok());
}

TEST(PairModel, OpensFromDiskAndNamesTheFileInErrors) {
  const ScratchFolder folder;
  EXPECT_TRUE(PairModel::open(folder.write("p.safetensors", small_pair_bytes())).ok());
  const auto other = PairModel::open(folder.write("t.safetensors", *serialise_tensors({}, {})));
  ASSERT_FALSE(other.ok());
  EXPECT_EQ(other.error().code, ErrorCode::kInvalidModel);
  EXPECT_EQ(other.error().source, folder.path("t.safetensors"));
  EXPECT_EQ(PairModel::open(folder.path("none")).error().code, ErrorCode::kIo);
}

TEST(AppendPairModel, RefusesTextsThatAreNoObjects) {
  PairModelData data = small_pair_data();
  for (const char* text : {"", "[]", "7", "{"}) {
    data.provenance = text;
    const auto bytes = serialise_pair_model(data);
    ASSERT_FALSE(bytes.ok()) << text;
    EXPECT_EQ(bytes.error().code, ErrorCode::kUsage);
  }
}

TEST(PairModel, RefusesOtherVersionsAndSaysWhatToDo) {
  expect_pairs_refused("format",
                       "format version 2, but this program knows version 1: use the matching program",
                       replaced("\"format\":1", "\"format\":2"));
  expect_pairs_refused("text", "text rules version 0", replaced("\"text_rules\":1", "\"text_rules\":0"));
  expect_pairs_refused("rules", "version 9", replaced("\"version\":1", "\"version\":9"));
}

TEST(PairModel, RefusesMetadataThatIsNotAsExpected) {
  for (const char* value : {"", "{", "[]", "7", "null", "{}", "{\"format\":\"1\"}", "{\"format\":{}}"}) {
    expect_pairs_refused(value, "metadata", [&](Parts& parts) { parts.metadata.at(kPairMetadata) = value; });
  }
  for (const char* key : {"name", "rules", "classes", "targets", "hidden_units", "unknown_idf", "temperature",
                          "provenance", "quality"}) {
    const std::string quoted = std::string("\"") + key + "\":";
    expect_pairs_refused(key, key, replaced(quoted, "\"x\":"));
  }
  expect_pairs_refused("one class", "classes", replaced(R"(["favor","against","neutral"])", R"(["favor"])"));
  expect_pairs_refused("more classes", "", replaced(R"(["favor",)", R"(["more","favor",)"));
  expect_pairs_refused("fewer targets", "pair.targets", replaced(R"(,"wind power"])", "]"));
  expect_pairs_refused("no targets", "known targets", replaced(R"(["coal plants","wind power"])", "[]"));
  expect_pairs_refused("temperature", "temperature", replaced("\"temperature\":1.25", "\"temperature\":0"));
  expect_pairs_refused("temperature", "temperature", replaced("\"temperature\":1.25", "\"temperature\":-1"));
  expect_pairs_refused("hidden", "pair.hidden", replaced("\"hidden_units\":2", "\"hidden_units\":4"));
  expect_pairs_refused("hidden", "", replaced("\"hidden_units\":2", "\"hidden_units\":18446744073709551615"));
  expect_pairs_refused("rules", "largest", replaced("\"largest\":2", "\"largest\":99"));
  expect_pairs_refused("dense", "", replaced("\"feeling\":true", "\"feeling\":false"));
  expect_pairs_refused("weights", "pair.wide", replaced("\"by_target\":1.0", "\"by_target\":0.0"));
}

TEST(PairModel, RefusesAFileWithoutOneOfItsTensors) {
  const Parts whole = small_parts();
  EXPECT_EQ(whole.tensors.size(), 7 * 3 + 2 + 3 + 7 + 2u);
  for (const TensorData& tensor : whole.tensors) {
    expect_pairs_refused(tensor.name, tensor.name, [&](Parts& parts) {
      std::erase_if(parts.tensors, [&](const TensorData& t) { return t.name == tensor.name; });
    });
  }
}

TEST(PairModel, RefusesTensorsOfTheWrongShapeOrType) {
  for (const TensorData& tensor : small_parts().tensors) {
    SCOPED_TRACE(tensor.name);
    EXPECT_FALSE(damaged_pairs([&](Parts& parts) {
                   TensorData& t = parts.tensor(tensor.name);
                   t.shape[0] += 1;
                   t.bytes.resize(t.bytes.size() / (t.shape[0] - 1) * t.shape[0]);
                 }).ok());
    EXPECT_FALSE(damaged_pairs([&](Parts& parts) {
                   TensorData& t = parts.tensor(tensor.name);
                   t.shape = {t.bytes.size()};
                   t.dtype = Dtype::kI8;
                 }).ok());
  }
}

TEST(PairModel, RefusesValuesThatAreNoNumbers) {
  constexpr float kNan = std::numeric_limits<float>::quiet_NaN(),
                  kInfinite = std::numeric_limits<float>::infinity();
  for (const TensorData& tensor : small_parts().tensors) {
    if (tensor.dtype != Dtype::kF32) continue;
    for (const float value : {kNan, kInfinite, -kInfinite, 1e30F}) {
      expect_pairs_refused(tensor.name, tensor.name,
                           [&](Parts& p) { set_value(p.tensor(tensor.name), 0, value); });
    }
  }
  for (const std::uint16_t bits : {std::uint16_t{0x7FC0}, std::uint16_t{0xFF80}, to_bfloat16(1e30F)})
    expect_pairs_refused("wide", "pair.wide", [&](Parts& p) { set_value(p.tensor("pair.wide"), 1, bits); });
  for (const float value : {0.0F, -1.0F, 1e-30F}) {
    expect_pairs_refused("scale", "pair.dense.scale",
                         [&](Parts& p) { set_value(p.tensor("pair.dense.scale"), 3, value); });
  }
  for (const char* name : {"pair.stems.idf", "pair.block.0.idf"})
    expect_pairs_refused(name, name, [&](Parts& p) { set_value(p.tensor(name), 0, -1.0F); });
}

TEST(PairModel, RefusesIndexesThatLeadOutside) {
  for (const char* prefix : {"pair.stems", "pair.block.0", "pair.block.6"}) {
    const std::string buckets = std::string(prefix) + ".buckets";
    for (const std::uint32_t first : {1U, 0x7FFFFFFFU})
      expect_pairs_refused(prefix, "fit together", [&](Parts& p) { set_value(p.tensor(buckets), 0, first); });
  }
  expect_pairs_refused("targets", "twice", [](Parts& p) {
    TensorData& keys = p.tensor("pair.targets");
    std::copy_n(keys.bytes.begin(), 8, keys.bytes.begin() + 8);
  });
}

// With every kind of tensor, but small enough to be damaged at each byte.
std::string tiny_bytes() {
  PairRules rules;
  rules.feeling = false;
  rules.dense_by_target = 1;
  rules.cues = {{"wind power", "against", {"fish*"}}};
  rules.blocks = {{.family = PairFamily::kTextWords, .by_target = 1, .most = 4},
                  {.family = PairFamily::kKnownTarget}};
  return *serialise_pair_model(small_pair_data(rules, 1));
}

TEST(PairModel, RefusesAFileCutAtAnyByte) {
  const std::string bytes = tiny_bytes();
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    ASSERT_FALSE(read_pair_model(std::string_view(bytes).substr(0, size), false).ok()) << size;
  }
}

TEST(PairModel, FlippedBitsAreRefusedOrHarmless) {
  std::string bytes = tiny_bytes();
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const char original = bytes[i];
    bytes[i] = static_cast<char>(original ^ (1 << (i % 8)));
    ASSERT_FALSE(read_pair_model(bytes).ok()) << i;
    // Without the checksum a flip may go unseen, but what is then believed must be safe to use.
    const auto model = read_pair_model(bytes, false);
    if (model.ok() && *model && i % 4 == 0) use(**model);
    bytes[i] = original;
  }
  EXPECT_TRUE(read_pair_model(bytes).ok());
}

TEST(PairModel, IsDescribedInTheDocuments) {
  std::ifstream file(BEARING_SOURCE_DIR "/docs/model-format.md");
  std::stringstream page;
  page << file.rdbuf();
  const Parts parts = small_parts();
  for (const TensorData& tensor : parts.tensors) {
    std::string name = tensor.name;
    std::replace_if(name.begin(), name.end(), [](char c) { return c >= '0' && c <= '9'; }, 'N');
    EXPECT_THAT(page.str(), HasSubstr("`" + name + "` ")) << "the table of tensors";
    EXPECT_THAT(page.str(), HasSubstr(dtype_name(tensor.dtype)));
  }
  EXPECT_THAT(page.str(), HasSubstr(std::string("`") + kPairMetadata + "`"));
  for (const char* key :
       {"classes", "targets",        "hidden_units", "unknown_idf",     "temperature", "blocks",
        "overlap", "feeling",        "near_feeling", "family",          "smallest",    "largest",
        "window",  "weight",         "by_target",    "min_documents",   "most",        "skip_stop_words",
        "form",    "split_hashtags", "dense_weight", "dense_by_target", "cues",        "target",
        "stance",  "phrases"})
    EXPECT_THAT(page.str(), HasSubstr(std::string("`") + key + "`"));
}

TEST(PairModel, TouchComesBackAsItWasAdded) {
  const PairModelData data = small_pair_data(full_pair_rules());
  const auto plain = serialise_pair_model(data);
  ASSERT_TRUE(plain.ok());
  EXPECT_TRUE((*read_pair_model(*plain))->touch.empty());
  PairTouch touch;
  touch.weights = drawn_floats(7, data.rules.dense_size());
  touch.bias = -2.5;
  touch.threshold = 0.375;
  const auto bytes = add_pair_touch(*plain, touch);
  ASSERT_TRUE(bytes.ok()) << bytes.error().to_string();
  const auto model = read_pair_model(*bytes);
  ASSERT_TRUE(model.ok()) << model.error().to_string();
  EXPECT_THAT((*model)->touch, testing::ElementsAreArray(touch.weights));
  EXPECT_EQ((*model)->touch_bias, -2.5);
  EXPECT_EQ((*model)->touch_threshold, 0.375);
  EXPECT_EQ((*model)->classes, data.classes);
}

TEST(PairModel, TouchThatDoesNotFitIsRefused) {
  const PairModelData data = small_pair_data(full_pair_rules());
  const auto plain = serialise_pair_model(data);
  ASSERT_TRUE(plain.ok());
  PairTouch touch;
  touch.weights = drawn_floats(7, data.rules.dense_size() - 1);
  EXPECT_EQ(add_pair_touch(*plain, touch).error().code, ErrorCode::kUsage);
  EXPECT_EQ(add_pair_touch("no model", touch).error().code, ErrorCode::kInvalidModel);
  const auto replace_touch = [](const std::string& touch_json) {
    return [touch_json](Parts& parts) {
      std::string& text = parts.metadata.at(kPairMetadata);
      text.replace(text.rfind('}'), 1, ",\"touch\":" + touch_json + "}");
    };
  };
  expect_pairs_refused("no tensor", "pair.touch", replace_touch(R"({"bias":0,"threshold":0.5})"));
  expect_pairs_refused("threshold", "touch is out of range", replace_touch(R"({"bias":0,"threshold":0})"));
  expect_pairs_refused("bias", "touch is out of range", replace_touch(R"({"bias":1e9,"threshold":0.5})"));
  expect_pairs_refused("no bias", "not as expected", replace_touch(R"({"threshold":0.5})"));
}

}  // namespace
}  // namespace bearing
