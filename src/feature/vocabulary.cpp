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
