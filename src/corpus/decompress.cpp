#include "corpus/decompress.hpp"

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

/// What gzip and zstd have in common: a window on the stored bytes, and their offset for messages.
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
  using Decompressor::Decompressor;
  ~GzipSource() override {
    if (ready_) inflateEnd(&stream_);
  }

  Result<std::size_t> read(std::span<char> buffer) override {
    while (!buffer.empty()) {
      auto more = refill();
      if (!more) return more.error();
      if (!*more) {
        if (inside_) return damaged("the gzip stream is cut off: its end is missing");
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
  /// Starts a member; false when the window held padding only (tapes and block devices pad with zeros).
  Result<bool> begin_member() {
    if (first_done_) {
      const std::size_t padding = std::min(window().find_first_not_of('\0'), window().size());
      used(padding);
      if (window().empty()) return false;
      if (window()[0] != kGzipMagic[0]) return damaged("something that isn't gzip follows the gzip stream");
    }
    const int code = ready_ ? inflateReset(&stream_) : inflateInit2(&stream_, 15 + 16);
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
      return damaged("the gzip stream is damaged (" + std::string(stream_.msg ? stream_.msg : "zlib error") +
                     ")");
    }
    return written;
  }

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
  ZSTD_DStream* stream_ = ZSTD_createDStream();
  bool inside_ = false;  ///< Between the begin and the end of a frame.
};

bool is_zstd(std::string_view head) {
  // Skippable frames (0x184D2A50 to 0x184D2A5F, little-endian) may stand before the first real one.
  const bool skippable = head.size() >= 4 && (head[0] & 0xF0) == 0x50 && head.substr(1, 3) == "\x2A\x4D\x18";
  return head.starts_with(kZstdMagic) || skippable;
}

/// Whether a magic number begins with these bytes.
bool may_be_compressed(std::string_view head) {
  const std::string_view skippable = "\x2A\x4D\x18";
  const bool may_skip = head.empty() || ((head[0] & 0xF0) == 0x50 && skippable.starts_with(head.substr(1)));
  return kGzipMagic.starts_with(head) || kZstdMagic.starts_with(head) || may_skip;
}

}  // namespace

Result<std::unique_ptr<ByteSource>> decompressed(std::unique_ptr<ByteSource> source,
                                                 const std::string& name) {
  std::array<char, 4> magic{};
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
    return std::unique_ptr<ByteSource>(std::make_unique<GzipSource>(std::move(whole), name));
  }
  if (is_zstd(head)) return std::unique_ptr<ByteSource>(std::make_unique<ZstdSource>(std::move(whole), name));
  return whole;
}

}  // namespace bearing
