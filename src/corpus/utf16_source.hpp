// UTF-16 as UTF-8.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "corpus/buffered_input.hpp"
#include "corpus/byte_source.hpp"

namespace bearing {

/// Whether bytes begin with the byte order mark of UTF-16.
bool is_utf16(std::string_view head);

/// The text of UTF-16 with a byte order mark (left out), as UTF-8. What is no character becomes U+FFFD.
std::unique_ptr<ByteSource> utf16_as_utf8(std::unique_ptr<BufferedInput> input);

/// The same for some bytes from the start of a stream.
std::string utf16_head_as_utf8(std::string_view head);

}  // namespace bearing
