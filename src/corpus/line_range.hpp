// A part of a file of lines, so that several programs can share one file.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "bearing/result.hpp"
#include "corpus/byte_source.hpp"
#include "corpus/input_list.hpp"

namespace bearing {

/// The lines of an uncompressed file that begin at bytes [begin, end).
struct LineRange {
  std::unique_ptr<ByteSource> source;
  std::uint64_t first_line = 1;  ///< Number of the first of them in the file.
};
/// Errors: kIo. `meter` may be null.
Result<LineRange> open_line_range(const std::string& path, std::uint64_t begin, std::uint64_t end,
                                  InputMeter* meter);

/// Whether a file can be shared so: uncompressed JSON Lines.
bool has_line_ranges(const std::string& path, const ReadOptions& options);

}  // namespace bearing
