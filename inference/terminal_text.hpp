// Text that fits a terminal: no commands in it, measured in columns, shortened where it is too long.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace bearing {

/// Appends the text with control characters as spaces (scraped text may hold line feeds, and what terminals
/// take for commands) and bad bytes as U+FFFD.
void append_plain(std::string_view text, std::string& out);

/// Columns that a terminal takes for UTF-8: marks that combine take none, East Asian wide characters two.
/// Right for the scripts of news; no full table of Unicode.
std::size_t columns_of(std::string_view text);

/// The text as append_plain() gives it, runs of spaces as one, cut at a word where that loses little, and
/// with "…" where it was cut: no more than `columns` columns, at least 1.
std::string shortened(std::string_view text, std::size_t columns);

/// Appends the text, then spaces up to `columns` columns.
void append_padded(std::string_view text, std::size_t columns, std::string& out);

}  // namespace bearing
