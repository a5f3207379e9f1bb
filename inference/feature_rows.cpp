#include "inference/feature_rows.hpp"

#include <algorithm>
#include <bit>
#include <new>

#include "inference/row_sums.hpp"

namespace bearing {
namespace {

// Rows of half a cache line or less never lie across two.
std::size_t stride_of(std::size_t topics) {
  const std::size_t bytes = sizeof(FeatureRows::Row) + whole_lanes(topics) * sizeof(std::uint16_t);
  return bytes <= kCacheLine ? std::bit_ceil(bytes) : whole_lines(bytes, 1);
}

}  // namespace

FeatureRows::FeatureRows(const TopicModel& model, std::size_t most_bytes) {
  const std::size_t topics = model.layout.topics, stride = stride_of(topics), count = model.terms.size();
  if (!model.flat() || count == 0 || count >= most_bytes / stride) return;
  unknown_ = static_cast<std::uint32_t>(count);
  stride_ = stride;
  rows_.resize((count + 1) * stride);
  const std::size_t lanes = whole_lanes(topics);
  for (std::size_t number = 0; number <= count; ++number) {
    const bool known = number < count;
    std::byte* place = rows_.data() + number * stride;
    ::new (place)
        Row{known ? model.terms.tags()[number] : 0U, known ? model.terms_idf[number] : std::uint16_t{0}, 0};
    auto* weights = reinterpret_cast<std::uint16_t*>(place + sizeof(Row));
    const std::uint16_t* from = model.terms_document.data() + number * topics;
    for (std::size_t t = 0; known && t < topics; ++t) weights[t] = from[t];
    for (std::size_t t = known ? topics : 0; t < lanes; ++t) weights[t] = 0;
  }
}

}  // namespace bearing
