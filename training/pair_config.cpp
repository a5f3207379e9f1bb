#include "training/pair_config.hpp"

#include <toml++/toml.h>

#include <array>
#include <cstdint>
#include <functional>
#include <limits>
#include <utility>

#include "base/file.hpp"

namespace bearing {
namespace {

constexpr std::array<PairFamily, 8> kFamilies = {
    PairFamily::kTextWords, PairFamily::kTextChars,  PairFamily::kTargetWords, PairFamily::kTargetChars,
    PairFamily::kNear,      PairFamily::kNearMasked, PairFamily::kSides,       PairFamily::kKnownTarget};
constexpr std::array<std::pair<const char*, PairGroups>, 3> kGroups = {
    {{"text", PairGroups::kText}, {"target", PairGroups::kTarget}, {"connected", PairGroups::kConnected}}};
constexpr std::array<std::pair<const char*, PairObjective>, 4> kObjectives = {
    {{"accuracy", PairObjective::kAccuracy},
     {"macro-f1", PairObjective::kMacroF1},
     {"semeval", PairObjective::kSemEval},
     {"fnc-1", PairObjective::kFnc1}}};

const char* type_name(const toml::node& node) {
  if (node.is_string()) return "a string";
  if (node.is_array()) return "an array";
  if (node.is_table()) return "a table";
  if (node.is_number()) return "a number";
  return node.is_boolean() ? "a boolean" : "a date or time";
}

PairBlock block_of(PairFamily family, std::uint32_t smallest, std::uint32_t largest) {
  PairBlock block;
  block.family = family;
  block.smallest = smallest;
  block.largest = largest;
  return block;
}

// Reads one table: every key is given to a reader, and what is left over is unknown. The first fault sticks.
class TableReader {
 public:
  TableReader(const toml::node& node, std::string name, std::optional<Error>& error,
              const std::string& source)
      : name_(std::move(name)), table_(node.as_table()), error_(error), source_(source) {
    if (table_ == nullptr) fail(node, name_ + ": expected a table, found " + type_name(node));
  }

  const toml::node* take(const char* key) {
    if (error_ || table_ == nullptr) return nullptr;
    keys_ += (keys_.empty() ? "" : ", ") + std::string(key);
    const toml::node* node = table_->get(key);
    taken_ += node != nullptr ? 1 : 0;
    return node;
  }

  template <class Integer>
  void number(const char* key, Integer& out) {
    const toml::node* node = take(key);
    if (node == nullptr) return;
    const auto value = node->value_exact<std::int64_t>();
    if (!value || *value < 0 ||
        static_cast<std::uint64_t>(*value) > std::uint64_t(std::numeric_limits<int>::max()))
      return fail(*node, label(key) + ": expected a whole number from 0, found " + shown(*node));
    out = static_cast<Integer>(*value);
  }
  void number(const char* key, double& out) {
    const toml::node* node = take(key);
    if (node == nullptr) return;
    if (!node->is_number()) return fail(*node, label(key) + ": expected a number, found " + shown(*node));
    out = *node->value<double>();
  }
  void flag(const char* key, bool& out) {
    const toml::node* node = take(key);
    if (node == nullptr) return;
    if (!node->is_boolean())
      return fail(*node, label(key) + ": expected true or false, found " + shown(*node));
    out = *node->value<bool>();
  }
  template <class Value>
  void setting(const char* key, Value& out) {
    if constexpr (std::is_same_v<Value, bool>) {
      flag(key, out);
    } else {
      number(key, out);
    }
  }
  void text(const char* key, std::string& out) {
    const toml::node* node = take(key);
    if (node == nullptr) return;
    if (!node->is_string()) return fail(*node, label(key) + ": expected a string, found " + shown(*node));
    out = *node->value<std::string>();
  }
  template <class Value, class Names>
  void choice(const char* key, const Names& names, Value& out) {
    const toml::node* node = take(key);
    if (node == nullptr) return;
    const auto word = node->value_exact<std::string>();
    std::string expected;
    for (const auto& [name, value] : names) {
      if (word && *word == name) return void(out = value);
      expected += (expected.empty() ? "\"" : ", \"") + std::string(name) + "\"";
    }
    fail(*node, label(key) + ": expected " + expected + ", found " + shown(*node));
  }
  // runs = [1, 3], or one number for both ends.
  void range(const char* key, std::uint32_t& from, std::uint32_t& to) {
    const toml::node* node = take(key);
    if (node == nullptr) return;
    const toml::array* ends = node->as_array();
    const auto end_of = [&](std::size_t i) {
      return ends == nullptr ? node->value_exact<std::int64_t>() : (*ends)[i].value_exact<std::int64_t>();
    };
    if (ends != nullptr && ends->size() != 2)
      return fail(*node, label(key) + ": expected two numbers, as in [1, 3]");
    const auto low = end_of(0), high = end_of(ends == nullptr ? 0 : 1);
    if (!low || !high || *low < 1 || *high < *low || *high > 1000)
      return fail(*node, label(key) + ": expected two numbers from 1, the smaller first, as in [1, 3]");
    from = static_cast<std::uint32_t>(*low);
    to = static_cast<std::uint32_t>(*high);
  }

  // All keys have been asked for: others are unknown.
  void finish() {
    if (error_ || table_ == nullptr || taken_ == table_->size()) return;
    for (const auto& [key, node] : *table_) {
      const std::string word(key.str());
      if ((", " + keys_ + ",").find(", " + word + ",") != std::string::npos) continue;
      // Places of tables made by dotted headers are those of their first key.
      return fail(node,
                  (name_.empty() ? "" : name_ + ": ") + "unknown key \"" + word + "\"; expected " + keys_);
    }
  }

  void fail(const toml::node& node, std::string message) {
    if (!error_)
      error_ = Error{ErrorCode::kInvalidData, std::move(message), source_, node.source().begin.line, {}};
  }

 private:
  std::string label(const char* key) const { return name_.empty() ? key : name_ + "." + key; }
  static std::string shown(const toml::node& node) {
    if (const auto word = node.value_exact<std::string>()) return "\"" + *word + "\"";
    if (const auto whole = node.value_exact<std::int64_t>()) return std::to_string(*whole);
    return type_name(node);
  }

  std::string name_;
  const toml::table* table_;
  std::optional<Error>& error_;
  const std::string& source_;
  std::string keys_;
  std::size_t taken_ = 0;
};

class ConfigReader {
 public:
  explicit ConfigReader(const std::string& source) : source_(source), options_(default_pair_options()) {}

  Result<PairTrainOptions> read(const toml::table& root) {
    TableReader top(root, "", error_, source_);
    std::string kind;
    top.text("kind", kind);
    if (const toml::node* node = top.take("features")) read_features(*node);
    if (const toml::node* node = top.take("network")) read_network(*node);
    if (const toml::node* node = top.take("folds")) read_folds(*node);
    if (const toml::node* node = top.take("decision")) read_decision(*node);
    if (const toml::node* node = top.take("cue")) read_cues(*node, top);
    top.finish();
    if (kind != "pairs" && !error_) {
      const toml::node* node = root.get("kind");
      top.fail(node != nullptr ? *node : root, "expected kind = \"pairs\", the only kind that there is");
    }
    if (error_) return *error_;
    if (auto valid = options_.validate(); !valid)
      return Error{ErrorCode::kInvalidData, valid.error().message, source_, 0, {}};
    return std::move(options_);
  }

 private:
  void read_features(const toml::node& node) {
    TableReader features(node, "features", error_, source_);
    PairRules::visit_settings(options_.rules,
                              [&](const char* key, auto& out) { features.setting(key, out); });
    if (const toml::node* blocks = features.take("block")) {
      options_.rules.blocks.clear();
      const toml::array* list = blocks->as_array();
      if (list == nullptr)
        features.fail(*blocks,
                      std::string("block: expected [[features.block]] tables, found ") + type_name(*blocks));
      for (std::size_t i = 0; list != nullptr && i < list->size(); ++i) read_block((*list)[i]);
    }
    features.finish();
  }

  void read_block(const toml::node& node) {
    std::array<std::pair<const char*, PairFamily>, kFamilies.size()> names;
    for (std::size_t i = 0; i < names.size(); ++i) names[i] = {to_string(kFamilies[i]), kFamilies[i]};
    PairBlock block;
    TableReader reader(node, "block", error_, source_);
    reader.choice("family", names, block.family);
    reader.range("runs", block.smallest, block.largest);
    PairBlock::visit_settings(block, [&](const char* key, auto& out) {
      if (std::string_view(key) != "smallest" && std::string_view(key) != "largest") reader.setting(key, out);
    });
    reader.finish();
    if (!error_ && node.as_table()->get("family") == nullptr) reader.fail(node, "block: a family is missing");
    options_.rules.blocks.push_back(block);
  }

  void read_network(const toml::node& node) {
    WideDeepOptions& network = options_.network;
    TableReader reader(node, "network", error_, source_);
    reader.number("hidden", network.hidden);
    reader.number("learning_rate", network.learning_rate);
    reader.number("epochs", network.epochs);
    reader.number("batch", network.batch);
    reader.number("dropout", network.dropout);
    reader.number("wide_decay", network.wide_decay);
    reader.number("deep_decay", network.deep_decay);
    reader.number("balance", network.balance);
    reader.number("ensemble", options_.ensemble);
    reader.finish();
  }

  void read_folds(const toml::node& node) {
    TableReader reader(node, "folds", error_, source_);
    reader.number("count", options_.folds.count);
    reader.choice("by", kGroups, options_.folds.by);
    reader.text("loose", options_.folds.loose);
    reader.finish();
  }

  void read_decision(const toml::node& node) {
    TableReader reader(node, "decision", error_, source_);
    reader.choice("objective", kObjectives, options_.decision.objective);
    reader.flag("tune", options_.decision.tune);
    reader.finish();
  }

  // target = "...", and lists of phrases under the names of stances.
  void read_cues(const toml::node& node, TableReader& reader) {
    const toml::array* list = node.as_array();
    if (list == nullptr)
      return reader.fail(node, std::string("cue: expected [[cue]] tables, found ") + type_name(node));
    for (const toml::node& element : *list) {
      const toml::table* table = element.as_table();
      if (table == nullptr)
        return reader.fail(element, std::string("cue: expected a table, found ") + type_name(element));
      std::string target;
      if (const toml::node* name = table->get("target")) {
        target = name->value_exact<std::string>().value_or("");
        if (target.empty()) return reader.fail(*name, "cue.target: expected the name of a target");
      }
      for (const auto& [key, phrases] : *table) {
        if (key != "target") read_phrases(phrases, target, std::string(key.str()), reader);
      }
    }
  }

  void read_phrases(const toml::node& node, const std::string& target, const std::string& stance,
                    TableReader& reader) {
    const toml::array* phrases = node.as_array();
    if (phrases == nullptr)
      return reader.fail(node, "cue." + stance + ": expected a list of phrases, found " + type_name(node));
    PairCueList list{target, stance, {}};
    for (const toml::node& element : *phrases) {
      const auto phrase = element.value_exact<std::string>();
      if (!phrase || phrase->empty())
        return reader.fail(element, "cue." + stance + ": expected a phrase, found " + type_name(element));
      list.phrases.push_back(*phrase);
    }
    options_.rules.cues.push_back(std::move(list));
  }

  const std::string& source_;
  PairTrainOptions options_;
  std::optional<Error> error_;
};

}  // namespace

PairTrainOptions default_pair_options() {
  PairTrainOptions options;
  options.rules.blocks = {block_of(PairFamily::kTextWords, 1, 2), block_of(PairFamily::kTextChars, 3, 5),
                          block_of(PairFamily::kTargetWords, 1, 2)};
  return options;
}

Result<PairTrainOptions> read_pair_config(const std::string& path) {
  auto text = read_file(path);
  if (!text) return text.error();
  return parse_pair_config(*text, path);
}

Result<PairTrainOptions> parse_pair_config(std::string_view text, const std::string& source) {
  try {
    return ConfigReader(source).read(toml::parse(text, source));
  } catch (const toml::parse_error& error) {
    return Error{
        ErrorCode::kInvalidData, std::string(error.description()), source, error.source().begin.line, {}};
  }
}

}  // namespace bearing
