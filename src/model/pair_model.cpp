#include "model/pair_model.hpp"

#include <limits>
#include <nlohmann/json.hpp>

#include "base/check.hpp"
#include "model/tensor_reader.hpp"
#include "text/analyze.hpp"

namespace bearing {
namespace {

using Json = nlohmann::ordered_json;

// No trained model comes near these.
constexpr std::size_t kMostClasses = 1000;
constexpr double kLargestTemperature = 1000, kSmallestTemperature = 1e-3;
constexpr float kSmallestScale = 1e-6F;
constexpr double kLargestTouchBias = 1e6;
constexpr const char* kTouchTensor = "pair.touch";

std::string block_prefix(std::size_t block) { return "pair.block." + std::to_string(block); }

bool has_vocabulary(const PairBlock& block) { return block.family != PairFamily::kKnownTarget; }

std::vector<std::uint64_t> keys_of(const std::vector<KnownTarget>& targets) {
  std::vector<std::uint64_t> keys;
  for (const KnownTarget& target : targets) keys.push_back(target.key);
  return keys;
}

bool all_different(std::vector<std::uint64_t> keys) {
  std::sort(keys.begin(), keys.end());
  return std::adjacent_find(keys.begin(), keys.end()) == keys.end();
}

void add_vocabulary(const std::string& prefix, const WeightedVocabulary& vocabulary, TensorList& out) {
  const Vocabulary& index = vocabulary.index;
  out.add(prefix + ".buckets", Dtype::kU32, {index.buckets.size()}, index.buckets);
  out.add(prefix + ".tags", Dtype::kU32, {index.tags.size()}, index.tags);
  out.add_floats(prefix + ".idf", {vocabulary.idf.size()}, vocabulary.idf);
}

// Programmer errors end the program: a file that can't be read back must not be written.
void check_sizes(const PairModelData& data, std::uint64_t rows) {
  const std::size_t classes = data.classes.size(), dense = data.rules.dense_size(),
                    hidden = data.hidden_bias.size();
  check(classes >= 2 && data.bias.size() == classes && data.offsets.size() == classes);
  check(data.wide.size() == rows * classes);
  check(data.dense_mean.size() == dense && data.dense_scale.size() == dense);
  check(data.dense_linear.size() == dense * classes);
  check(data.dense_by_target.size() ==
        (data.rules.dense_by_target > 0 ? data.targets.size() * dense * classes : 0));
  check(data.hidden_in.size() == dense * hidden && data.hidden_out.size() == hidden * classes);
  check(dense > 0 || hidden == 0);
  check(data.rules.by_target() != data.targets.empty());
  check(all_different(keys_of(data.targets)));
}

Json metadata_json(const PairModelData& data, Json provenance, Json quality) {
  Json targets = Json::array();
  for (const KnownTarget& target : data.targets) targets.push_back(target.name);
  return {{"format", kPairFormatVersion},
          {"text_rules", kTextRulesVersion},
          {"name", data.name},
          {"rules", Json::parse(pair_rules_to_json(data.rules))},
          {"classes", data.classes},
          {"targets", targets},
          {"hidden_units", data.hidden_bias.size()},
          {"unknown_idf", data.stems.unknown},
          {"temperature", data.temperature},
          {"provenance", std::move(provenance)},
          {"quality", std::move(quality)}};
}

Error invalid(const std::string& source, const std::string& message) {
  return {ErrorCode::kInvalidModel, "pair model: " + message, source, 0, {}};
}

Status check_version(const Json& json, const std::string& source) {
  const auto check_one = [&](const char* what, int found, int known) -> Status {
    if (found == known) return success();
    return invalid(source, std::string(what) + " version " + std::to_string(found) +
                               ", but this program knows version " + std::to_string(known) +
                               ": use the matching program or train the model again");
  };
  if (auto s = check_one("format", json.at("format").get<int>(), kPairFormatVersion); !s) return s;
  return check_one("text rules", json.at("text_rules").get<int>(), kTextRulesVersion);
}

// What metadata says and tensors must agree with.
struct Extents {
  std::uint64_t hidden = 0;
  bool touch = false;
};

Result<Extents> read_metadata(PairModel& model, const std::string& text, const std::string& source) {
  const Json json = Json::parse(text, nullptr, false);
  if (json.is_discarded()) return invalid(source, "metadata is no JSON");
  Extents extents;
  try {
    if (auto known = check_version(json, source); !known) return known.error();
    auto rules = pair_rules_from_json(json.at("rules").dump());
    if (!rules) return invalid(source, rules.error().message);
    model.rules = std::move(*rules);
    model.name = json.at("name").get<std::string>();
    model.classes = json.at("classes").get<std::vector<std::string>>();
    for (const Json& target : json.at("targets")) model.targets.push_back({target.get<std::string>(), 0});
    extents.hidden = json.at("hidden_units").get<std::uint64_t>();
    model.stems.unknown = json.at("unknown_idf").get<float>();
    model.temperature = json.at("temperature").get<double>();
    if (!json.at("provenance").is_object() || !json.at("quality").is_object())
      return invalid(source, "provenance and quality must be objects");
    model.provenance = json.at("provenance").dump();
    model.quality = json.at("quality").dump();
    if (const auto touch = json.find("touch"); touch != json.end()) {
      extents.touch = true;
      touch->at("bias").get_to(model.touch_bias);
      touch->at("threshold").get_to(model.touch_threshold);
    }
  } catch (const Json::exception& error) {
    return invalid(source, std::string("metadata is not as expected: ") + error.what());
  }
  if (model.classes.size() < 2 || model.classes.size() > kMostClasses)
    return invalid(source, std::to_string(model.classes.size()) + " classes, expected 2 to 1000");
  if (!(model.temperature >= kSmallestTemperature && model.temperature <= kLargestTemperature))
    return invalid(source, "the temperature is out of range");
  if (!(std::abs(model.stems.unknown) <= TensorReader::kLargest))
    return invalid(source, "unknown_idf is out of range");
  if (model.rules.by_target() == model.targets.empty())
    return invalid(source, "known targets and rules that ask for them don't go together");
  if (extents.hidden > 0 && model.rules.dense_size() == 0)
    return invalid(source, "hidden units without dense features");
  if (extents.touch && !model.rules.overlap) return invalid(source, "touch without overlap features");
  if (!(std::abs(model.touch_bias) <= kLargestTouchBias) ||
      !(model.touch_threshold > 0 && model.touch_threshold <= 1))
    return invalid(source, "bias or threshold of touch is out of range");
  return extents;
}

// idf must not be negative: lengths of vectors are made of them.
WeightedVocabularyView read_vocabulary(TensorReader& in, const std::string& prefix, float unknown) {
  WeightedVocabularyView view;
  view.index = in.vocabulary(prefix);
  view.idf = in.floats(prefix + ".idf", {view.index.size()});
  view.unknown = unknown;
  if (!in.error() && view.idf.size() != view.index.size())
    in.fail("tensor " + prefix + ".idf has no value for each row");
  for (const float idf : view.idf) {
    if (!(idf >= 0)) in.fail_value(prefix + ".idf");
  }
  return view;
}

void read_targets(PairModel& model, TensorReader& in) {
  if (model.targets.empty()) return;
  const auto keys = in.read<std::uint64_t>("pair.targets", Dtype::kU64, {model.targets.size()});
  for (std::size_t i = 0; i < keys.size(); ++i) model.targets[i].key = keys[i];
  if (!all_different({keys.begin(), keys.end()})) in.fail("tensor pair.targets holds a key twice");
}

void read_wide(PairModel& model, TensorReader& in) {
  for (std::size_t b = 0; b < model.rules.blocks.size(); ++b) {
    model.vocabularies.push_back(has_vocabulary(model.rules.blocks[b])
                                     ? read_vocabulary(in, block_prefix(b), 0)
                                     : WeightedVocabularyView{});
  }
  if (in.error()) return;
  model.rows = PairRowMap(model.rules, model.vocabularies, keys_of(model.targets));
  if (model.rows.size() > std::numeric_limits<std::uint32_t>::max()) return in.fail("too many rows");
  // An extent of 0 would stand for any.
  if (model.rows.size() > 0) model.wide = in.halves("pair.wide", {model.rows.size(), model.class_count()});
}

void read_dense(PairModel& model, TensorReader& in, std::uint64_t hidden) {
  const std::uint64_t dense = model.rules.dense_size(), classes = model.class_count();
  if (model.rules.overlap) model.stems = read_vocabulary(in, "pair.stems", model.stems.unknown);
  if (dense == 0) return;
  model.dense_mean = in.floats("pair.dense.mean", {dense});
  model.dense_scale = in.floats("pair.dense.scale", {dense});
  for (const float scale : model.dense_scale) {
    if (!(scale >= kSmallestScale)) in.fail_value("pair.dense.scale");
  }
  model.dense_linear = in.floats("pair.dense.linear", {dense, classes});
  if (model.rules.dense_by_target > 0)
    model.dense_by_target = in.floats("pair.dense.by_target", {model.targets.size(), dense, classes});
  if (hidden == 0) return;
  model.hidden_in = in.floats("pair.hidden.in", {dense, hidden});
  model.hidden_bias = in.floats("pair.hidden.bias", {hidden});
  model.hidden_out = in.floats("pair.hidden.out", {hidden, classes});
}

}  // namespace

PairRowMap PairModelData::row_map() const {
  std::vector<WeightedVocabularyView> views;
  for (const WeightedVocabulary& vocabulary : vocabularies) views.push_back(vocabulary.view());
  return {rules, std::move(views), keys_of(targets)};
}

Status append_pair_model(const PairModelData& data, TensorList& out,
                         std::map<std::string, std::string>& metadata) {
  if (auto valid = data.rules.validate(); !valid) return valid;
  Json provenance = Json::parse(data.provenance, nullptr, false);
  Json quality = Json::parse(data.quality, nullptr, false);
  if (!provenance.is_object() || !quality.is_object())
    return Error{ErrorCode::kUsage, "pair model: provenance and quality must be JSON objects", "", 0, {}};
  const std::uint64_t rows = data.row_map().size(), classes = data.classes.size(),
                      dense = data.rules.dense_size(), hidden = data.hidden_bias.size();
  check_sizes(data, rows);
  for (std::size_t b = 0; b < data.rules.blocks.size(); ++b) {
    if (has_vocabulary(data.rules.blocks[b])) add_vocabulary(block_prefix(b), data.vocabularies[b], out);
  }
  if (!data.targets.empty())
    out.add("pair.targets", Dtype::kU64, {data.targets.size()}, keys_of(data.targets));
  if (rows > 0) out.add_halved("pair.wide", {rows, classes}, data.wide);
  if (data.rules.overlap) add_vocabulary("pair.stems", data.stems, out);
  if (dense > 0) {
    out.add_floats("pair.dense.mean", {dense}, data.dense_mean);
    out.add_floats("pair.dense.scale", {dense}, data.dense_scale);
    out.add_floats("pair.dense.linear", {dense, classes}, data.dense_linear);
    if (!data.dense_by_target.empty())
      out.add_floats("pair.dense.by_target", {data.targets.size(), dense, classes}, data.dense_by_target);
  }
  if (hidden > 0) {
    out.add_floats("pair.hidden.in", {dense, hidden}, data.hidden_in);
    out.add_floats("pair.hidden.bias", {hidden}, data.hidden_bias);
    out.add_floats("pair.hidden.out", {hidden, classes}, data.hidden_out);
  }
  out.add_floats("pair.bias", {classes}, data.bias);
  out.add_floats("pair.offsets", {classes}, data.offsets);
  metadata[kPairMetadata] = metadata_json(data, std::move(provenance), std::move(quality))
                                .dump(-1, ' ', false, Json::error_handler_t::replace);
  return success();
}

Result<std::string> serialise_pair_model(const PairModelData& data) {
  TensorList tensors;
  std::map<std::string, std::string> metadata;
  if (auto added = append_pair_model(data, tensors, metadata); !added) return added.error();
  return serialise_tensors(tensors.get(), std::move(metadata));
}

Result<std::string> add_pair_touch(const std::string& pair_model, const PairTouch& touch) {
  auto file = TensorFile::parse(std::as_bytes(std::span(pair_model)), "pair model");
  if (!file) return file.error();
  auto model = PairModel::from_file(*file, "pair model");
  if (!model) return model.error();
  if (!*model) return invalid("pair model", "there is no pair model in it");
  const std::uint64_t dense = (*model)->rules.dense_size();
  auto quality = Json::parse(touch.quality, nullptr, false);
  if (touch.weights.size() != dense || !(*model)->rules.overlap || !quality.is_object() ||
      !(*model)->touch.empty())
    return Error{ErrorCode::kUsage, "touch doesn't fit the pair model", {}, 0, {}};
  TensorList tensors;
  if (auto added = tensors.add_all(**file); !added) return added.error();
  tensors.add_floats(kTouchTensor, {dense}, touch.weights);
  auto metadata = (*file)->metadata();
  metadata.erase("bearing.checksum");
  Json json = Json::parse(metadata[kPairMetadata]);
  json["touch"] = {{"bias", touch.bias}, {"threshold", touch.threshold}, {"quality", std::move(quality)}};
  metadata[kPairMetadata] = json.dump();
  return serialise_tensors(tensors.get(), std::move(metadata));
}

std::string PairModel::id() const { return name + "@" + file->checksum().substr(0, 8); }

Result<std::shared_ptr<const PairModel>> PairModel::open(const std::string& path) {
  auto file = TensorFile::open(path);
  if (!file) return file.error();
  auto model = from_file(*file, path);
  if (model && !*model)
    return invalid(path, std::string("metadata \"") + kPairMetadata + "\" is missing: the file has none");
  return model;
}

Result<std::shared_ptr<const PairModel>> PairModel::from_file(std::shared_ptr<const TensorFile> file,
                                                              const std::string& source) {
  const auto metadata = file->metadata().find(kPairMetadata);
  if (metadata == file->metadata().end()) return std::shared_ptr<const PairModel>();
  auto model = std::make_shared<PairModel>();
  model->file = std::move(file);
  const auto extents = read_metadata(*model, metadata->second, source);
  if (!extents) return extents.error();
  TensorReader in(*model->file, source);
  read_targets(*model, in);
  read_wide(*model, in);
  read_dense(*model, in, extents->hidden);
  model->bias = in.floats("pair.bias", {model->class_count()});
  model->offsets = in.floats("pair.offsets", {model->class_count()});
  if (extents->touch) model->touch = in.floats(kTouchTensor, {model->rules.dense_size()});
  if (in.error()) return *in.error();
  return std::shared_ptr<const PairModel>(std::move(model));
}

}  // namespace bearing
