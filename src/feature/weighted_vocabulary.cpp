#include "feature/weighted_vocabulary.hpp"

#include <algorithm>
#include <cmath>

namespace bearing {

double inverse_document_frequency(std::uint64_t documents, std::uint64_t with) {
  return std::log((static_cast<double>(documents) + 1) / (static_cast<double>(with) + 1)) + 1;
}

void DocumentFrequencies::add(std::span<const std::uint64_t> features) {
  ++documents_;
  for (const std::uint64_t feature : features) ++counts_[feature];
}

WeightedVocabulary DocumentFrequencies::build(std::uint64_t min_documents, std::size_t most) const {
  struct Known {
    std::uint64_t hash;
    std::uint32_t documents;
  };
  std::vector<Known> known;
  for (const auto& [hash, documents] : counts_) {
    if (documents >= min_documents) known.push_back({hash, documents});
  }
  std::sort(known.begin(), known.end(), [](const Known& a, const Known& b) {
    return a.documents != b.documents ? a.documents > b.documents : a.hash < b.hash;
  });
  if (most != 0 && known.size() > most) known.resize(most);
  std::vector<std::uint64_t> hashes;
  hashes.reserve(known.size());
  for (const Known& feature : known) hashes.push_back(feature.hash);
  WeightedVocabulary out;
  out.index = build_vocabulary(std::move(hashes));
  out.idf.resize(out.index.tags.size());
  const VocabularyView view = out.index.view();
  // From rare to frequent: of two features that share a row, the more frequent one decides.
  for (auto feature = known.rbegin(); feature != known.rend(); ++feature) {
    out.idf[view.find(feature->hash)] =
        static_cast<float>(inverse_document_frequency(documents_, feature->documents));
  }
  out.unknown = static_cast<float>(inverse_document_frequency(documents_, 0));
  return out;
}

}  // namespace bearing
