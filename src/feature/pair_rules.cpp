#include "feature/pair_rules.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <set>

#include "feature/pair_cues.hpp"
#include "feature/pair_features.hpp"

namespace bearing {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::array<const char*, 8> kFamilies = {"text_words",   "text_chars",  "target_words",
                                                  "target_chars", "near",        "near_masked",
                                                  "sides",        "known_target"};
// Beyond any use; they keep sizes and numbers of rows within reason, whatever a file says.
constexpr std::size_t kMostBlocks = 64;
constexpr std::uint32_t kLongestRun = 16, kWidestWindow = 1000;
constexpr double kLargestWeight = 1000;
constexpr std::size_t kMostCueLists = 1000, kMostPhrases = 100'000, kLongestPhrase = 200;

Error refuse(const std::string& message) { return {ErrorCode::kUsage, "pair rules: " + message, "", 0, {}}; }

bool is_weight(double weight) { return weight >= 0 && weight <= kLargestWeight; }

Status check_block(const PairBlock& block) {
  const std::string name = std::string("block \"") + to_string(block.family) + "\": ";
  if (block.smallest < 1 || block.smallest > block.largest || block.largest > kLongestRun) {
    return refuse(name +
                  "smallest and largest must be 1 <= smallest <= largest <= " + std::to_string(kLongestRun) +
                  ", not " + std::to_string(block.smallest) + " and " + std::to_string(block.largest));
  }
  if (block.window < 1 || block.window > kWidestWindow)
    return refuse(name + "window must be from 1 to " + std::to_string(kWidestWindow));
  if (!is_weight(block.weight) || !is_weight(block.by_target))
    return refuse(name + "weight and by_target must be from 0 to 1000");
  if (block.weight == 0 && block.by_target == 0)
    return refuse(name + "weight and by_target are both 0: leave the block out");
  if (block.family == PairFamily::kKnownTarget && (block.by_target != 0 || block.weight == 0))
    return refuse(name + "needs a weight, and by_target must be 0");
  if (block.min_documents < 1) return refuse(name + "min_documents must be at least 1");
  return success();
}

Status check_cues(const std::vector<PairCueList>& cues) {
  if (cues.size() > kMostCueLists)
    return refuse(std::to_string(cues.size()) + " lists of cues, more than " + std::to_string(kMostCueLists));
  std::size_t phrases = 0;
  std::set<std::pair<std::string_view, std::string_view>> seen;
  for (const PairCueList& list : cues) {
    const std::string name = "cues of \"" + list.target.substr(0, 40) + "\": ";
    if (list.stance.empty()) return refuse(name + "a list has no name");
    if (!seen.emplace(list.target, list.stance).second)
      return refuse(name + "there are two lists for \"" + list.stance.substr(0, 40) + "\"");
    phrases += list.phrases.size();
    for (const std::string& phrase : list.phrases) {
      if (phrase.empty() || phrase.size() > kLongestPhrase)
        return refuse(name + "a phrase must have 1 to " + std::to_string(kLongestPhrase) + " bytes, not " +
                      std::to_string(phrase.size()));
    }
  }
  if (phrases > kMostPhrases)
    return refuse(std::to_string(phrases) + " cues, more than " + std::to_string(kMostPhrases));
  return success();
}

Json block_json(const PairBlock& block) {
  Json json = {{"family", to_string(block.family)}};
  PairBlock::visit_settings(block, [&](const char* name, auto value) { json[name] = value; });
  return json;
}

Json cues_json(const std::vector<PairCueList>& cues) {
  Json json = Json::array();
  for (const PairCueList& list : cues)
    json.push_back({{"target", list.target}, {"stance", list.stance}, {"phrases", list.phrases}});
  return json;
}

// Reads the members of a JSON object; the first that is wrong sticks.
class Members {
 public:
  explicit Members(const Json& json) : json_(json) {
    if (!json.is_object()) fail("an object was expected, not " + json.dump(-1, ' ', true).substr(0, 40));
  }

  template <class T>
  void take(const char* name, T& value) {
    if (!problem_.empty() || !json_.contains(name)) return;
    ++taken_;
    const Json& member = json_.at(name);
    const bool right = std::is_same_v<T, bool>       ? member.is_boolean()
                       : std::is_floating_point_v<T> ? member.is_number()
                       : std::is_same_v<T, std::string>
                           ? member.is_string()
                           : member.is_number_unsigned() && member.get<std::uint64_t>() <= 0xFFFFFFFFU;
    if (!right) return fail(std::string("\"") + name + "\" is not of the right kind");
    value = member.get<T>();
  }
  const Json* list(const char* name) {
    if (!problem_.empty() || !json_.contains(name)) return nullptr;
    ++taken_;
    if (json_.at(name).is_array()) return &json_.at(name);
    fail(std::string("\"") + name + "\" must be a list");
    return nullptr;
  }
  /// What is wrong, unknown members included; empty if nothing.
  std::string problem() const {
    if (problem_.empty() && taken_ != json_.size()) return "unknown members in " + members();
    return problem_;
  }

 private:
  void fail(std::string problem) {
    if (problem_.empty()) problem_ = std::move(problem);
  }
  std::string members() const {
    std::string names;
    for (const auto& item : json_.items()) names += (names.empty() ? "" : ", ") + item.key();
    return names;
  }
  const Json& json_;
  std::size_t taken_ = 0;
  std::string problem_;
};

Result<PairBlock> block_from(const Json& json) {
  PairBlock block;
  std::string family;
  Members members(json);
  members.take("family", family);
  PairBlock::visit_settings(block, [&](const char* name, auto& value) { members.take(name, value); });
  if (const std::string problem = members.problem(); !problem.empty()) return refuse(problem);
  const auto found = std::find(kFamilies.begin(), kFamilies.end(), family);
  if (found == kFamilies.end()) return refuse("\"" + family + "\" is no family of features");
  block.family = static_cast<PairFamily>(found - kFamilies.begin());
  return block;
}

Result<PairCueList> cues_from(const Json& json) {
  PairCueList list;
  Members members(json);
  members.take("target", list.target);
  members.take("stance", list.stance);
  const Json* phrases = members.list("phrases");
  if (const std::string problem = members.problem(); !problem.empty()) return refuse(problem);
  for (std::size_t i = 0; phrases && i < phrases->size(); ++i) {
    if (!(*phrases)[i].is_string()) return refuse("a phrase of \"" + list.target + "\" is no string");
    list.phrases.push_back((*phrases)[i].get<std::string>());
  }
  return list;
}

}  // namespace

const char* to_string(PairFamily family) { return kFamilies[static_cast<std::size_t>(family)]; }

std::size_t PairRules::dense_size() const {
  return (overlap ? kOverlapFeatures : 0) + (feeling ? kFeelingFeatures : 0) +
         (near_feeling ? kNearFeelingFeatures : 0) + (form ? kFormFeatures : 0) + cue_features(cues);
}

bool PairRules::by_target() const {
  return dense_by_target > 0 || std::any_of(blocks.begin(), blocks.end(), [](const PairBlock& block) {
           return block.by_target > 0 || block.family == PairFamily::kKnownTarget;
         });
}

Status PairRules::validate() const {
  if (blocks.size() > kMostBlocks)
    return refuse(std::to_string(blocks.size()) + " blocks, more than " + std::to_string(kMostBlocks));
  if (blocks.empty() && dense_size() == 0) return refuse("no features: name a block or dense features");
  if (!is_weight(dense_weight) || !is_weight(dense_by_target))
    return refuse("dense_weight and dense_by_target must be from 0 to 1000");
  if (dense_by_target > 0 && dense_size() == 0) return refuse("dense_by_target without dense features");
  for (const PairBlock& block : blocks) {
    if (auto checked = check_block(block); !checked) return checked;
  }
  return check_cues(cues);
}

std::string pair_rules_to_json(const PairRules& rules) {
  Json blocks = Json::array();
  for (const PairBlock& block : rules.blocks) blocks.push_back(block_json(block));
  Json json = {{"version", kPairRulesVersion}, {"blocks", blocks}};
  PairRules::visit_settings(rules, [&](const char* name, auto value) { json[name] = value; });
  json["cues"] = cues_json(rules.cues);
  return json.dump();
}

Result<PairRules> pair_rules_from_json(std::string_view text) {
  const Json json = Json::parse(text, nullptr, false);
  if (json.is_discarded()) return refuse("this is no JSON");
  PairRules rules;
  std::uint32_t version = 0;
  Members members(json);
  members.take("version", version);
  PairRules::visit_settings(rules, [&](const char* name, auto& value) { members.take(name, value); });
  const Json* blocks = members.list("blocks");
  const Json* cues = members.list("cues");
  if (const std::string problem = members.problem(); !problem.empty()) return refuse(problem);
  if (version != kPairRulesVersion) {
    return refuse("version " + std::to_string(version) + ", but this program knows version " +
                  std::to_string(kPairRulesVersion) + ": use the matching program or train the model again");
  }
  for (std::size_t i = 0; blocks && i < blocks->size(); ++i) {
    auto block = block_from((*blocks)[i]);
    if (!block) return block.error();
    rules.blocks.push_back(*block);
  }
  for (std::size_t i = 0; cues && i < cues->size(); ++i) {
    auto list = cues_from((*cues)[i]);
    if (!list) return list.error();
    rules.cues.push_back(std::move(*list));
  }
  if (auto checked = rules.validate(); !checked) return checked.error();
  return rules;
}

}  // namespace bearing
