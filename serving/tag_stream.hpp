// A stream of lines, tagged as they come.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>

#include "bearing/result.hpp"
#include "corpus/byte_source.hpp"
#include "serving/tagger.hpp"

namespace bearing {

struct TagStreamOptions {
  std::size_t workers = 1;
  std::size_t max_line = std::size_t{16} << 20;  ///< Bytes; longer lines are refused, and read past.
  /// Set by whoever wants the stream to end early, before the input ends for that reason: an unfinished line
  /// is then left alone.
  const std::atomic<bool>* stop = nullptr;
};

struct TagCounts {
  std::uint64_t lines = 0;       ///< Answered; blank ones, which come back blank, too.
  std::uint64_t errors = 0;      ///< Of these, those that say why there are no labels.
  std::uint64_t left_bytes = 0;  ///< Of an unfinished last line that got no answer.
};

/// Answers each line of `input` with one line, in order; a last line needs no line feed. Whatever whole lines
/// are there are worked on, up to a few at a time, and written before more is waited for: `write`, called by
/// one thread at a time, gets whole lines alone. Memory: two batches a worker, each as long as its longest
/// line. Errors: what reading gives, after all that was read is answered; what `write` gives, at once.
Result<TagCounts> tag_stream(std::unique_ptr<ByteSource> input, const Tagger& tagger,
                             const TagStreamOptions& options,
                             const std::function<Status(std::string_view)>& write);

}  // namespace bearing
