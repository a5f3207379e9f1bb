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
/// or one of the marks "!" and "?", or a part of a hashtag, if these are split.
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

  /// visit(name, member) for every member but the family: files name them so.
  template <class Block, class Visit>
  static void visit_settings(Block& block, Visit visit) {
    visit("smallest", block.smallest);
    visit("largest", block.largest);
    visit("window", block.window);
    visit("weight", block.weight);
    visit("by_target", block.by_target);
    visit("min_documents", block.min_documents);
    visit("most", block.most);
    visit("skip_stop_words", block.skip_stop_words);
  }

  friend bool operator==(const PairBlock&, const PairBlock&) = default;
};

/// What is known before any text is read: phrases that, in a text on this target, show this stance. A phrase
/// is found where its folded words stand one after the other within a sentence; "*" at its end stands for any
/// rest of its last word. A hashtag that is the phrase without its spaces (of 4 bytes at least), or begins
/// with it (6), has it too. A list of no target is of general words: insults, say, or words of a creed.
struct PairCueList {
  std::string target, stance;  ///< Without a target, `stance` is any name.
  std::vector<std::string> phrases;
  friend bool operator==(const PairCueList&, const PairCueList&) = default;
};

/// Everything that says how a pair becomes numbers, but for the data of a model (vocabularies, idf).
struct PairRules {
  std::vector<PairBlock> blocks;
  bool overlap = true;        ///< The kOverlapFeatures dense features.
  bool feeling = true;        ///< The kFeelingFeatures dense features.
  bool near_feeling = false;  ///< The kNearFeelingFeatures dense features.
  bool form = false;          ///< The kFormFeatures dense features.
  /// The parts of a hashtag of the text ("#ProLife", "#pro_life") are units behind it.
  bool split_hashtags = false;
  double dense_weight = 1;             ///< Of the dense features in the linear part, whatever the target.
  double dense_by_target = 0;          ///< Of a copy of them for each known target; 0: no copies.
  std::vector<PairCueList> cues = {};  ///< Dense features that count them, behind all others; empty: none.

  /// visit(name, member) for every member but the lists: files name them so.
  template <class Rules, class Visit>
  static void visit_settings(Rules& rules, Visit visit) {
    visit("split_hashtags", rules.split_hashtags);
    visit("overlap", rules.overlap);
    visit("feeling", rules.feeling);
    visit("near_feeling", rules.near_feeling);
    visit("form", rules.form);
    visit("dense_weight", rules.dense_weight);
    visit("dense_by_target", rules.dense_by_target);
  }

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
