// Which phrases of lists of cues a text has: the cue features of pair_features.hpp. Internal to src/feature.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "feature/pair_field.hpp"
#include "feature/pair_rules.hpp"

namespace bearing {

/// Number of dense features that the lists make.
std::size_t cue_features(const std::vector<PairCueList>& lists);

/// Appends their names.
void append_cue_names(const std::vector<PairCueList>& lists, std::vector<std::string>& out);

/// Counts phrases by looking up hashes of what stands in a text, however many phrases there are. Scratch
/// memory inside.
class PairCues {
 public:
  explicit PairCues(const std::vector<PairCueList>& lists);

  /// Counts the distinct phrases of each list that the text has.
  void set_text(const PairField& text);

  /// Writes the cue_features() features of the text and a target (PairInput::target_key).
  void write(std::uint64_t target_key, std::span<float> out) const;

 private:
  using Phrases = std::unordered_map<std::uint64_t, std::vector<std::uint32_t>>;

  void add_phrase(const AnalyzedText& phrase, bool open, std::uint32_t list);
  void find_phrases(std::span<const PairUnit> units);
  void find_hashtag(std::string_view folded);
  void hit(const Phrases& phrases, std::uint64_t hash);

  std::vector<std::uint64_t> targets_;  // Keys.
  std::vector<std::string> stances_;
  std::vector<std::uint32_t> cell_of_list_;  // [lists] into hits_.
  std::vector<std::uint32_t> list_of_;       // [phrases]
  Phrases phrases_;                          // By the hash of their words.
  Phrases hashtags_;                         // By the hash of their words written as one.
  std::unordered_set<std::uint64_t> begun_;  // Hashes of the first words of longer phrases.
  std::vector<std::size_t> rests_;           // Bytes before the "*" of phrases, distinct, rising.
  std::size_t longest_hashtag_ = 0;          // Bytes of the keys of hashtags_.

  // Of the text.
  std::vector<double> hits_;              // [targets, stances], then lists of no target.
  std::vector<std::uint32_t> last_text_;  // [phrases] the number of the text that last had it.
  std::uint32_t texts_ = 0;
  bool negated_ = false;
  std::vector<PairUnit> units_;
  std::string joined_;
};

}  // namespace bearing
