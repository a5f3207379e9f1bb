// The inputs of a command, one by one: what they are, and how each is opened.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/hash.hpp"
#include "bearing/result.hpp"
#include "corpus/record_reader.hpp"

namespace bearing {

/// One input: a file, standard input, or a folder whose folders are labels.
struct InputItem {
  std::string path;            ///< "-" is standard input.
  bool found = false;          ///< In a folder, so that nobody named it: one bad file must not end a run.
  bool label_folders = false;  ///< A folder, read as one input.
  std::uint64_t bytes = 0;     ///< As stored; 0 where nobody knows (a pipe).
  std::int64_t modified_ns =
      0;  ///< Time of the last change since 1970, in nanoseconds; 0 where there is none.
  /// Of uncompressed JSON Lines, only the lines that begin at bytes [begin, end) are read; an end of 0: all.
  std::uint64_t begin = 0, end = 0;
};

/// Expands files, folders of any depth (their files in byte order), globs and "-". A glob is a pattern as
/// glob(3) knows it that names no file itself; its matches come in byte order. Errors: kUsage (nothing
/// named, standard input twice, a file where a folder of labels is asked for, a pattern that matches
/// nothing), kIo.
Result<std::vector<InputItem>> list_inputs(const std::vector<std::string>& inputs,
                                           const ReadOptions& options);

/// Counts and hashes what was read of one input, as stored. Only the reading thread may add and ask for the
/// hash; bytes() may be asked by any thread.
class InputMeter {
 public:
  void add(std::span<const char> bytes) {
    hash_.add(bytes);
    bytes_.fetch_add(bytes.size(), std::memory_order_relaxed);
  }
  std::uint64_t bytes() const { return bytes_.load(std::memory_order_relaxed); }
  /// XXH3-64 of all bytes read so far, in order: of the whole input, once its reader has come to its end.
  std::uint64_t hash() const { return hash_.value(); }

 private:
  Hash64Stream hash_;
  std::atomic<std::uint64_t> bytes_ = 0;
};

/// Opens one input; `meter`, where given, must outlive the reader. What ends the reading of an input that was
/// found in a folder (it can't be opened, is damaged or breaks off) is an error record, the last one; of one
/// that was named, an error. The bodies of FNC-1, a second file, are not metered.
Result<std::unique_ptr<RecordReader>> open_input(const InputItem& item, const ReadOptions& options,
                                                 InputMeter* meter = nullptr);

}  // namespace bearing
