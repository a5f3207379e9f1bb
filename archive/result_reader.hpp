// The results of a run, line by line and in order.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "archive/result_line.hpp"
#include "archive/run_manifest.hpp"
#include "bearing/result.hpp"

namespace bearing {

/// Reads the results of a run folder or of one file. Memory is bounded by the longest line (64 MiB at most).
/// Not thread-safe.
class ResultReader {
 public:
  /// `path`: the folder of a finished run, a file of JSON Lines (plain, gzip or zstd by content), or "-".
  /// Errors: kIo; kInvalidData for a folder that is no run, or a run that is not finished.
  static Result<std::unique_ptr<ResultReader>> open(const std::string& path);
  ~ResultReader();

  /// Fills `result`; false at the end. Errors: kInvalidData with file and line for what is no result; kIo.
  Result<bool> next(ResultLine& result);

  /// The bytes of the line read last, without line feed. Valid until the next call of next().
  std::string_view bytes() const;

  /// Where the line read last stands.
  const std::string& source() const;
  std::uint64_t line() const;

  /// The manifest, where a run folder is read.
  const std::optional<RunManifest>& run() const;

 private:
  struct Impl;
  explicit ResultReader(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

/// Calls `add` with each result that is left and the bytes of its line, in order, until one fails.
template <class Add>
Status for_each_result(ResultReader& reader, Add add) {
  for (ResultLine result;;) {
    auto more = reader.next(result);
    if (!more) return more.error();
    if (!*more) return success();
    if (auto added = add(result, reader.bytes()); !added) return added;
  }
}

}  // namespace bearing
