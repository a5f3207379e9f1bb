// How a pair (text, target) becomes numbers: what a pair model records.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "bearing/result.hpp"

namespace bearing {

/// The version of the rules in src/feature/pair_* that numbers can't express: units, cue words, dense
/// features. A model of another version is refused.
inline constexpr int kPairRulesVersion = 1;

/// Where the features of a sparse block come from. A "unit" is a folded word ("#" or "@" before it included)
/// or one of the marks "!" and "?".
enum class PairFamily : std::uint8_t {
  kTextWords,    ///< "text_words": runs of `smallest` to `largest` units within a sentence of the text.
  kTextChars,    ///< "text_chars": runs of characters within a unit of the text and its boundaries.
  kTargetWords,  ///< "target_words": as kTextWords, of the target.
  kTargetChars,  ///< "target_chars": as kTextChars, of the target.
  kNear,         ///< "near": runs of words at most `window` words from the mention of the target.
  kNearMasked,   ///< "near_masked": the same with the mention itself as one special word in its place.
  kSides,        ///< "sides": single words near the mention, those before it apart from those behind it.
  kKnownTarget,  ///< "known_target": which of the known targets it is; one row for each, value 1.
};

const char* to_string(PairFamily family);

/// One sparse block. Its features are weighed together: (1 + ln count) * idf, divided by the length of the
/// block's vector, times the block's weight.
struct PairBlock {
  PairFamily family = PairFamily::kTextWords;
  std::uint32_t smallest = 1, largest = 1;  ///< Units or characters (boundaries included) of a run.
  std::uint32_t window = 6;                 ///< Words on either side of the mention; near families only.
  double weight = 1;                        ///< Of the features whatever the target; 0: none of these.
  double by_target = 0;             ///< Of a copy of the features for each known target; 0: no copies.
  std::uint32_t min_documents = 2;  ///< Features in fewer training rows are unknown.
  std::uint32_t most = 0;           ///< Only so many of the most frequent features are known; 0: all.
  bool skip_stop_words = false;     ///< Runs of one function word are left out; word families only.

  friend bool operator==(const PairBlock&, const PairBlock&) = default;
};

/// Everything that says how a pair becomes numbers, but for the data of a model (vocabularies, idf).
struct PairRules {
  std::vector<PairBlock> blocks;
  bool overlap = true;        ///< The kOverlapFeatures dense features.
  bool feeling = true;        ///< The kFeelingFeatures dense features.
  bool near_feeling = false;  ///< The kNearFeelingFeatures dense features.

  /// Number of dense features: those of the parts that are on, in the order of pair_features.hpp.
  std::size_t dense_size() const;

  /// Whether a feature depends on which known target the target is.
  bool by_target() const;

  /// Errors: kUsage, with what is wrong and what is expected.
  Status validate() const;

  friend bool operator==(const PairRules&, const PairRules&) = default;
};

/// A JSON object with every member and "version".
std::string pair_rules_to_json(const PairRules& rules);

/// Members that are missing keep their defaults ("blocks": none); "version" and "family" must be there,
/// unknown members are errors, and the rules are validated. Errors: kUsage.
Result<PairRules> pair_rules_from_json(std::string_view json);

}  // namespace bearing
