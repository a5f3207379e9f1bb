#include "training/pair_negatives.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "base/hash.hpp"
#include "feature/cue_words.hpp"
#include "feature/pair_features.hpp"
#include "text/analyze.hpp"

namespace bearing {

StemmedTarget stem_target(const std::string& words, const std::string& lang) {
  TextAnalyzer analyzer;
  AnalyzedText no_title, text;
  analyzer.analyze({}, words, /*drop_furniture=*/false, no_title, text);
  StemmedTarget target{words, lang, {}};
  append_pair_stems(text, target.stems);
  std::erase_if(target.stems, is_stop_stem);
  std::sort(target.stems.begin(), target.stems.end());
  target.stems.erase(std::unique(target.stems.begin(), target.stems.end()), target.stems.end());
  return target;
}

bool nearly_equal(const StemmedTarget& a, const StemmedTarget& b) {
  if (a.words == b.words) return true;
  std::vector<std::uint64_t> shared;
  std::set_intersection(a.stems.begin(), a.stems.end(), b.stems.begin(), b.stems.end(),
                        std::back_inserter(shared));
  return !shared.empty() && 2 * shared.size() >= std::min(a.stems.size(), b.stems.size());
}

std::vector<std::size_t> draw_other_targets(const std::vector<StemmedTarget>& all,
                                            const std::vector<StemmedTarget>& own, const std::string& lang,
                                            std::size_t count, std::uint64_t seed) {
  std::vector<std::pair<std::uint64_t, std::size_t>> order;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const bool other = all[i].lang == lang && std::none_of(own.begin(), own.end(), [&](const auto& mine) {
                         return nearly_equal(all[i], mine);
                       });
    if (other) order.emplace_back(mix(seed, hash64(all[i].words)), i);
  }
  std::sort(order.begin(), order.end());
  order.resize(std::min(order.size(), count));
  std::vector<std::size_t> drawn;
  for (const auto& [key, index] : order) drawn.push_back(index);
  return drawn;
}

}  // namespace bearing
