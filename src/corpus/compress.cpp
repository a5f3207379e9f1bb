#include "corpus/compress.hpp"

#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <string>
#include <utility>

namespace bearing {
namespace {

constexpr std::size_t kChunk = std::size_t{1} << 17;

Error internal(const char* message) { return {ErrorCode::kInternal, message, {}, 0, {}}; }

class GzipSink final : public OutputSink {
 public:
  explicit GzipSink(std::unique_ptr<OutputSink> next) : next_(std::move(next)), packed_(kChunk, '\0') {
    // The header zlib writes holds no time and no name, so the same records give the same file.
    ready_ =
        deflateInit2(&stream_, Z_DEFAULT_COMPRESSION, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK;
  }
  ~GzipSink() override {
    if (ready_) deflateEnd(&stream_);
  }
  GzipSink(const GzipSink&) = delete;
  GzipSink& operator=(const GzipSink&) = delete;

  bool ready() const { return ready_; }

  Status write(std::string_view bytes) override {
    while (!bytes.empty()) {
      const std::size_t count = std::min(bytes.size(), std::size_t{1} << 30);  // zlib counts in 32 bits
      if (auto packed = pack(bytes.substr(0, count), Z_NO_FLUSH); !packed) return packed;
      bytes.remove_prefix(count);
    }
    return success();
  }

  Status finish() override {
    if (auto packed = pack({}, Z_FINISH); !packed) return packed;
    return next_->finish();
  }

 private:
  Status pack(std::string_view bytes, int flush) {
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream_.avail_in = static_cast<uInt>(bytes.size());
    do {
      stream_.next_out = reinterpret_cast<Bytef*>(packed_.data());
      stream_.avail_out = static_cast<uInt>(packed_.size());
      if (deflate(&stream_, flush) == Z_STREAM_ERROR) return internal("zlib cannot compress");
      const std::string_view ready(packed_.data(), packed_.size() - stream_.avail_out);
      if (auto written = next_->write(ready); !written) return written;
    } while (stream_.avail_out == 0);
    return success();
  }

  std::unique_ptr<OutputSink> next_;
  std::string packed_;
  z_stream stream_{};
  bool ready_ = false;
};

class ZstdSink final : public OutputSink {
 public:
  explicit ZstdSink(std::unique_ptr<OutputSink> next) : next_(std::move(next)), packed_(kChunk, '\0') {
    if (stream_) ZSTD_CCtx_setParameter(stream_, ZSTD_c_checksumFlag, 1);
  }
  ~ZstdSink() override { ZSTD_freeCStream(stream_); }
  ZstdSink(const ZstdSink&) = delete;
  ZstdSink& operator=(const ZstdSink&) = delete;

  bool ready() const { return stream_ != nullptr; }

  Status write(std::string_view bytes) override { return pack(bytes, ZSTD_e_continue); }

  Status finish() override {
    if (auto packed = pack({}, ZSTD_e_end); !packed) return packed;
    return next_->finish();
  }

 private:
  Status pack(std::string_view bytes, ZSTD_EndDirective directive) {
    ZSTD_inBuffer in{bytes.data(), bytes.size(), 0};
    for (;;) {
      ZSTD_outBuffer out{packed_.data(), packed_.size(), 0};
      const std::size_t left = ZSTD_compressStream2(stream_, &out, &in, directive);
      if (ZSTD_isError(left)) return internal("zstd cannot compress");
      if (auto written = next_->write({packed_.data(), out.pos}); !written) return written;
      if (directive == ZSTD_e_end ? left == 0 : in.pos == in.size) return success();
    }
  }

  std::unique_ptr<OutputSink> next_;
  std::string packed_;
  ZSTD_CStream* stream_ = ZSTD_createCStream();
};

template <class Sink>
Result<std::unique_ptr<OutputSink>> made(std::unique_ptr<OutputSink> next) {
  auto sink = std::make_unique<Sink>(std::move(next));
  if (!sink->ready()) return internal("the compressor cannot start (out of memory?)");
  return std::unique_ptr<OutputSink>(std::move(sink));
}

}  // namespace

Result<std::unique_ptr<OutputSink>> gzip_sink(std::unique_ptr<OutputSink> next) {
  return made<GzipSink>(std::move(next));
}

Result<std::unique_ptr<OutputSink>> zstd_sink(std::unique_ptr<OutputSink> next) {
  return made<ZstdSink>(std::move(next));
}

}  // namespace bearing
