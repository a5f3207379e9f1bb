// Compressed streams, recognised by their first bytes.
#pragma once

#include <memory>
#include <string>

#include "corpus/byte_source.hpp"

namespace bearing {

/// `source` itself when it isn't compressed, else a stream of what gzip (RFC 1952) or zstd (RFC 8878) packed,
/// members and frames one after another. A stream that ends early or is damaged gives what was readable, then
/// an error.
Result<std::unique_ptr<ByteSource>> decompressed(std::unique_ptr<ByteSource> source, const std::string& name);

}  // namespace bearing
