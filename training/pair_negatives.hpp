// Targets of others: pairs of a text and a target that nobody has asked about, and that hardly ever go
// together.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace bearing {

/// A target in words and the content stems in it (append_pair_stems: sorted, each once).
struct StemmedTarget {
  std::string words, lang;
  std::vector<std::uint64_t> stems;
};

/// Analyses a target. `lang` is kept as it is.
StemmedTarget stem_target(const std::string& words, const std::string& lang);

/// Whether two targets may well mean the same: the smaller one shares half of its stems or more.
bool nearly_equal(const StemmedTarget& a, const StemmedTarget& b);

/// Up to `count` different targets of `all` in the language `lang`, none of them nearly equal to one of
/// `own`, as indices in the order in which they were drawn. The same arguments draw the same.
std::vector<std::size_t> draw_other_targets(const std::vector<StemmedTarget>& all,
                                            const std::vector<StemmedTarget>& own, const std::string& lang,
                                            std::size_t count, std::uint64_t seed);

}  // namespace bearing
