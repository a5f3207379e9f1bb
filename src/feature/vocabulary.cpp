#include "feature/vocabulary.hpp"

#include <algorithm>
#include <bit>

namespace bearing {

bool VocabularyView::valid() const {
  if (buckets_.size() < 2 || !std::has_single_bit(buckets_.size() - 1)) return false;
  if (buckets_.front() != 0 || buckets_.back() != tags_.size()) return false;
  return std::is_sorted(buckets_.begin(), buckets_.end());
}

VocabularyFilter::VocabularyFilter(const VocabularyView& vocabulary) {
  // A tag has 32 bits, so more places than that would stay empty.
  constexpr std::size_t kLeast = 64, kMost = std::size_t{1} << 31;
  const std::size_t places = std::clamp(std::bit_ceil(16 * vocabulary.size()), kLeast, kMost);
  shift_ = 32 - static_cast<unsigned>(std::countr_zero(places));
  words_.resize(places / 64);
  for (const std::uint32_t tag : vocabulary.tags())
    words_[place(tag) / 64] |= std::uint64_t{1} << (place(tag) % 64);
}

VocabularyIndex::VocabularyIndex(const VocabularyView& vocabulary) : vocabulary_(vocabulary), groups_(1) {
  if (vocabulary.size() == 0) return;
  // Small enough that few groups overflow, and that marks keep some bits of the tag.
  constexpr double kMostRows = 5;
  constexpr unsigned kMostShift = 4;
  const std::size_t buckets = vocabulary.buckets().size() - 1;
  const double load = static_cast<double>(vocabulary.size()) / static_cast<double>(buckets);
  while (shift_ < kMostShift && (buckets >> shift_) > 1 && load * (2U << shift_) <= kMostRows) ++shift_;
  mask_ = buckets - 1;
  groups_.resize(buckets >> shift_);
  const auto firsts = vocabulary.buckets();
  constexpr unsigned kFirstTurn = 32, kLastTurn = 56;
  for (std::size_t g = 0; g < groups_.size(); ++g) {
    Group& group = groups_[g];
    const std::uint32_t rows = firsts[(g + 1) << shift_] - firsts[g << shift_];
    if (rows == 0) continue;
    group.first = firsts[g << shift_];
    unsigned turn = kFirstTurn;
    while (turn <= kLastTurn && !set_marks(g, rows, turn)) turn += 3;
    group.turn = turn & 63U;
    group.crowded = turn > kLastTurn ? 1 : 0;
  }
}

// Whether the marks of this turn tell the rows of a group apart.
bool VocabularyIndex::set_marks(std::size_t place, std::uint32_t rows, unsigned turn) {
  if (rows > kMarks) return false;
  Group& group = groups_[place];
  const auto firsts = vocabulary_.buckets(), tags = vocabulary_.tags();
  std::size_t bucket = place << shift_;
  const Lookup marks = lookup();
  for (std::uint32_t i = 0; i < rows; ++i) {
    while (firsts[bucket + 1] <= group.first + i) ++bucket;
    group.marks[i] = marks.mark(std::uint64_t{tags[group.first + i]} << 32 | bucket, turn);
    if (std::find(group.marks, group.marks + i, group.marks[i]) != group.marks + i) return false;
  }
  for (std::uint32_t i = rows; i < kMarks; ++i) group.marks[i] = group.marks[0];
  return true;
}

Vocabulary build_vocabulary(std::vector<std::uint64_t> hashes) {
  const std::size_t count = std::bit_ceil(std::max<std::size_t>(hashes.size(), 1));
  const std::uint64_t mask = count - 1;
  const auto place = [mask](std::uint64_t hash) { return std::pair(hash & mask, hash >> 32); };
  std::sort(hashes.begin(), hashes.end(),
            [&](std::uint64_t a, std::uint64_t b) { return place(a) < place(b); });
  hashes.erase(std::unique(hashes.begin(), hashes.end(),
                           [&](std::uint64_t a, std::uint64_t b) { return place(a) == place(b); }),
               hashes.end());

  Vocabulary vocabulary;
  vocabulary.tags.reserve(hashes.size());
  vocabulary.buckets.assign(count + 1, 0);
  for (const std::uint64_t hash : hashes) {
    vocabulary.tags.push_back(static_cast<std::uint32_t>(hash >> 32));
    ++vocabulary.buckets[(hash & mask) + 1];
  }
  for (std::size_t i = 0; i < count; ++i) vocabulary.buckets[i + 1] += vocabulary.buckets[i];
  return vocabulary;
}

}  // namespace bearing
