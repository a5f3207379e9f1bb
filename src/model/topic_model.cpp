#include "model/topic_model.hpp"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "attribution/holder_features.hpp"
#include "base/check.hpp"
#include "feature/stance_features.hpp"
#include "model/tensor_list.hpp"
#include "model/tensor_reader.hpp"
#include "text/analyze.hpp"

namespace bearing {
namespace {

using Json = nlohmann::ordered_json;

// No trained model comes near these; together with the limits of TensorReader they keep every score finite,
// whatever the document.
constexpr double kLargestFactor = 1e12, kLargestRule = 1000;

Json rules_json(const FeatureRules& r) {
  return {{"version", kFeatureRulesVersion},
          {"word", r.word},
          {"shadow", r.shadow},
          {"chars", r.chars},
          {"pair", r.pair},
          {"shadow_pair", r.shadow_pair},
          {"chars_min", r.chars_min},
          {"chars_max", r.chars_max},
          {"boundary", r.boundary},
          {"title", r.title},
          {"furniture", r.furniture},
          {"idf_exponent", r.idf_exponent},
          {"document_lexicon", r.document_lexicon},
          {"sentence_lexicon", r.sentence_lexicon},
          {"sentence_floor", r.sentence_floor},
          {"pool_length", r.pool_length}};
}

FeatureRules rules_from(const Json& json) {
  FeatureRules r;
  json.at("word").get_to(r.word);
  json.at("shadow").get_to(r.shadow);
  json.at("chars").get_to(r.chars);
  json.at("pair").get_to(r.pair);
  json.at("shadow_pair").get_to(r.shadow_pair);
  json.at("chars_min").get_to(r.chars_min);
  json.at("chars_max").get_to(r.chars_max);
  json.at("boundary").get_to(r.boundary);
  json.at("title").get_to(r.title);
  json.at("furniture").get_to(r.furniture);
  json.at("idf_exponent").get_to(r.idf_exponent);
  json.at("document_lexicon").get_to(r.document_lexicon);
  json.at("sentence_lexicon").get_to(r.sentence_lexicon);
  json.at("sentence_floor").get_to(r.sentence_floor);
  json.at("pool_length").get_to(r.pool_length);
  return r;
}

Error invalid(const std::string& source, const std::string& message) {
  return {ErrorCode::kInvalidModel, message, source, 0, {}};
}

Result<std::string> metadata(const TensorFile& file, const std::string& key, const std::string& source) {
  const auto found = file.metadata().find(key);
  if (found == file.metadata().end())
    return invalid(source, "metadata \"" + key + "\" is missing: this is no Bearing topic model");
  return found->second;
}

bool has_tensor(const TensorFile& file, std::string_view name) {
  const auto names = file.names();
  return std::find(names.begin(), names.end(), name) != names.end();
}

Status check_version(const Json& model, const std::string& source) {
  const auto check_one = [&](const char* what, int found, int known) -> Status {
    if (found == known) return success();
    return invalid(source, std::string(what) + " version " + std::to_string(found) +
                               ", but this program knows version " + std::to_string(known) +
                               ": use the matching program or train the model again");
  };
  if (auto s = check_one("model format", model.at("format").get<int>(), kModelFormatVersion); !s) return s;
  if (auto s = check_one("text rules", model.at("text_rules").get<int>(), kTextRulesVersion); !s) return s;
  return check_one("feature rules", model.at("feature_rules").at("version").get<int>(), kFeatureRulesVersion);
}

bool in_range(const TopicModel& model) {
  const FeatureRules& r = model.rules;
  for (const double weight : {r.word, r.shadow, r.chars, r.pair, r.shadow_pair, r.boundary, r.idf_exponent,
                              r.document_lexicon, r.sentence_lexicon, r.sentence_floor, r.pool_length}) {
    if (!(weight >= 0 && weight <= kLargestRule)) return false;
  }
  return r.chars_min >= 1 && r.chars_min <= r.chars_max && r.chars_max <= 16 && r.title >= 1 &&
         r.title <= kLargestRule && model.sentence_floor >= 0 && model.sentence_floor <= kLargestFactor &&
         model.least_coverage >= 0 && model.least_coverage <= 1;
}

// What the outputs are, and the names of the stances.
Status lay_out(TopicModel& model, const Json& json, const std::string& source) {
  const auto found = json.find("stances");
  if (found != json.end()) {
    try {
      model.stance.stances = found->get<std::vector<std::string>>();
    } catch (const Json::exception& error) {
      return invalid(source, std::string("stances are not as expected: ") + error.what());
    }
    if (model.stance.empty() || model.stance.stances.size() > 8 || model.scheme.targets.empty())
      return invalid(source, "there are stances without targets, none, or too many");
    const int rules = json.value("stance_rules", 0), holders = json.value("holder_rules", 0);
    if (rules != kStanceRulesVersion || holders != kHolderRulesVersion) {
      return invalid(source, "stance rules version " + std::to_string(rules) + "/" + std::to_string(holders) +
                                 ", but this program knows version " + std::to_string(kStanceRulesVersion) +
                                 "/" + std::to_string(kHolderRulesVersion) +
                                 ": use the matching program or train the model again");
    }
  }
  model.layout = {model.scheme.topics.size(), model.stance.empty() ? 0 : model.scheme.targets.size()};
  if (model.layout.outputs() == 0 || model.layout.groups() > 60000)
    return invalid(source, "the scheme has no labels, or too many");
  return success();
}

// Absent in older files.
Status read_profile(TopicModel& model, const std::string& source) {
  const auto found = model.file->metadata().find(kProfileMetadata);
  if (found == model.file->metadata().end()) return success();
  model.profile = profile_from_json(Json::parse(found->second, nullptr, false));
  if (model.profile) return success();
  return invalid(source, std::string("metadata \"") + kProfileMetadata +
                             "\" is no profile of training documents: train the model again");
}

Status read_metadata(TopicModel& model, const std::string& source) {
  auto text = metadata(*model.file, kTopicMetadata, source);
  if (!text) return text.error();
  auto scheme = metadata(*model.file, "bearing.scheme", source);
  if (!scheme) return scheme.error();
  const Json json = Json::parse(*text, nullptr, false);
  if (json.is_discarded()) return invalid(source, "metadata is no JSON");
  try {
    if (auto known = check_version(json, source); !known) return known;
    model.rules = rules_from(json.at("feature_rules"));
    model.sentence_floor = json.at("sentence_floor").get<double>();
    model.least_coverage = json.at("least_coverage").get<double>();
    model.languages = json.at("languages").get<std::vector<std::string>>();
  } catch (const Json::exception& error) {
    return invalid(source, std::string("metadata is not as expected: ") + error.what());
  }
  if (!in_range(model)) return invalid(source, "feature rules are out of range");
  auto parsed = scheme_from_json(*scheme);
  if (!parsed) return invalid(source, "scheme: " + parsed.error().message);
  model.scheme = std::move(*parsed);
  if (auto laid_out = lay_out(model, json, source); !laid_out) return laid_out;
  auto provenance = metadata(*model.file, "bearing.provenance", source);
  auto quality = metadata(*model.file, "bearing.quality", source);
  if (!provenance) return provenance.error();
  if (!quality) return quality.error();
  model.provenance = *provenance;
  model.quality = *quality;
  return read_profile(model, source);
}

// Of a flat model.
void read_map(TopicModel& model, TensorReader& in) {
  if (model.has_sentences() || model.layout.targets > 0) in.fail("a score map beside sentences or stances");
  ScoreMap map;
  map.exclusive = model.scheme.exclusive;
  const auto knots = in.doubles("map.knots", map.knots.size()),
             slopes = in.doubles("map.slopes", map.slopes.size()), offset = in.doubles("map.offset", 1);
  map.scale = in.doubles("map.scale", model.layout.topics);
  map.bias = in.doubles("map.bias", model.layout.topics);
  if (in.error()) return;
  std::copy(knots.begin(), knots.end(), map.knots.begin());
  std::copy(slopes.begin(), slopes.end(), map.slopes.begin());
  map.offset = offset.front();
  if (!map.valid()) {
    return in.fail(
        "tensors map.knots, map.slopes, map.offset, map.scale and map.bias make no score map: a number is "
        "out of range, knots fall, or a slope or a scale is negative");
  }
  model.map = std::move(map);
}

void read_decision(TopicModel& model, TensorReader& in) {
  const std::uint64_t outputs = model.layout.outputs();
  TopicDecision& decision = model.decision;
  if (has_tensor(*model.file, "map.knots")) {
    read_map(model, in);
  } else {
    decision.document = in.doubles("combine.document", outputs);
    decision.sentence = in.doubles("combine.sentence", outputs);
    decision.bias = in.doubles("combine.bias", outputs);
  }
  decision.threshold = in.doubles("decision.threshold", outputs);
  decision.base_rate = in.doubles("decision.base_rate", outputs);
  for (const double rate : decision.base_rate) {
    if (rate < 0 || rate > 1) in.fail("tensor decision.base_rate holds a value that is no probability");
  }
  for (const double threshold : decision.threshold) {
    if (threshold < 0) in.fail("tensor decision.threshold holds a value below 0");
  }
}

Status read_tensors(TopicModel& model, const std::string& source) {
  TensorReader in(*model.file, source);
  const std::uint64_t topics = model.layout.topics, outputs = model.layout.outputs(),
                      groups = model.layout.groups();
  model.terms = in.vocabulary("terms");
  model.chars = in.vocabulary("chars");
  const std::uint64_t terms = model.terms.size(), chars = model.chars.size();
  model.terms_idf = in.halves("terms.idf", {terms});
  model.chars_idf = in.halves("chars.idf", {chars});
  model.terms_document = in.halves("terms.document", {terms, topics});
  model.chars_document = in.halves("chars.document", {chars, topics});
  model.lexicon.index = in.vocabulary("lexicon");
  model.lexicon.first =
      in.read<std::uint32_t>("lexicon.first", Dtype::kU32, {model.lexicon.index.size() + 1});
  model.lexicon.groups = in.read<std::uint16_t>("lexicon.groups", Dtype::kU16, {0});
  model.lexicon.continues =
      in.read<std::uint8_t>("lexicon.continues", Dtype::kU8, {model.lexicon.index.size()});
  if (!in.error() && !model.lexicon.valid(groups)) in.fail("the tensors of the lexicon don't fit together");
  model.lexicon_document = in.floats("document.lexicon", {groups, topics});
  model.document_bias = in.floats("document.bias", {topics});
  if (has_tensor(*model.file, "sentence.bias")) {
    model.terms_sentence = in.halves("terms.sentence", {terms, outputs});
    model.lexicon_sentence = in.floats("sentence.lexicon", {groups, outputs});
    model.sentence_bias = in.floats("sentence.bias", {outputs});
  }
  read_decision(model, in);
  if (model.layout.targets > 0) {
    if (!model.has_sentences()) in.fail("stance without a sentence view");
    model.stance = read_stance_model(in, std::move(model.stance.stances), terms, model.layout);
  }
  if (in.error()) return *in.error();
  auto pairs = PairModel::from_file(model.file, source);
  if (!pairs) return pairs.error();
  model.pairs = std::move(*pairs);
  return success();
}

void append_map(const TopicModelData& data, TensorList& out) {
  const ScoreMap& map = *data.map;
  const std::uint64_t topics = data.layout.topics;
  check(map.valid() && map.scale.size() == topics && map.exclusive == data.scheme.exclusive);
  check(data.sentence_bias.empty() && data.layout.targets == 0);
  out.add("map.knots", Dtype::kF64, {map.knots.size()}, std::vector(map.knots.begin(), map.knots.end()));
  out.add("map.slopes", Dtype::kF64, {map.slopes.size()}, std::vector(map.slopes.begin(), map.slopes.end()));
  out.add("map.offset", Dtype::kF64, {1}, std::vector{map.offset});
  out.add("map.scale", Dtype::kF64, {topics}, map.scale);
  out.add("map.bias", Dtype::kF64, {topics}, map.bias);
}

}  // namespace

Result<std::string> serialise_topic_model(const TopicModelData& data) {
  const std::uint64_t topics = data.layout.topics, outputs = data.layout.outputs(),
                      groups = data.layout.groups(), terms = data.terms.tags.size(),
                      chars = data.chars.tags.size();
  check(data.terms_document.size() == terms * topics && data.chars_document.size() == chars * topics);
  TensorList out;
  out.add("terms.buckets", Dtype::kU32, {data.terms.buckets.size()}, data.terms.buckets);
  out.add("terms.tags", Dtype::kU32, {terms}, data.terms.tags);
  out.add_halved("terms.idf", {terms}, data.terms_idf);
  out.add_halved("terms.document", {terms, topics}, data.terms_document);
  if (!data.sentence_bias.empty()) out.add_halved("terms.sentence", {terms, outputs}, data.terms_sentence);
  out.add("chars.buckets", Dtype::kU32, {data.chars.buckets.size()}, data.chars.buckets);
  out.add("chars.tags", Dtype::kU32, {chars}, data.chars.tags);
  out.add_halved("chars.idf", {chars}, data.chars_idf);
  out.add_halved("chars.document", {chars, topics}, data.chars_document);
  out.add("lexicon.buckets", Dtype::kU32, {data.lexicon.index.buckets.size()}, data.lexicon.index.buckets);
  out.add("lexicon.tags", Dtype::kU32, {data.lexicon.index.tags.size()}, data.lexicon.index.tags);
  out.add("lexicon.first", Dtype::kU32, {data.lexicon.first.size()}, data.lexicon.first);
  out.add("lexicon.groups", Dtype::kU16, {data.lexicon.groups.size()}, data.lexicon.groups);
  out.add("lexicon.continues", Dtype::kU8, {data.lexicon.continues.size()}, data.lexicon.continues);
  out.add("document.lexicon", Dtype::kF32, {groups, topics}, data.lexicon_document);
  out.add("document.bias", Dtype::kF32, {topics}, data.document_bias);
  if (!data.sentence_bias.empty()) {
    out.add("sentence.lexicon", Dtype::kF32, {groups, outputs}, data.lexicon_sentence);
    out.add("sentence.bias", Dtype::kF32, {outputs}, data.sentence_bias);
  }
  if (data.map) {
    append_map(data, out);
  } else {
    out.add("combine.document", Dtype::kF64, {outputs}, data.decision.document);
    out.add("combine.sentence", Dtype::kF64, {outputs}, data.decision.sentence);
    out.add("combine.bias", Dtype::kF64, {outputs}, data.decision.bias);
  }
  out.add("decision.threshold", Dtype::kF64, {outputs}, data.decision.threshold);
  out.add("decision.base_rate", Dtype::kF64, {outputs}, data.decision.base_rate);
  Json model = {{"format", kModelFormatVersion},           {"text_rules", kTextRulesVersion},
                {"feature_rules", rules_json(data.rules)}, {"sentence_floor", data.sentence_floor},
                {"least_coverage", data.least_coverage},   {"languages", data.languages}};
  if (data.layout.targets > 0) {
    append_stance_model(data.stance, terms, data.layout, out);
    model["stances"] = data.stance.stances;
    model["stance_rules"] = kStanceRulesVersion;
    model["holder_rules"] = kHolderRulesVersion;
  }
  std::map<std::string, std::string> metadata = {
      {kTopicMetadata, model.dump(-1, ' ', false, Json::error_handler_t::replace)},
      {"bearing.scheme", scheme_to_json(data.scheme)},
      {"bearing.provenance", data.provenance},
      {"bearing.quality", data.quality}};
  if (data.profile) {
    metadata[kProfileMetadata] = to_json(*data.profile).dump(-1, ' ', false, Json::error_handler_t::replace);
  }
  return serialise_tensors(out.get(), metadata);
}

Result<std::string> add_pair_model(const std::string& topic_model, const std::string& pair_model) {
  auto file = TensorFile::parse(std::as_bytes(std::span(topic_model)), "topic model");
  if (!file) return file.error();
  auto pairs = TensorFile::parse(std::as_bytes(std::span(pair_model)), "pair model");
  if (!pairs) return pairs.error();
  const auto found = (*pairs)->metadata().find(kPairMetadata);
  if (found == (*pairs)->metadata().end()) return invalid("pair model", "there is no pair model in it");
  TensorList tensors;
  for (const auto& from : {*file, *pairs}) {
    if (auto added = tensors.add_all(*from); !added) return added.error();
  }
  auto metadata = (*file)->metadata();
  metadata.erase("bearing.checksum");
  metadata[kPairMetadata] = found->second;
  return serialise_tensors(tensors.get(), std::move(metadata));
}

std::string TopicModel::id() const { return scheme.name + "@" + file->checksum().substr(0, 8); }

Result<std::shared_ptr<const TopicModel>> TopicModel::open(const std::string& path) {
  auto file = TensorFile::open(path);
  if (!file) return file.error();
  return from_file(*file, path);
}

Result<std::shared_ptr<const TopicModel>> TopicModel::from_file(std::shared_ptr<const TensorFile> file,
                                                                const std::string& source) {
  auto model = std::make_shared<TopicModel>();
  model->file = std::move(file);
  if (auto read = read_metadata(*model, source); !read) return read.error();
  if (auto read = read_tensors(*model, source); !read) return read.error();
  return std::shared_ptr<const TopicModel>(std::move(model));
}

}  // namespace bearing
