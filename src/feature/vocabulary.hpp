// The features that a model knows: hash -> row of the weight tensors.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace bearing {

/// A view of a hash index that can live in a memory-mapped file. Rows are sorted by bucket (the low bits of
/// the hash), then by tag (its high 32 bits), so that a lookup reads one bucket boundary and, on average, one
/// tag. Two features whose bucket and tag agree share a row: with 2^k buckets the chance for an unknown
/// feature to be taken for a known one is about 2^-32. Immutable, thread-safe.
class VocabularyView {
 public:
  static constexpr std::uint32_t kUnknown = 0xFFFFFFFFU;

  VocabularyView() = default;
  /// `buckets` holds 2^k + 1 row numbers, `tags` one tag a row. valid() tells whether they fit together.
  VocabularyView(std::span<const std::uint32_t> buckets, std::span<const std::uint32_t> tags)
      : buckets_(buckets), tags_(tags) {}

  /// Whether the bounds are monotone and inside: only then is find() safe.
  bool valid() const;

  std::size_t size() const { return tags_.size(); }

  /// The high 32 bits of every known hash.
  std::span<const std::uint32_t> tags() const { return tags_; }

  /// Row of a feature, or kUnknown.
  std::uint32_t find(std::uint64_t hash) const {
    const std::uint64_t bucket = hash & (buckets_.size() - 2);
    const auto tag = static_cast<std::uint32_t>(hash >> 32);
    for (std::uint32_t row = buckets_[bucket]; row < buckets_[bucket + 1]; ++row) {
      if (tags_[row] == tag) return row;
    }
    return kUnknown;
  }

  /// Asks the processor to fetch what find(hash) will read.
  void prefetch(std::uint64_t hash) const { __builtin_prefetch(&buckets_[hash & (buckets_.size() - 2)]); }

 private:
  std::span<const std::uint32_t> buckets_;
  std::span<const std::uint32_t> tags_;
};

/// Rules out most features that a vocabulary doesn't know by one look at a small table: a Bloom filter with a
/// single hash function (Bloom 1970). Immutable, thread-safe.
class VocabularyFilter {
 public:
  VocabularyFilter() : VocabularyFilter(VocabularyView()) {}
  /// Takes memory of its own, two to four bytes a row, and keeps no reference.
  explicit VocabularyFilter(const VocabularyView& vocabulary);

  /// False only for hashes that the vocabulary doesn't know; true for one in sixteen of these, too.
  bool may_know(std::uint64_t hash) const {
    const auto tag = static_cast<std::uint32_t>(hash >> 32);
    return ((words_[place(tag) / 64] >> (place(tag) % 64)) & 1U) != 0;
  }

 private:
  // The high bits of a product depend on all bits of the tag.
  std::size_t place(std::uint32_t tag) const { return (tag * 0x9E3779B1U) >> shift_; }
  unsigned shift_ = 0;
  std::vector<std::uint64_t> words_;
};

/// The arrays behind a VocabularyView.
struct Vocabulary {
  std::vector<std::uint32_t> buckets, tags;
  VocabularyView view() const { return {buckets, tags}; }
};

/// Builds the index of a set of hashes. The result depends on the set only, not on its order.
Vocabulary build_vocabulary(std::vector<std::uint64_t> hashes);

}  // namespace bearing
