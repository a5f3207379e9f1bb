#include "model/topic_model.hpp"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "base/check.hpp"
#include "model/bfloat16.hpp"
#include "text/analyze.hpp"

namespace bearing {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kKind = "bearing.topic-model";

// No trained model comes near these; together they keep every score finite, whatever the document.
constexpr float kLargestWeight = 1e6F;
constexpr double kLargestFactor = 1e12, kLargestRule = 1000;

std::vector<std::uint16_t> halved(const std::vector<float>& values) {
  std::vector<std::uint16_t> out;
  out.reserve(values.size());
  for (const float value : values) out.push_back(to_bfloat16(value));
  return out;
}

Json rules_json(const FeatureRules& r) {
  return {{"version", kFeatureRulesVersion},
          {"word", r.word},
          {"shadow", r.shadow},
          {"chars", r.chars},
          {"pair", r.pair},
          {"shadow_pair", r.shadow_pair},
          {"chars_min", r.chars_min},
          {"chars_max", r.chars_max},
          {"title", r.title},
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
  json.at("title").get_to(r.title);
  json.at("idf_exponent").get_to(r.idf_exponent);
  json.at("document_lexicon").get_to(r.document_lexicon);
  json.at("sentence_lexicon").get_to(r.sentence_lexicon);
  json.at("sentence_floor").get_to(r.sentence_floor);
  json.at("pool_length").get_to(r.pool_length);
  return r;
}

// Collects tensors with less noise.
class TensorList {
 public:
  template <class T>
  void add(const char* name, Dtype dtype, std::vector<std::uint64_t> shape, const std::vector<T>& values) {
    tensors_.push_back(make_tensor<T>(name, dtype, std::move(shape), values));
  }
  void add_halved(const char* name, std::vector<std::uint64_t> shape, const std::vector<float>& values) {
    add(name, Dtype::kBF16, std::move(shape), halved(values));
  }
  const std::vector<TensorData>& get() const { return tensors_; }

 private:
  std::vector<TensorData> tensors_;
};

Error invalid(const std::string& source, const std::string& message) {
  return {ErrorCode::kInvalidModel, message, source, 0, {}};
}

// Reads the tensors of a file into a model; the first failure sticks.
class TensorReader {
 public:
  TensorReader(const TensorFile& file, std::string source) : file_(file), source_(std::move(source)) {}

  template <class T>
  std::span<const T> read(const char* name, Dtype dtype, const std::vector<std::uint64_t>& shape) {
    if (error_) return {};
    auto values = file_.values<T>(name, dtype, shape);
    if (values) return *values;
    error_ = values.error();
    return {};
  }
  std::vector<double> doubles(const char* name, std::uint64_t count) {
    const auto values = read<double>(name, Dtype::kF64, {count});
    for (const double value : values) {
      if (!(std::abs(value) <= kLargestFactor)) fail_value(name);
    }
    return {values.begin(), values.end()};
  }
  std::span<const float> floats(const char* name, const std::vector<std::uint64_t>& shape) {
    const auto values = read<float>(name, Dtype::kF32, shape);
    for (const float value : values) {
      if (!(std::abs(value) <= kLargestWeight)) fail_value(name);
    }
    return values;
  }
  std::span<const std::uint16_t> halves(const char* name, const std::vector<std::uint64_t>& shape) {
    const auto values = read<std::uint16_t>(name, Dtype::kBF16, shape);
    // Without their sign, these bits are ordered like the numbers, with infinity and NaN on top.
    std::uint16_t largest = 0;
    for (const std::uint16_t value : values) largest = std::max<std::uint16_t>(largest, value & 0x7FFFU);
    if (largest > to_bfloat16(kLargestWeight)) fail_value(name);
    return values;
  }
  VocabularyView vocabulary(const char* buckets, const char* tags) {
    const auto starts = read<std::uint32_t>(buckets, Dtype::kU32, {0});
    const auto rows = read<std::uint32_t>(tags, Dtype::kU32, {0});
    const VocabularyView view(starts, rows);
    if (!error_ && !view.valid())
      fail(std::string("tensors ") + buckets + " and " + tags + " don't fit together");
    return error_ ? VocabularyView() : view;
  }
  void fail_value(const char* name) {
    fail(std::string("tensor ") + name + " holds a value that is no number or out of range");
  }
  void fail(std::string message) {
    if (!error_) error_ = invalid(source_, message);
  }
  const std::optional<Error>& error() const { return error_; }

 private:
  const TensorFile& file_;
  std::string source_;
  std::optional<Error> error_;
};

Result<std::string> metadata(const TensorFile& file, const std::string& key, const std::string& source) {
  const auto found = file.metadata().find(key);
  if (found == file.metadata().end())
    return invalid(source, "metadata \"" + key + "\" is missing: this is no Bearing topic model");
  return found->second;
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
  for (const double weight : {r.word, r.shadow, r.chars, r.pair, r.shadow_pair, r.idf_exponent,
                              r.document_lexicon, r.sentence_lexicon, r.sentence_floor, r.pool_length}) {
    if (!(weight >= 0 && weight <= kLargestRule)) return false;
  }
  return r.chars_min >= 1 && r.chars_min <= r.chars_max && r.chars_max <= 16 && r.title >= 1 &&
         r.title <= kLargestRule && model.sentence_floor >= 0 && model.sentence_floor <= kLargestFactor &&
         model.least_coverage >= 0 && model.least_coverage <= 1;
}

Status read_metadata(TopicModel& model, const std::string& source) {
  auto text = metadata(*model.file, kKind, source);
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
  if (model.scheme.topics.empty() || model.scheme.topics.size() > 60000)
    return invalid(source, "the scheme has no topics, or too many");
  auto provenance = metadata(*model.file, "bearing.provenance", source);
  auto quality = metadata(*model.file, "bearing.quality", source);
  if (!provenance) return provenance.error();
  if (!quality) return quality.error();
  model.provenance = *provenance;
  model.quality = *quality;
  return success();
}

Status read_tensors(TopicModel& model, const std::string& source) {
  TensorReader in(*model.file, source);
  const std::uint64_t topics = model.topics();
  model.terms = in.vocabulary("terms.buckets", "terms.tags");
  model.chars = in.vocabulary("chars.buckets", "chars.tags");
  const std::uint64_t terms = model.terms.size(), chars = model.chars.size();
  model.terms_idf = in.halves("terms.idf", {terms});
  model.chars_idf = in.halves("chars.idf", {chars});
  model.terms_document = in.halves("terms.document", {terms, topics});
  model.chars_document = in.halves("chars.document", {chars, topics});
  model.lexicon.index = in.vocabulary("lexicon.buckets", "lexicon.tags");
  model.lexicon.first =
      in.read<std::uint32_t>("lexicon.first", Dtype::kU32, {model.lexicon.index.size() + 1});
  model.lexicon.groups = in.read<std::uint16_t>("lexicon.groups", Dtype::kU16, {0});
  model.lexicon.continues =
      in.read<std::uint8_t>("lexicon.continues", Dtype::kU8, {model.lexicon.index.size()});
  if (!in.error() && !model.lexicon.valid(topics)) in.fail("the tensors of the lexicon don't fit together");
  model.lexicon_document = in.floats("document.lexicon", {topics, topics});
  model.document_bias = in.floats("document.bias", {topics});
  const auto names = model.file->names();
  if (std::find(names.begin(), names.end(), "sentence.bias") != names.end()) {
    model.terms_sentence = in.halves("terms.sentence", {terms, topics});
    model.lexicon_sentence = in.floats("sentence.lexicon", {topics, topics});
    model.sentence_bias = in.floats("sentence.bias", {topics});
  }
  TopicDecision& decision = model.decision;
  decision.document = in.doubles("combine.document", topics);
  decision.sentence = in.doubles("combine.sentence", topics);
  decision.bias = in.doubles("combine.bias", topics);
  decision.threshold = in.doubles("decision.threshold", topics);
  decision.base_rate = in.doubles("decision.base_rate", topics);
  for (const double rate : decision.base_rate) {
    if (rate < 0 || rate > 1) in.fail("tensor decision.base_rate holds a value that is no probability");
  }
  for (const double threshold : decision.threshold) {
    if (threshold < 0) in.fail("tensor decision.threshold holds a value below 0");
  }
  if (in.error()) return *in.error();
  return success();
}

}  // namespace

Result<std::string> serialise_topic_model(const TopicModelData& data) {
  const std::uint64_t topics = data.scheme.topics.size(), terms = data.terms.tags.size(),
                      chars = data.chars.tags.size();
  check(data.terms_document.size() == terms * topics && data.chars_document.size() == chars * topics);
  TensorList out;
  out.add("terms.buckets", Dtype::kU32, {data.terms.buckets.size()}, data.terms.buckets);
  out.add("terms.tags", Dtype::kU32, {terms}, data.terms.tags);
  out.add_halved("terms.idf", {terms}, data.terms_idf);
  out.add_halved("terms.document", {terms, topics}, data.terms_document);
  if (!data.sentence_bias.empty()) out.add_halved("terms.sentence", {terms, topics}, data.terms_sentence);
  out.add("chars.buckets", Dtype::kU32, {data.chars.buckets.size()}, data.chars.buckets);
  out.add("chars.tags", Dtype::kU32, {chars}, data.chars.tags);
  out.add_halved("chars.idf", {chars}, data.chars_idf);
  out.add_halved("chars.document", {chars, topics}, data.chars_document);
  out.add("lexicon.buckets", Dtype::kU32, {data.lexicon.index.buckets.size()}, data.lexicon.index.buckets);
  out.add("lexicon.tags", Dtype::kU32, {data.lexicon.index.tags.size()}, data.lexicon.index.tags);
  out.add("lexicon.first", Dtype::kU32, {data.lexicon.first.size()}, data.lexicon.first);
  out.add("lexicon.groups", Dtype::kU16, {data.lexicon.groups.size()}, data.lexicon.groups);
  out.add("lexicon.continues", Dtype::kU8, {data.lexicon.continues.size()}, data.lexicon.continues);
  out.add("document.lexicon", Dtype::kF32, {topics, topics}, data.lexicon_document);
  out.add("document.bias", Dtype::kF32, {topics}, data.document_bias);
  if (!data.sentence_bias.empty()) {
    out.add("sentence.lexicon", Dtype::kF32, {topics, topics}, data.lexicon_sentence);
    out.add("sentence.bias", Dtype::kF32, {topics}, data.sentence_bias);
  }
  out.add("combine.document", Dtype::kF64, {topics}, data.decision.document);
  out.add("combine.sentence", Dtype::kF64, {topics}, data.decision.sentence);
  out.add("combine.bias", Dtype::kF64, {topics}, data.decision.bias);
  out.add("decision.threshold", Dtype::kF64, {topics}, data.decision.threshold);
  out.add("decision.base_rate", Dtype::kF64, {topics}, data.decision.base_rate);
  const Json model = {{"format", kModelFormatVersion},           {"text_rules", kTextRulesVersion},
                      {"feature_rules", rules_json(data.rules)}, {"sentence_floor", data.sentence_floor},
                      {"least_coverage", data.least_coverage},   {"languages", data.languages}};
  return serialise_tensors(out.get(), {{kKind, model.dump(-1, ' ', false, Json::error_handler_t::replace)},
                                       {"bearing.scheme", scheme_to_json(data.scheme)},
                                       {"bearing.provenance", data.provenance},
                                       {"bearing.quality", data.quality}});
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
