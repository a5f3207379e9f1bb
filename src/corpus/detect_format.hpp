// Which corpus format some bytes are in.
#pragma once

#include <string>
#include <string_view>

#include "corpus/record_reader.hpp"

namespace bearing {

/// Bytes of the start of a stream that detection looks at.
constexpr std::size_t kDetectionBytes = 4096;

/// By content first: stance data sets (see detect_stance_data.hpp), JSON, WARC, __label__ lines and HTML show
/// themselves. Then by name (without .gz, .zst, .bz2 or .xz).
/// Then a first line that names the text column makes a table. What remains is plain text. Never kAuto.
CorpusFormat detect_format(std::string_view head, const std::string& name, const ReadOptions& options);

/// The format that a file name stands for, or kAuto when it says nothing.
CorpusFormat format_of_name(const std::string& name);

/// What the bytes are where they can't be text at all ("a PDF document"), else empty.
std::string_view binary_kind(std::string_view head);

}  // namespace bearing
