#include "corpus/buffered_input.hpp"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <new>

namespace bearing {
namespace {

constexpr std::size_t kSmallest = std::size_t{1} << 16;

}  // namespace

void BufferedInput::Freed::operator()(char* memory) const { std::free(memory); }

void BufferedInput::make_room() {
  const std::size_t kept = end_ - begin_;
  if (kept > 0 && begin_ > 0) std::memmove(buffer_.get(), buffer_.get() + begin_, kept);
  begin_ = 0;
  end_ = kept;
  std::size_t capacity = std::max(kSmallest, capacity_);
  if (kept > capacity / 2) capacity *= 2;
  // One long record must not hold its memory until the end of the stream.
  while (capacity > kSmallest * 64 && kept < capacity / 8) capacity /= 2;
  if (capacity == capacity_) return;
  char* const memory = static_cast<char*>(std::realloc(buffer_.release(), capacity + kSlack));
  if (memory == nullptr) throw std::bad_alloc();
  buffer_.reset(memory);
  capacity_ = capacity;
}

bool BufferedInput::fill() {
  if (ended_) return false;
  // Moving what is kept costs time: do so only when the free end has become short.
  if (capacity_ == 0 || capacity_ - end_ < capacity_ / 4) make_room();
  auto count = source_->read({buffer_.get() + end_, capacity_ - end_});
  if (!count) error_ = count.error();
  ended_ = !count || *count == 0;
  if (!ended_) end_ += *count;
  // So that the slack never holds undefined bytes.
  std::memset(buffer_.get() + end_, 0, kSlack);
  return !ended_;
}

bool BufferedInput::resync() {
  if (!error_ || !source_->resync()) return false;
  error_.reset();
  ended_ = false;
  begin_ = end_ = 0;
  return true;
}

}  // namespace bearing
