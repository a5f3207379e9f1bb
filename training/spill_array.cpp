#include "training/spill_array.hpp"

#include <fcntl.h>
#include <stdlib.h>  // mkostemp
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "base/check.hpp"

namespace bearing {
namespace {

constexpr std::size_t kWaiting = std::size_t{1} << 20;  // Values that are written in one go.

}  // namespace

SpillArray::SpillArray(std::string folder, std::size_t most_in_memory)
    : folder_(std::move(folder)), most_in_memory_(most_in_memory) {}

SpillArray::SpillArray(SpillArray&& other) noexcept { *this = std::move(other); }

SpillArray& SpillArray::operator=(SpillArray&& other) noexcept {
  std::swap(folder_, other.folder_);
  std::swap(most_in_memory_, other.most_in_memory_);
  std::swap(size_, other.size_);
  std::swap(values_, other.values_);
  std::swap(file_, other.file_);
  std::swap(mapping_, other.mapping_);
  std::swap(mapped_bytes_, other.mapped_bytes_);
  return *this;
}

SpillArray::~SpillArray() {
  unmap();
  if (file_ >= 0) ::close(file_);
}

Error SpillArray::failure(const char* what) const {
  return {ErrorCode::kIo,
          std::string("a temporary file in this folder can't be ") + what + ": " + std::strerror(errno),
          folder_,
          0,
          {}};
}

Status SpillArray::make_file() {
  std::string path = (folder_.empty() ? std::string(".") : folder_) + "/.bearing-rows-XXXXXX";
  file_ = ::mkostemp(path.data(), O_CLOEXEC);
  if (file_ < 0) return failure("made");
  ::unlink(path.c_str());
  return success();
}

// To the file.
Status SpillArray::write(std::size_t first, std::span<const std::uint32_t> values) const {
  const char* from = reinterpret_cast<const char*>(values.data());
  std::size_t left = values.size_bytes();
  auto at = static_cast<off_t>(first * sizeof(std::uint32_t));
  while (left > 0) {
    const ssize_t written = ::pwrite(file_, from, left, at);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return failure("written");
    from += written;
    at += written;
    left -= static_cast<std::size_t>(written);
  }
  return success();
}

Status SpillArray::flush() {
  if (!in_file() || values_.empty()) return success();
  if (auto written = write(size_ - values_.size(), values_); !written) return written;
  values_.clear();
  return success();
}

Status SpillArray::append(std::span<const std::uint32_t> values) {
  unmap();
  if (!in_file() && size_ + values.size() > most_in_memory_) {
    if (auto made = make_file(); !made) return made;
    if (auto flushed = flush(); !flushed) return flushed;
    std::vector<std::uint32_t>().swap(values_);
  }
  values_.insert(values_.end(), values.begin(), values.end());
  size_ += values.size();
  return in_file() && values_.size() > kWaiting ? flush() : success();
}

Status SpillArray::overwrite(std::size_t first, std::span<const std::uint32_t> values) {
  check(first + values.size() <= size_);
  if (!in_file()) {
    std::copy(values.begin(), values.end(), values_.begin() + static_cast<std::ptrdiff_t>(first));
    return success();
  }
  if (auto flushed = flush(); !flushed) return flushed;
  return write(first, values);
}

Status SpillArray::shrink(std::size_t size) {
  check(size <= size_);
  unmap();
  if (auto flushed = flush(); !flushed) return flushed;
  size_ = size;
  if (!in_file()) {
    values_.resize(size);
    return success();
  }
  if (::ftruncate(file_, static_cast<off_t>(size * sizeof(std::uint32_t))) != 0) return failure("shortened");
  return success();
}

Result<std::span<const std::uint32_t>> SpillArray::view() {
  if (!in_file()) return std::span<const std::uint32_t>(values_);
  if (auto flushed = flush(); !flushed) return flushed.error();
  if (mapping_ == nullptr && size_ > 0) {
    const std::size_t bytes = size_ * sizeof(std::uint32_t);
    void* mapped = ::mmap(nullptr, bytes, PROT_READ, MAP_SHARED, file_, 0);
    if (mapped == MAP_FAILED) return failure("mapped");
    mapping_ = mapped;
    mapped_bytes_ = bytes;
  }
  return std::span(static_cast<const std::uint32_t*>(mapping_), size_);
}

void SpillArray::release() const {
  if (mapping_ != nullptr) ::madvise(mapping_, mapped_bytes_, MADV_DONTNEED);
}

void SpillArray::unmap() {
  if (mapping_ != nullptr) ::munmap(mapping_, mapped_bytes_);
  mapping_ = nullptr;
  mapped_bytes_ = 0;
}

}  // namespace bearing
