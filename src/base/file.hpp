// Files, read and written with care.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "bearing/result.hpp"

namespace bearing {

/// Reads a whole file (or pipe). Errors: kIo with the operating system's words.
Result<std::string> read_file(const std::string& path);

/// Writes to a temporary file beside `path`, syncs it, then renames: readers see the old file or the new one,
/// never a part. An existing file keeps its permissions, a symbolic link stays one; devices and pipes are
/// written to directly. Errors: kIo; the temporary file is then removed.
Status write_file_atomically(const std::string& path, std::string_view bytes);

/// A read-only memory-mapped regular file; pages are shared by all processes that map it. Immutable and
/// thread-safe as long as nobody shortens the file in place (write_file_atomically never does).
class MappedFile {
 public:
  static Result<std::shared_ptr<const MappedFile>> open(const std::string& path);
  ~MappedFile();
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;

  /// Valid as long as this object; empty for an empty file.
  std::span<const std::byte> bytes() const { return {data_, size_}; }

 private:
  MappedFile() = default;
  const std::byte* data_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace bearing
