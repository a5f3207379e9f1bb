#include "corpus/decompress.hpp"

#include <bzlib.h>
#include <lzma.h>
#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <string_view>
#include <utility>

namespace bearing {
namespace {

constexpr std::size_t kChunk = std::size_t{1} << 17;
constexpr std::string_view kGzipMagic = "\x1F\x8B";
constexpr std::string_view kZstdMagic = "\x28\xB5\x2F\xFD";
constexpr std::string_view kXzMagic{"\xFD\x37zXZ\x00", 6};
constexpr std::string_view kBzip2Magic = "BZh";
// What follows "BZh" and the level: the first block, or the end of an empty stream.
constexpr std::string_view kBzip2Block = "\x31\x41\x59\x26\x53\x59";
constexpr std::string_view kBzip2End = "\x17\x72\x45\x38\x50\x90";
constexpr std::size_t kMagicBytes = 10;

// What a window may cost: "xz -9" needs 65 MiB, "zstd --long" 128 MiB.
constexpr std::uint64_t kMostXzBytes = std::uint64_t{100} << 20;
constexpr int kMostZstdWindowLog = 27;

/// Gives back the bytes that were read to recognise the format, then goes on with the source.
class Rewound final : public ByteSource {
 public:
  Rewound(std::string head, std::unique_ptr<ByteSource> rest)
      : head_(std::move(head)), rest_(std::move(rest)) {}

  Result<std::size_t> read(std::span<char> buffer) override {
    if (at_ == head_.size()) return rest_->read(buffer);
    const std::size_t count = std::min(buffer.size(), head_.size() - at_);
    std::memcpy(buffer.data(), head_.data() + at_, count);
    at_ += count;
    return count;
  }

 private:
  std::string head_;
  std::size_t at_ = 0;
  std::unique_ptr<ByteSource> rest_;
};

/// What all have in common: a window on the stored bytes, and their offset for messages.
class Decompressor : public ByteSource {
 public:
  Decompressor(std::unique_ptr<ByteSource> source, std::string name)
      : source_(std::move(source)), name_(std::move(name)), stored_(kChunk, '\0') {}

 protected:
  std::string_view window() const { return std::string_view(stored_).substr(begin_, end_ - begin_); }
  void used(std::size_t count) { begin_ += count; }

  /// Makes the window non-empty if the source has more. False at its end.
  Result<bool> refill() {
    if (begin_ < end_) return true;
    offset_ += end_;
    begin_ = end_ = 0;
    auto count = source_->read(stored_);
    if (!count) return count.error();
    end_ = *count;
    return end_ > 0;
  }

  /// Makes the window at least so long (few bytes). False where the source ends before.
  Result<bool> want(std::size_t count) {
    while (end_ - begin_ < count) {
      std::memmove(stored_.data(), stored_.data() + begin_, end_ - begin_);
      offset_ += begin_;
      end_ -= begin_;
      begin_ = 0;
      auto more = source_->read(std::span(stored_).subspan(end_));
      if (!more) return more.error();
      if (*more == 0) return false;
      end_ += *more;
    }
    return true;
  }

  Error damaged(const std::string& what) const {
    return {ErrorCode::kInvalidData, what + " after " + std::to_string(offset_ + begin_) + " stored bytes",
            name_, 0, offset_ + begin_};
  }

 private:
  std::unique_ptr<ByteSource> source_;
  std::string name_;
  std::string stored_;
  std::size_t begin_ = 0, end_ = 0;
  std::uint64_t offset_ = 0;
};

class GzipSource final : public Decompressor {
 public:
  /// The window bits of zlib's inflateInit2(): what else than gzip is read has one member.
  static constexpr int kGzip = 15 + 16, kZlib = 15, kRaw = -15;

  GzipSource(std::unique_ptr<ByteSource> source, std::string name, int window_bits)
      : Decompressor(std::move(source), std::move(name)), window_bits_(window_bits) {}
  ~GzipSource() override {
    if (ready_) inflateEnd(&stream_);
  }

  /// A member begins with its magic number, the method "deflate" and flags of which three are never set.
  bool resync() override {
    inside_ = false;
    for (;;) {
      const std::size_t at = window().find(kGzipMagic[0]);
      used(std::min(at, window().size()));
      const auto more = want(4);
      if (!more || !*more) return false;
      const bool begins = window().starts_with(kGzipMagic) && window()[2] == 8 && (window()[3] & 0xE0) == 0;
      if (begins) return true;
      used(1);
    }
  }

  Result<std::size_t> read(std::span<char> buffer) override {
    while (!buffer.empty()) {
      auto more = refill();
      if (!more) return more.error();
      if (!*more) {
        if (inside_) return damaged("the " + kind() + " stream is cut off: its end is missing");
        return std::size_t{0};
      }
      if (!inside_) {
        auto begun = begin_member();
        if (!begun) return begun.error();
        if (!*begun) continue;
      }
      auto count = inflate_some(buffer);
      if (!count || *count > 0) return count;
    }
    return std::size_t{0};
  }

 private:
  std::string kind() const { return window_bits_ == kGzip ? "gzip" : "deflate"; }

  /// Starts a member; false when the window held padding only (tapes and block devices pad with zeros).
  Result<bool> begin_member() {
    if (first_done_ && window_bits_ != kGzip) {
      used(window().size());
      return false;
    }
    if (first_done_) {
      const std::size_t padding = std::min(window().find_first_not_of('\0'), window().size());
      used(padding);
      if (window().empty()) return false;
      if (window()[0] != kGzipMagic[0]) return damaged("something that isn't gzip follows the gzip stream");
    }
    const int code = ready_ ? inflateReset(&stream_) : inflateInit2(&stream_, window_bits_);
    if (code != Z_OK) return Error{ErrorCode::kInternal, "zlib cannot start (out of memory?)", {}, 0, {}};
    ready_ = inside_ = first_done_ = true;
    return true;
  }

  Result<std::size_t> inflate_some(std::span<char> buffer) {
    const std::size_t limit = std::min(buffer.size(), kChunk);
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(window().data()));
    stream_.avail_in = static_cast<uInt>(window().size());
    stream_.next_out = reinterpret_cast<Bytef*>(buffer.data());
    stream_.avail_out = static_cast<uInt>(limit);
    const int code = inflate(&stream_, Z_NO_FLUSH);
    used(window().size() - stream_.avail_in);
    const std::size_t written = limit - stream_.avail_out;
    if (code == Z_STREAM_END) {
      inside_ = false;
    } else if (code != Z_OK && code != Z_BUF_ERROR && written == 0) {
      return damaged("the " + kind() + " stream is damaged (" +
                     std::string(stream_.msg ? stream_.msg : "zlib error") + ")");
    }
    return written;
  }

  int window_bits_;
  z_stream stream_{};
  bool ready_ = false;       ///< inflateInit2 was called.
  bool inside_ = false;      ///< Between the begin and the end of a member.
  bool first_done_ = false;  ///< A member was begun before.
};

class ZstdSource final : public Decompressor {
 public:
  using Decompressor::Decompressor;
  ~ZstdSource() override { ZSTD_freeDStream(stream_); }

  Result<std::size_t> read(std::span<char> buffer) override {
    if (stream_ == nullptr)
      return Error{ErrorCode::kInternal, "zstd cannot start (out of memory?)", {}, 0, {}};
    while (!buffer.empty()) {
      // At a frame's end the decoder may still hold output, and then wants no input: so try it first.
      auto more = refill();
      if (!more) return more.error();
      if (!*more && !inside_) return std::size_t{0};
      const bool at_end = !*more;
      ZSTD_inBuffer in{window().data(), window().size(), 0};
      ZSTD_outBuffer out{buffer.data(), buffer.size(), 0};
      const std::size_t hint = ZSTD_decompressStream(stream_, &out, &in);
      used(in.pos);
      if (ZSTD_isError(hint))
        return damaged("the zstd stream is damaged (" + std::string(ZSTD_getErrorName(hint)) + ")");
      inside_ = hint != 0;
      if (out.pos > 0) return out.pos;
      if (at_end && inside_) return damaged("the zstd stream is cut off: its end is missing");
    }
    return std::size_t{0};
  }

 private:
  static ZSTD_DStream* start() {
    ZSTD_DStream* stream = ZSTD_createDStream();
    if (stream != nullptr) ZSTD_DCtx_setParameter(stream, ZSTD_d_windowLogMax, kMostZstdWindowLog);
    return stream;
  }

  ZSTD_DStream* stream_ = start();
  bool inside_ = false;  ///< Between the begin and the end of a frame.
};

class Bzip2Source final : public Decompressor {
 public:
  using Decompressor::Decompressor;
  ~Bzip2Source() override {
    if (inside_) BZ2_bzDecompressEnd(&stream_);
  }

  Result<std::size_t> read(std::span<char> buffer) override {
    while (!buffer.empty()) {
      auto more = refill();
      if (!more) return more.error();
      if (!*more) {
        if (inside_) return damaged("the bzip2 stream is cut off: its end is missing");
        return std::size_t{0};
      }
      if (!inside_ && BZ2_bzDecompressInit(&stream_, 0, 0) != BZ_OK)
        return Error{ErrorCode::kInternal, "bzip2 cannot start (out of memory?)", {}, 0, {}};
      inside_ = true;
      auto count = unpack_some(buffer.first(std::min(buffer.size(), kChunk)));
      if (!count || *count > 0) return count;
    }
    return std::size_t{0};
  }

 private:
  Result<std::size_t> unpack_some(std::span<char> buffer) {
    stream_.next_in = const_cast<char*>(window().data());
    stream_.avail_in = static_cast<unsigned>(window().size());
    stream_.next_out = buffer.data();
    stream_.avail_out = static_cast<unsigned>(buffer.size());
    const int code = BZ2_bzDecompress(&stream_);
    used(window().size() - stream_.avail_in);
    const std::size_t written = buffer.size() - stream_.avail_out;
    if (code == BZ_STREAM_END) {
      BZ2_bzDecompressEnd(&stream_);
      stream_ = {};
      inside_ = false;
    } else if (code != BZ_OK) {
      return damaged("the bzip2 stream is damaged");
    }
    return written;
  }

  bz_stream stream_{};
  bool inside_ = false;  ///< Between the begin and the end of a stream.
};

class XzSource final : public Decompressor {
 public:
  using Decompressor::Decompressor;
  ~XzSource() override { lzma_end(&stream_); }

  Result<std::size_t> read(std::span<char> buffer) override {
    if (!ready_ && lzma_stream_decoder(&stream_, kMostXzBytes, LZMA_CONCATENATED) != LZMA_OK)
      return Error{ErrorCode::kInternal, "xz cannot start (out of memory?)", {}, 0, {}};
    ready_ = true;
    while (!buffer.empty() && !ended_) {
      auto more = refill();
      if (!more) return more.error();
      stream_.next_in = reinterpret_cast<const std::uint8_t*>(window().data());
      stream_.avail_in = window().size();
      stream_.next_out = reinterpret_cast<std::uint8_t*>(buffer.data());
      stream_.avail_out = buffer.size();
      const lzma_ret code = lzma_code(&stream_, *more ? LZMA_RUN : LZMA_FINISH);
      used(window().size() - stream_.avail_in);
      ended_ = code == LZMA_STREAM_END;
      const std::size_t written = buffer.size() - stream_.avail_out;
      if (written > 0) return written;
      if (code != LZMA_OK && !ended_) return fault(code, *more);
    }
    return std::size_t{0};
  }

 private:
  Error fault(lzma_ret code, bool more) const {
    if (code == LZMA_MEMLIMIT_ERROR)
      return damaged("the xz stream needs more memory than " + std::to_string(kMostXzBytes >> 20) +
                     " MiB, which is more than any preset of xz does: pack it anew");
    if (!more) return damaged("the xz stream is cut off: its end is missing");
    return damaged("the xz stream is damaged");
  }

  lzma_stream stream_ = LZMA_STREAM_INIT;
  bool ready_ = false, ended_ = false;
};

bool is_zstd(std::string_view head) {
  // Skippable frames (0x184D2A50 to 0x184D2A5F, little-endian) may stand before the first real one.
  const bool skippable = head.size() >= 4 && (head[0] & 0xF0) == 0x50 && head.substr(1, 3) == "\x2A\x4D\x18";
  return head.starts_with(kZstdMagic) || skippable;
}

bool is_bzip2(std::string_view head) {
  return head.size() >= kMagicBytes && head.starts_with(kBzip2Magic) &&
         (head.substr(4, 6) == kBzip2Block || head.substr(4, 6) == kBzip2End);
}

/// Whether a magic number begins with these bytes, or they with it and more must be seen.
bool may_be_compressed(std::string_view head) {
  const auto begins = [&](std::string_view magic) { return magic.starts_with(head); };
  const std::string_view skippable = "\x2A\x4D\x18";
  const bool may_skip = head.empty() || ((head[0] & 0xF0) == 0x50 && skippable.starts_with(head.substr(1)));
  const std::string_view block = head.substr(std::min<std::size_t>(4, head.size()));
  const bool bzip2 =
      begins(kBzip2Magic) ||
      (head.starts_with(kBzip2Magic) && (kBzip2Block.starts_with(block) || kBzip2End.starts_with(block)));
  return begins(kGzipMagic) || begins(kZstdMagic) || begins(kXzMagic) || may_skip || bzip2;
}

}  // namespace

Result<std::unique_ptr<ByteSource>> decompressed(std::unique_ptr<ByteSource> source,
                                                 const std::string& name) {
  std::array<char, kMagicBytes> magic{};
  std::size_t size = 0;
  // Byte by byte only as long as it may still become a magic number: a pipe may have nothing more to give
  // yet.
  while (size < magic.size() && may_be_compressed({magic.data(), size})) {
    auto count = source->read(std::span(magic).subspan(size, 1));
    if (!count) return count.error();
    if (*count == 0) break;
    size += *count;
  }
  const std::string head(magic.data(), size);
  std::unique_ptr<ByteSource> whole = std::make_unique<Rewound>(head, std::move(source));
  if (std::string_view(head).starts_with(kGzipMagic)) {
    return std::unique_ptr<ByteSource>(
        std::make_unique<GzipSource>(std::move(whole), name, GzipSource::kGzip));
  }
  if (is_zstd(head)) return std::unique_ptr<ByteSource>(std::make_unique<ZstdSource>(std::move(whole), name));
  if (is_bzip2(head))
    return std::unique_ptr<ByteSource>(std::make_unique<Bzip2Source>(std::move(whole), name));
  if (std::string_view(head).starts_with(kXzMagic))
    return std::unique_ptr<ByteSource>(std::make_unique<XzSource>(std::move(whole), name));
  return whole;
}

std::unique_ptr<ByteSource> inflated(std::unique_ptr<ByteSource> source, const std::string& name, bool zlib) {
  return std::make_unique<GzipSource>(std::move(source), name, zlib ? GzipSource::kZlib : GzipSource::kRaw);
}

}  // namespace bearing
