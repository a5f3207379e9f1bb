// The known terms of a flat model, with all that scoring needs of each in one place.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "base/aligned_vector.hpp"
#include "model/bfloat16.hpp"
#include "model/topic_model.hpp"

namespace bearing {

/// The idf and the weights of each term feature side by side, and its tag, made of a model once: scoring
/// reads one place a feature, which it can ask for long before, and no branch depends on what is there. Rows
/// are numbered as in the model. Immutable, thread-safe; keeps no reference to the model.
class FeatureRows {
 public:
  /// Empty: not to be asked.
  FeatureRows() = default;

  /// Copies the terms of the document view, 16 bytes or more a term. Empty where that would take more than
  /// `most_bytes`, and for models whose terms have more to them (a sentence view, stances).
  explicit FeatureRows(const TopicModel& model, std::size_t most_bytes = std::size_t{64} << 20);

  bool empty() const { return rows_.empty(); }

  struct Row {
    std::uint32_t tag;
    std::uint16_t idf, reserved;  // bfloat16.
    // The weights follow: [topics], then zeros up to whole_lanes(). bfloat16.
    const std::uint16_t* weights() const { return reinterpret_cast<const std::uint16_t*>(this + 1); }
  };

  /// Where the rows lie, and the bytes from one to the next, for VocabularyIndex::set_row_memory().
  const std::byte* memory() const { return rows_.data(); }
  std::size_t stride() const { return stride_; }

  /// The row of a feature, given VocabularyIndex::likely_row() of its hash; zeros for a feature that the
  /// model doesn't know.
  const Row& find(std::uint64_t hash, std::uint32_t likely_row) const {
    const Row& found = row(likely_row);
    return found.tag == static_cast<std::uint32_t>(hash >> 32) ? found : row(unknown_);
  }

 private:
  const Row& row(std::uint32_t number) const {
    return *reinterpret_cast<const Row*>(rows_.data() + std::min(number, unknown_) * stride_);
  }

  std::uint32_t unknown_ = 0;  // The number of the row of zeros, behind those of the known features.
  std::size_t stride_ = 0;     // Bytes.
  AlignedVector<std::byte> rows_;
};

}  // namespace bearing
