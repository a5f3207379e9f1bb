// Where bytes come from: files, standard input, memory; compressed or not.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "bearing/result.hpp"

namespace bearing {

/// A stream of bytes. Not thread-safe.
class ByteSource {
 public:
  virtual ~ByteSource() = default;
  /// Reads up to buffer.size() bytes (at least one, unless the buffer is empty); 0 at the end. Everything
  /// that could be read is delivered before an error is returned. Errors carry the offset in the stream as
  /// stored.
  virtual Result<std::size_t> read(std::span<char> buffer) = 0;
  /// After an error: goes to the next place where reading can begin anew (the next member of a gzip stream).
  /// False where there is none; most streams have none.
  virtual bool resync() { return false; }
};

class InputMeter;

/// A file, or standard input for "-"; gzip, zstd, bzip2 and xz are recognised by their first bytes and
/// decompressed.
/// `meter`, where given, must outlive the source and sees the bytes as stored.
Result<std::unique_ptr<ByteSource>> open_byte_source(const std::string& path, InputMeter* meter = nullptr);

/// Bytes in memory, decompressed like a file of that name. For tests, fuzzing and callers who already hold
/// the bytes.
Result<std::unique_ptr<ByteSource>> memory_byte_source(std::string bytes, const std::string& name);

}  // namespace bearing
