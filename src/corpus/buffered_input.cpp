#include "corpus/buffered_input.hpp"

#include <algorithm>
#include <cstring>

namespace bearing {

void BufferedInput::make_room() {
  constexpr std::size_t kSmallest = std::size_t{1} << 16;
  const std::size_t kept = end_ - begin_;
  if (capacity_ > 0 && capacity_ - kept >= capacity_ / 2) {
    std::memmove(buffer_.get(), buffer_.get() + begin_, kept);
  } else {
    const std::size_t capacity = std::max(kSmallest, 2 * capacity_);
    // Zeroed, so that the slack never holds undefined bytes.
    auto grown = std::make_unique<char[]>(capacity + kSlack);
    if (kept > 0) std::memcpy(grown.get(), buffer_.get() + begin_, kept);
    buffer_ = std::move(grown);
    capacity_ = capacity;
  }
  begin_ = 0;
  end_ = kept;
}

bool BufferedInput::fill() {
  if (ended_) return false;
  // Moving what is kept costs time: do so only when the free end has become short.
  if (capacity_ == 0 || capacity_ - end_ < capacity_ / 4) make_room();
  auto count = source_->read({buffer_.get() + end_, capacity_ - end_});
  if (!count) error_ = count.error();
  ended_ = !count || *count == 0;
  if (ended_) return false;
  end_ += *count;
  return true;
}

}  // namespace bearing
