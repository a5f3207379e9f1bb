// A long array of 32-bit values that moves from memory to a temporary file when it grows too large.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "bearing/result.hpp"

namespace bearing {

/// Filled from the front, then read in place. The file has no name from the start, so it is gone with the
/// program whatever happens. Not thread-safe, but what view() gives may be read by many threads.
class SpillArray {
 public:
  /// `folder` is where the file would be; it is made when there are more than `most_in_memory` values.
  explicit SpillArray(std::string folder = {}, std::size_t most_in_memory = 0);
  ~SpillArray();
  SpillArray(SpillArray&& other) noexcept;
  SpillArray& operator=(SpillArray&& other) noexcept;

  std::size_t size() const { return size_; }
  bool in_file() const { return file_ >= 0; }

  /// Errors: kIo (no room left, folder not writable).
  Status append(std::span<const std::uint32_t> values);

  /// Replaces the values from `first` on, which must exist. A view shows them at once.
  Status overwrite(std::size_t first, std::span<const std::uint32_t> values);

  /// Drops all values from `size` on.
  Status shrink(std::size_t size);

  /// All values, valid until the next append() or shrink(). Errors: kIo.
  Result<std::span<const std::uint32_t>> view();

  /// Lets the pages of a file's view leave this process's memory; they come back when read. Safe while others
  /// read.
  void release() const;

 private:
  Status write(std::size_t first, std::span<const std::uint32_t> values) const;
  Status make_file();
  Status flush();
  void unmap();
  Error failure(const char* what) const;

  std::string folder_;
  std::size_t most_in_memory_ = 0, size_ = 0;
  std::vector<std::uint32_t> values_;  // Everything, or what waits to be written at the end of the file.
  int file_ = -1;
  void* mapping_ = nullptr;
  std::size_t mapped_bytes_ = 0;
};

}  // namespace bearing
