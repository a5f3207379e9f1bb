// Lines of a stream, of bounded length.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "corpus/buffered_input.hpp"

namespace bearing {

/// One line without its line feed (and carriage return).
struct Line {
  std::string_view text;     ///< Valid until the next call; followed by BufferedInput::kSlack readable bytes.
  std::uint64_t number = 0;  ///< 1-based.
  bool too_long = false;     ///< Longer than the limit: `text` holds its first bytes only.
};

class LineReader {
 public:
  /// `input` must outlive the reader.
  LineReader(BufferedInput& input, std::size_t max_bytes, std::uint64_t first_line = 1)
      : input_(input), max_bytes_(max_bytes), number_(first_line - 1) {}

  /// False at the end, or when the stream broke off (see input.error()); the unfinished line is then not
  /// delivered, since nobody can know what it lacks.
  bool next(Line& line);

  /// Leaves the line delivered last in the input, for another reader to begin with.
  void give_back() {
    delivered_ = 0;
    --number_;
  }

  /// Number of the line delivered last.
  std::uint64_t number() const { return number_; }

 private:
  BufferedInput& input_;
  std::size_t max_bytes_;
  std::uint64_t number_;
  std::size_t delivered_ = 0;  ///< Bytes of the line delivered last, still in the window.
  bool skipping_ = false;      ///< The rest of a line that was too long is still to be skipped.
};

}  // namespace bearing
