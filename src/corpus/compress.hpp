// Compressed output.
#pragma once

#include <memory>

#include "corpus/output_sink.hpp"

namespace bearing {

/// A sink that packs what it is given and passes it on.
Result<std::unique_ptr<OutputSink>> gzip_sink(std::unique_ptr<OutputSink> next);
Result<std::unique_ptr<OutputSink>> zstd_sink(std::unique_ptr<OutputSink> next);

}  // namespace bearing
