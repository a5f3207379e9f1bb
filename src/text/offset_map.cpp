#include "text/offset_map.hpp"

#include <algorithm>

namespace bearing {

void OffsetMap::append_copy(std::size_t source_begin, std::size_t size) {
  if (size == 0) return;
  const bool continues = !runs_.empty() && runs_.back().copy &&
                         runs_.back().source_begin + runs_.back().source_size == source_begin;
  if (continues) {
    runs_.back().source_size += size;
  } else {
    runs_.push_back({derived_size_, source_begin, size, true});
  }
  derived_size_ += size;
}

void OffsetMap::append_change(std::size_t source_begin, std::size_t source_size, std::size_t derived_size) {
  if (derived_size == 0) return;
  runs_.push_back({derived_size_, source_begin, source_size, false});
  derived_size_ += derived_size;
}

std::size_t OffsetMap::run_at(std::size_t derived) const {
  const auto after =
      std::upper_bound(runs_.begin(), runs_.end(), derived,
                       [](std::size_t value, const Run& run) { return value < run.derived_begin; });
  return static_cast<std::size_t>(after - runs_.begin()) - 1;
}

std::size_t OffsetMap::run_end(std::size_t index) const {
  return index + 1 < runs_.size() ? runs_[index + 1].derived_begin : derived_size_;
}

ByteRange OffsetMap::to_source(ByteRange derived) const {
  if (runs_.empty()) return {};
  const std::size_t begin = std::min(derived.begin, derived_size_);
  const std::size_t end = std::clamp(derived.end, begin, derived_size_);
  if (begin == derived_size_) {
    const Run& last = runs_.back();
    return {last.source_begin + last.source_size, last.source_begin + last.source_size};
  }
  const std::size_t first = run_at(begin);
  const Run& head = runs_[first];
  if (begin == end) {
    const std::size_t at = head.source_begin + (head.copy ? begin - head.derived_begin : 0);
    return {at, at};
  }
  // Runs may come from anywhere in the source (a page's title stands in its head), so every run of the range
  // counts.
  ByteRange range = part(head, begin, std::min(end, run_end(first)));
  for (std::size_t i = first + 1; i < runs_.size() && runs_[i].derived_begin < end; ++i) {
    const ByteRange next = part(runs_[i], runs_[i].derived_begin, std::min(end, run_end(i)));
    range = {std::min(range.begin, next.begin), std::max(range.end, next.end)};
  }
  return range;
}

ByteRange OffsetMap::part(const Run& run, std::size_t begin, std::size_t end) {
  if (!run.copy) return {run.source_begin, run.source_begin + run.source_size};
  return {run.source_begin + (begin - run.derived_begin), run.source_begin + (end - run.derived_begin)};
}

OffsetMap OffsetMap::compose(const OffsetMap& outer) const {
  OffsetMap result;
  for (std::size_t i = 0; i < runs_.size(); ++i) {
    const Run& run = runs_[i];
    const std::size_t size = run_end(i) - run.derived_begin;
    if (run.copy) {
      outer.append_part(run.source_begin, size, result);
    } else {
      const ByteRange source = outer.to_source({run.source_begin, run.source_begin + run.source_size});
      result.append_change(source.begin, source.size(), size);
    }
  }
  return result;
}

void OffsetMap::append_part(std::size_t begin, std::size_t size, OffsetMap& result) const {
  const std::size_t end = std::min(begin + size, derived_size_);
  std::size_t at = begin;
  for (std::size_t i = at < end ? run_at(at) : 0; at < end; ++i) {
    const std::size_t next = std::min(end, run_end(i));
    const ByteRange source = part(runs_[i], at, next);
    if (runs_[i].copy) {
      result.append_copy(source.begin, source.size());
    } else {
      result.append_change(source.begin, source.size(), next - at);
    }
    at = next;
  }
  // Bytes that the outer map doesn't know stand for its end, so that the result still tiles the derived text.
  const std::size_t missing = begin + size - std::max(begin, end);
  if (missing != 0) result.append_change(to_source({derived_size_, derived_size_}).begin, 0, missing);
}

}  // namespace bearing
