// Compressed streams, recognised by their first bytes.
#pragma once

#include <memory>
#include <string>

#include "corpus/byte_source.hpp"

namespace bearing {

/// `source` itself when it isn't compressed, else a stream of what gzip (RFC 1952), zstd (RFC 8878), bzip2 or
/// xz packed, members and frames one after another. Streams whose window takes more than 128 MiB (zstd) or
/// 100 MiB (xz) are refused. A stream that ends early or is damaged gives what was readable, then an error.
Result<std::unique_ptr<ByteSource>> decompressed(std::unique_ptr<ByteSource> source, const std::string& name);

/// What deflate (RFC 1951) packed, with the header of zlib (RFC 1950) or without.
std::unique_ptr<ByteSource> inflated(std::unique_ptr<ByteSource> source, const std::string& name, bool zlib);

}  // namespace bearing
