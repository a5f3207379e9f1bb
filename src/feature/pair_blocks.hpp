// The sparse features of a pair. Internal to src/feature.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "feature/key_table.hpp"
#include "feature/pair_features.hpp"
#include "feature/pair_field.hpp"
#include "feature/pair_rules.hpp"

namespace bearing {

/// Words [first, last) of PairField::words.
struct WordRange {
  std::uint32_t first, last;
};

/// What the features of a pair are made from. `mention` is in the words of `text`.
struct PairSides {
  const PairField& text;
  const PairField& target;
  std::optional<WordRange> mention;
};

/// Where a text names a target: the first run of words outside the title whose stems are the target's.
std::optional<WordRange> find_mention(const PairField& text, const PairField& target);

/// The words of the text that hold its tokens [first, last); none if there are no such words.
std::optional<WordRange> mention_words(const PairField& text, PairMention mention);

/// Which side a family looks at.
inline bool is_of_text(PairFamily family) {
  return family == PairFamily::kTextWords || family == PairFamily::kTextChars;
}
inline bool is_near(PairFamily family) {
  return family == PairFamily::kNear || family == PairFamily::kNearMasked || family == PairFamily::kSides;
}

/// The words at most `window` before and behind the mention, title left out, in order; [out.begin(),
/// out.begin() + result) stand before it.
std::size_t words_near(const PairField& text, WordRange mention, std::uint32_t window,
                       std::vector<std::uint32_t>& out);

/// Lists and counts the features of blocks. Scratch memory inside.
class PairBlocks {
 public:
  /// Replaces `out` with the distinct features of a block and their counts, in order of appearance.
  void count(const PairBlock& block, const PairSides& sides, std::vector<PairTerm>& out);

  /// Appends every occurrence.
  void list(const PairBlock& block, const PairSides& sides, std::vector<PairOccurrence>& out);

 private:
  template <class Sink>
  void visit(const PairBlock& block, const PairSides& sides, Sink&& sink);
  template <class Sink>
  void visit_words(const PairBlock& block, const PairField& field, Sink&& sink);
  template <class Sink>
  void visit_chars(const PairBlock& block, const PairField& field, Sink&& sink);
  template <class Sink>
  void visit_near(const PairBlock& block, const PairSides& sides, Sink&& sink);

  KeyTable table_;
  std::string marked_;
  std::vector<std::uint32_t> starts_, near_;
  std::vector<PairUnit> near_units_;
};

}  // namespace bearing
