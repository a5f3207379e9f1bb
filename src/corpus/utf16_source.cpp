#include "corpus/utf16_source.hpp"

#include <algorithm>

#include "base/utf8.hpp"

namespace bearing {
namespace {

constexpr std::string_view kLittleEndian = "\xFF\xFE";
constexpr std::string_view kBigEndian = "\xFE\xFF";

char32_t unit_at(std::string_view bytes, std::size_t at, bool big_endian) {
  const auto first = static_cast<unsigned char>(bytes[at]),
             second = static_cast<unsigned char>(bytes[at + 1]);
  return big_endian ? char32_t{first} * 256 + second : char32_t{second} * 256 + first;
}

/// Appends the characters of `bytes`; returns the bytes used: what may still become a character stays, unless
/// this is the end.
std::size_t append_units(std::string_view bytes, bool big_endian, bool end, std::string& out) {
  std::size_t at = 0;
  while (at + 2 <= bytes.size()) {
    const char32_t unit = unit_at(bytes, at, big_endian);
    const bool leads = unit >= 0xD800 && unit <= 0xDBFF;
    if (leads && at + 4 > bytes.size() && !end) break;
    const char32_t next = leads && at + 4 <= bytes.size() ? unit_at(bytes, at + 2, big_endian) : 0;
    const bool pair = next >= 0xDC00 && next <= 0xDFFF;
    append_utf8(pair ? 0x10000 + ((unit - 0xD800) << 10) + (next - 0xDC00) : unit, out);
    at += pair ? 4 : 2;
  }
  if (end && at < bytes.size()) {
    append_utf8(0xFFFD, out);
    at = bytes.size();
  }
  return at;
}

class Utf16Source final : public ByteSource {
 public:
  explicit Utf16Source(std::unique_ptr<BufferedInput> input) : input_(std::move(input)) {
    while (input_->window().size() < kBigEndian.size() && input_->fill()) {
    }
    big_endian_ = input_->window().starts_with(kBigEndian);
    input_->consume(std::min(kBigEndian.size(), input_->window().size()));
  }

  Result<std::size_t> read(std::span<char> buffer) override {
    while (at_ == text_.size()) {
      if (ended_) {
        if (input_->error()) return *input_->error();
        return std::size_t{0};
      }
      if (input_->window().size() < 4) ended_ = !input_->fill();
      text_.clear();
      at_ = 0;
      const std::string_view window = input_->window().substr(0, kChunk);
      // A stream that broke off may have broken a character, which is no fault of the text.
      const bool end = ended_ && !input_->error();
      input_->consume(
          append_units(window, big_endian_, end && window.size() == input_->window().size(), text_));
    }
    const std::size_t count = std::min(buffer.size(), text_.size() - at_);
    std::copy_n(text_.data() + at_, count, buffer.data());
    at_ += count;
    return count;
  }

 private:
  static constexpr std::size_t kChunk = std::size_t{1} << 16;
  std::unique_ptr<BufferedInput> input_;
  bool big_endian_ = false, ended_ = false;
  std::string text_;
  std::size_t at_ = 0;
};

}  // namespace

bool is_utf16(std::string_view head) {
  return head.starts_with(kLittleEndian) || head.starts_with(kBigEndian);
}

std::unique_ptr<ByteSource> utf16_as_utf8(std::unique_ptr<BufferedInput> input) {
  return std::make_unique<Utf16Source>(std::move(input));
}

std::string utf16_head_as_utf8(std::string_view head) {
  std::string out;
  if (is_utf16(head)) append_units(head.substr(2), head.starts_with(kBigEndian), false, out);
  return out;
}

}  // namespace bearing
