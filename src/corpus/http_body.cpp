#include "corpus/http_body.hpp"

#include <algorithm>
#include <optional>

#include "corpus/buffered_input.hpp"
#include "corpus/decompress.hpp"

namespace bearing {
namespace {

constexpr std::string_view kSpace = " \t\r\n";

std::string lowered(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return out;
}

std::string_view trimmed(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(kSpace), text.size()));
  return text.substr(0, text.find_last_not_of(kSpace) + 1);
}

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/// A stream that was looked at, as a stream.
class BufferedSource final : public ByteSource {
 public:
  explicit BufferedSource(std::unique_ptr<BufferedInput> input) : input_(std::move(input)) {}

  Result<std::size_t> read(std::span<char> buffer) override {
    if (input_->window().empty() && !input_->fill() && input_->error()) return *input_->error();
    const std::size_t count = std::min(buffer.size(), input_->window().size());
    std::copy_n(input_->window().data(), count, buffer.data());
    input_->consume(count);
    return count;
  }

 private:
  std::unique_ptr<BufferedInput> input_;
};

/// The size in the line of a chunk at the start of the window (extensions allowed); none where it isn't one.
/// `line` becomes the length of the line.
std::optional<std::uint64_t> chunk_size(BufferedInput& input, std::size_t& line) {
  constexpr std::size_t kLongestLine = 1024;
  std::size_t end = std::string_view::npos;
  do {
    end = input.window().find('\n');
  } while (end == std::string_view::npos && input.window().size() < kLongestLine && input.fill());
  if (end == std::string_view::npos) return {};
  line = end + 1;
  std::uint64_t size = 0;
  std::size_t at = 0;
  for (; at < end && hex_value(input.window()[at]) >= 0; ++at) {
    if (at == 15) return {};
    size = size * 16 + static_cast<std::uint64_t>(hex_value(input.window()[at]));
  }
  const std::string_view rest = trimmed(input.window().substr(at, end - at));
  if (at == 0 || !(rest.empty() || rest.starts_with(';'))) return {};
  return size;
}

class ChunkedSource final : public ByteSource {
 public:
  ChunkedSource(std::unique_ptr<BufferedInput> input, std::string name)
      : input_(std::move(input)), name_(std::move(name)) {}

  Result<std::size_t> read(std::span<char> buffer) override {
    if (left_ == 0 && !ended_) {
      if (auto begun = begin_chunk(); !begun) return begun.error();
    }
    if (ended_) return std::size_t{0};
    if (input_->window().empty() && !input_->fill()) {
      if (input_->error()) return *input_->error();
      return Error{ErrorCode::kInvalidData, "the HTTP body is cut off in a chunk", name_, 0, {}};
    }
    const auto count = static_cast<std::size_t>(
        std::min({std::uint64_t{buffer.size()}, left_, std::uint64_t{input_->window().size()}}));
    std::copy_n(input_->window().data(), count, buffer.data());
    input_->consume(count);
    left_ -= count;
    return count;
  }

 private:
  Status begin_chunk() {
    std::size_t line = 0;
    if (!first_ && !chunk_size(*input_, line)) input_->consume(line);  // the line end behind the chunk before
    first_ = false;
    const auto size = chunk_size(*input_, line);
    if (input_->error()) return *input_->error();
    if (!size)
      return Error{ErrorCode::kInvalidData, "the HTTP body has no size where a chunk begins", name_, 0, {}};
    input_->consume(line);
    left_ = *size;
    ended_ = left_ == 0;
    return success();
  }

  std::unique_ptr<BufferedInput> input_;
  std::string name_;
  std::uint64_t left_ = 0;  ///< Bytes of the current chunk.
  bool first_ = true, ended_ = false;
};

bool is_zlib(std::string_view head) {
  if (head.size() < 2) return false;
  const unsigned value = static_cast<unsigned char>(head[0]) * 256U + static_cast<unsigned char>(head[1]);
  return (head[0] & 0x0F) == 8 && value % 31 == 0;
}

/// Whether bytes can't be packed ones, since text begins so.
bool is_plain(std::string_view head) {
  head = trimmed(head.substr(0, 64));
  return head.empty() || head.starts_with('<') || head.starts_with("\xEF\xBB\xBF");
}

void see(BufferedInput& input, std::size_t bytes) {
  while (input.window().size() < bytes && input.fill()) {
  }
}

}  // namespace

HeaderFields::HeaderFields(std::string_view lines) {
  while (!lines.empty()) {
    const std::size_t end = std::min(lines.find('\n'), lines.size());
    const std::string_view line = lines.substr(0, end);
    lines.remove_prefix(std::min(end + 1, lines.size()));
    if ((line.starts_with(' ') || line.starts_with('\t')) && !fields_.empty()) {
      fields_.back().second.append(" ").append(trimmed(line));
      continue;
    }
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) continue;
    fields_.emplace_back(lowered(trimmed(line.substr(0, colon))), trimmed(line.substr(colon + 1)));
  }
}

std::string_view HeaderFields::find(std::string_view lower_case_name) const {
  for (const auto& [name, value] : fields_) {
    if (name == lower_case_name) return value;
  }
  return {};
}

std::string media_type(std::string_view content_type) {
  return lowered(trimmed(content_type.substr(0, content_type.find(';'))));
}

std::string charset_of(std::string_view content_type) {
  const std::string lower = lowered(content_type);
  const std::size_t at = lower.find("charset=");
  if (at == std::string::npos) return {};
  std::string_view value = content_type.substr(at + 8);
  if (value.starts_with('"')) {
    value.remove_prefix(1);
    return std::string(value.substr(0, value.find('"')));
  }
  return std::string(value.substr(0, value.find_first_of("; \t,'\"")));
}

Result<std::unique_ptr<ByteSource>> decoded_body(std::unique_ptr<ByteSource> body, const HeaderFields& fields,
                                                 const std::string& name) {
  const std::string transfer = lowered(fields.find("transfer-encoding"));
  if (transfer.find("chunked") != std::string::npos) {
    auto input = std::make_unique<BufferedInput>(std::move(body));
    std::size_t line = 0;
    const bool chunked = chunk_size(*input, line).has_value();
    body = chunked ? std::unique_ptr<ByteSource>(std::make_unique<ChunkedSource>(std::move(input), name))
                   : std::make_unique<BufferedSource>(std::move(input));
  }
  const std::string coding = lowered(trimmed(fields.find("content-encoding")));
  if (coding.empty() || coding == "identity") return body;
  auto input = std::make_unique<BufferedInput>(std::move(body));
  see(*input, 64);
  const std::string_view head = input->window();
  const bool plain = is_plain(head), zlib = is_zlib(head), gzip = head.starts_with("\x1F\x8B");
  body = std::make_unique<BufferedSource>(std::move(input));
  if (plain) return body;
  if (gzip) return decompressed(std::move(body), name);
  if (coding == "deflate") return inflated(std::move(body), name, zlib);
  if (coding == "gzip" || coding == "x-gzip") return body;
  return Error{ErrorCode::kInvalidData,
               "the HTTP body has the coding \"" + coding + "\"; gzip and deflate are read",
               name,
               0,
               {}};
}

}  // namespace bearing
