// The features that a model knows: hash -> row of the weight tensors.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/aligned_vector.hpp"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

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

  /// As given: bucket b has the rows buckets()[b] to before buckets()[b + 1].
  std::span<const std::uint32_t> buckets() const { return buckets_; }

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

  /// Asks the processor to fetch what may_know(hash) will read.
  void prefetch(std::uint64_t hash) const {
    __builtin_prefetch(&words_[place(static_cast<std::uint32_t>(hash >> 32)) / 64]);
  }

 private:
  // The high bits of a product depend on all bits of the tag.
  std::size_t place(std::uint32_t tag) const { return (tag * 0x9E3779B1U) >> shift_; }
  unsigned shift_ = 0;
  std::vector<std::uint64_t> words_;
};

/// A small table beside a vocabulary that finds the row of a feature, and rules out most features that have
/// none, by one look. Each row has a mark of eight bits there, beside those of its neighbours, in the manner
/// of the "Swiss" hash tables; the row itself needn't be read. Immutable, thread-safe; what is behind the
/// VocabularyView must outlive it.
class VocabularyIndex {
 public:
  VocabularyIndex() : VocabularyIndex(VocabularyView()) {}
  /// Takes memory of its own, three to seven bytes a row.
  explicit VocabularyIndex(const VocabularyView& vocabulary);

  /// The row of a feature. For one in thirty that the vocabulary doesn't know it is the row of another, whose
  /// tag differs; kUnknown for the rest of them.
  std::uint32_t likely_row(std::uint64_t hash) const;

  /// Asks the processor to fetch what likely_row(hash) will read.
  void prefetch(std::uint64_t hash) const;

  /// Where something else lies for each row, every `stride` bytes, one more than there are rows. It is never
  /// read here.
  void set_row_memory(const std::byte* first, std::size_t stride) {
    row_memory_ = first;
    row_stride_ = stride;
  }

  /// Asks the processor to fetch the beginning of that of a likely_row(); the last, if the row is unknown.
  void prefetch_row(std::uint32_t likely_row) const;

  class Lookup;
  /// The same functions for loops: a copy that stays in registers, where stores in between might change the
  /// index for all that the compiler knows.
  Lookup lookup() const;

 private:
  static constexpr std::uint32_t kMarks = 11;
  // Some buckets of the vocabulary, one after the other: a quarter of a cache line.
  struct alignas(16) Group {
    std::uint8_t marks[kMarks] = {};                 // Behind those of its rows, one of these again.
    std::uint8_t turn : 7 = 0, crowded : 1 = 0;      // Crowded: with too many rows, or with two equal marks.
    std::uint32_t first = VocabularyView::kUnknown;  // As that of an empty group.
  };
  bool set_marks(std::size_t place, std::uint32_t rows, unsigned turn);

  VocabularyView vocabulary_;
  std::uint64_t mask_ = 0;
  unsigned shift_ = 0;
  AlignedVector<Group> groups_;  // Read here and there.
  const std::byte* row_memory_ = nullptr;
  std::size_t row_stride_ = 0;
};

/// See VocabularyIndex::lookup(). The index must outlive it.
class VocabularyIndex::Lookup {
 public:
  std::uint32_t likely_row(std::uint64_t hash) const {
    const Group& group = groups_[place(hash)];
    const std::uint32_t matches = match(group, mark(hash, group.turn)) & ((1U << kMarks) - 1);
    // Few can be foreseen to be here or not, but nearly all to be in a group whose marks tell its rows apart.
    if (group.crowded) [[unlikely]]
      return vocabulary_->find(hash);
    const std::uint32_t none = matches == 0 ? 1U : 0U;
    return (group.first + static_cast<std::uint32_t>(std::countr_zero(matches | 1U << kMarks))) | (0U - none);
  }
  void prefetch(std::uint64_t hash) const { __builtin_prefetch(&groups_[place(hash)]); }
  void prefetch_row(std::uint32_t likely_row) const {
    if (row_memory_ == nullptr) return;
    __builtin_prefetch(row_memory_ + std::min<std::size_t>(likely_row, rows_) * row_stride_);
  }

 private:
  friend class VocabularyIndex;
  Lookup() = default;
  std::size_t place(std::uint64_t hash) const { return (hash & mask_) >> shift_; }
  // What of the bucket the group doesn't say, and bits of the tag, from bit `turn` of the hash on.
  std::uint8_t mark(std::uint64_t hash, unsigned turn) const {
    const std::uint64_t in_group = hash & ((std::uint64_t{1} << shift_) - 1);
    return static_cast<std::uint8_t>(in_group | (hash >> turn) << shift_);
  }
  // Bit i is set where mark i of the group is this one; those from kMarks on say nothing.
  static std::uint32_t match(const Group& group, std::uint8_t mark) {
#if defined(__SSE2__)
    const __m128i bytes = _mm_load_si128(reinterpret_cast<const __m128i*>(&group));
    const __m128i equal = _mm_cmpeq_epi8(bytes, _mm_set1_epi8(static_cast<char>(mark)));
    return static_cast<std::uint32_t>(_mm_movemask_epi8(equal));
#else
    std::uint32_t equal = 0;
    for (std::uint32_t i = 0; i < kMarks; ++i)
      equal |= static_cast<std::uint32_t>(group.marks[i] == mark) << i;
    return equal;
#endif
  }

  const VocabularyView* vocabulary_ = nullptr;
  const Group* groups_ = nullptr;
  std::uint64_t mask_ = 0;
  unsigned shift_ = 0;
  const std::byte* row_memory_ = nullptr;
  std::size_t row_stride_ = 0, rows_ = 0;
};

inline VocabularyIndex::Lookup VocabularyIndex::lookup() const {
  Lookup lookup;
  lookup.vocabulary_ = &vocabulary_;
  lookup.groups_ = groups_.data();
  lookup.mask_ = mask_;
  lookup.shift_ = shift_;
  lookup.row_memory_ = row_memory_;
  lookup.row_stride_ = row_stride_;
  lookup.rows_ = vocabulary_.size();
  return lookup;
}

inline std::uint32_t VocabularyIndex::likely_row(std::uint64_t hash) const {
  return lookup().likely_row(hash);
}
inline void VocabularyIndex::prefetch(std::uint64_t hash) const { lookup().prefetch(hash); }
inline void VocabularyIndex::prefetch_row(std::uint32_t likely_row) const {
  lookup().prefetch_row(likely_row);
}

/// The arrays behind a VocabularyView.
struct Vocabulary {
  std::vector<std::uint32_t> buckets, tags;
  VocabularyView view() const { return {buckets, tags}; }
};

/// Builds the index of a set of hashes. The result depends on the set only, not on its order.
Vocabulary build_vocabulary(std::vector<std::uint64_t> hashes);

}  // namespace bearing
