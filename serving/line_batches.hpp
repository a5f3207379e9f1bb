// Whole lines out of bytes that come piece by piece.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace bearing {

/// Some whole lines, followed by BufferedInput::kSlack more bytes.
struct LineBatch {
  std::string bytes;
  std::size_t size = 0;    ///< Without the slack.
  std::uint64_t line = 1;  ///< Number of the first line.
  std::string_view lines() const { return std::string_view(bytes).substr(0, size); }
};

/// Not thread-safe. Holds the bytes of a batch and of a line at most, whatever is sent.
class LineBatches {
 public:
  /// Of a longer line, one byte more than `max_line` is kept, so that whoever gets it sees that.
  explicit LineBatches(std::size_t max_line) : max_line_(max_line) {}

  void add(std::string_view bytes);
  /// Whether a whole line waits; after end(), whether anything does.
  bool ready() const { return whole_ > 0; }
  /// What comes last needs no line feed.
  void end() { whole_ = bytes_.size(); }
  /// The lines that wait: at least one of them, at most some 64 KiB or 256 lines. Call only when ready().
  LineBatch take();

 private:
  std::size_t max_line_;
  std::string bytes_;
  std::size_t whole_ = 0;    ///< Bytes of whole lines.
  std::size_t current_ = 0;  ///< Bytes of the unfinished line that were kept.
  std::uint64_t line_ = 1;
};

}  // namespace bearing
