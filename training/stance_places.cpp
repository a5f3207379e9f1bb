#include "training/stance_places.hpp"

#include <algorithm>

namespace bearing {
namespace {

std::uint8_t annotated_bits(const StanceCorpusView& corpus, std::size_t record, std::uint32_t target) {
  std::uint8_t bits = 0;
  for (const StanceAnnotation& stance : corpus.records[record].annotation.stances) {
    if (corpus.scheme.target_index(stance.target) == static_cast<int>(target))
      bits |= static_cast<std::uint8_t>(1U << corpus.stance_index(stance.stance));
  }
  return bits;
}

void add_sentence(const StanceCorpusView& corpus, std::uint32_t row, StancePlace& place) {
  const auto touch_of = [&](std::uint32_t sentence) {
    return static_cast<double>(corpus.touch.sentences[sentence * corpus.targets() + place.target]);
  };
  const double touch = touch_of(row);
  if (touch > kCandidateScore) place.candidates.push_back({row, touch, 0, {}});
  if (corpus.features.notes[row].traits.in_title) return;
  if (!place.has_sentence || touch > touch_of(place.best_sentence)) place.best_sentence = row;
  place.has_sentence = true;
}

}  // namespace

std::size_t StanceCorpusView::stance_index(const std::string& name) const {
  const auto& names = features.stances;
  return static_cast<std::size_t>(std::find(names.begin(), names.end(), name) - names.begin());
}

std::uint32_t StanceCorpusView::first_row(std::uint32_t record) const {
  const auto& documents = features.sentences.document;
  return static_cast<std::uint32_t>(std::lower_bound(documents.begin(), documents.end(), record) -
                                    documents.begin());
}

std::vector<StancePlace> find_stance_places(const StanceCorpusView& corpus) {
  std::vector<StancePlace> places;
  std::vector<std::size_t> first(corpus.records.size(), 0);
  for (std::size_t d = 0; d < corpus.records.size(); ++d) {
    if (!corpus.judged(d)) continue;
    first[d] = places.size();
    for (std::uint32_t t = 0; t < corpus.targets(); ++t) {
      StancePlace& place = places.emplace_back();
      place.record = static_cast<std::uint32_t>(d);
      place.target = t;
      place.gold = annotated_bits(corpus, d, t);
    }
  }
  for (std::uint32_t row = 0; row < corpus.features.notes.size(); ++row) {
    const std::uint32_t d = corpus.record_of(row);
    if (corpus.features.sentences.copy[row] != 0 || !corpus.judged(d)) continue;
    for (std::size_t t = 0; t < corpus.targets(); ++t) add_sentence(corpus, row, places[first[d] + t]);
  }
  return places;
}

StanceDocument annotated_stances(const StanceCorpusView& corpus, std::uint32_t record) {
  StanceDocument document;
  document.lang = corpus.records[record].document.lang;
  const std::uint32_t first = corpus.first_row(record);
  for (const StanceAnnotation& stance : corpus.records[record].annotation.stances) {
    const int target = corpus.scheme.target_index(stance.target);
    if (target < 0) continue;
    StanceEntry entry;
    entry.target = static_cast<std::uint32_t>(target);
    entry.stance = static_cast<std::uint32_t>(corpus.stance_index(stance.stance));
    entry.holder = stance.holder;
    for (std::uint32_t row = first; row < corpus.features.notes.size() && corpus.record_of(row) == record;
         ++row) {
      if (corpus.features.sentences.copy[row] != 0 ||
          ((corpus.mark(row, entry.target).chosen >> entry.stance) & 1U) == 0)
        continue;
      entry.evidence = corpus.features.notes[row].range;
      break;
    }
    document.gold.push_back(std::move(entry));
  }
  return document;
}

}  // namespace bearing
