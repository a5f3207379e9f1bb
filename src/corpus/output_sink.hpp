// Where written bytes go: a file that appears when it is whole, or standard output; compressed by name.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "bearing/result.hpp"

namespace bearing {

/// A stream to write to. Not thread-safe.
class OutputSink {
 public:
  virtual ~OutputSink() = default;
  virtual Status write(std::string_view bytes) = 0;
  /// Must be called once at the end. Before that a file does not appear under its name, and without it never
  /// does.
  virtual Status finish() = 0;
};

/// "-" is standard output. Names that end in ".gz" or ".zst" compress. Devices and pipes are written to as
/// they are.
Result<std::unique_ptr<OutputSink>> open_output(const std::string& path);

}  // namespace bearing
