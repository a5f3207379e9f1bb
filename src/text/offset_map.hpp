// Where the bytes of a derived text came from.
#pragma once

#include <cstddef>
#include <vector>

#include "bearing/document.hpp"

namespace bearing {

/// Maps byte ranges of a derived text back to its source. Stored as runs, so that an untouched text costs one
/// entry. Runs are appended in order and tile the derived text without gaps.
class OffsetMap {
 public:
  void clear() {
    runs_.clear();
    derived_size_ = 0;
  }

  /// The next `size` derived bytes are copies of the source bytes from `source_begin` on.
  void append_copy(std::size_t source_begin, std::size_t size);

  /// The next `derived_size` bytes stand for source bytes [source_begin, source_begin + source_size) as a
  /// whole.
  void append_change(std::size_t source_begin, std::size_t source_size, std::size_t derived_size);

  /// The smallest source range that covers a derived range. Ranges past the end are clipped.
  ByteRange to_source(ByteRange derived) const;

  /// This map followed by `outer`: derived -> outer's source, where outer maps this map's source.
  OffsetMap compose(const OffsetMap& outer) const;

  std::size_t derived_size() const { return derived_size_; }

 private:
  struct Run {
    std::size_t derived_begin, source_begin, source_size;
    bool copy;
  };
  std::size_t run_at(std::size_t derived) const;  ///< Index of the run that holds derived < derived_size_.
  std::size_t run_end(std::size_t index) const;   ///< Where the run ends in the derived text.
  static ByteRange part(const Run& run, std::size_t begin,
                        std::size_t end);  ///< Source of a part of one run.
  void append_part(std::size_t begin, std::size_t size, OffsetMap& result) const;
  std::vector<Run> runs_;
  std::size_t derived_size_ = 0;
};

}  // namespace bearing
