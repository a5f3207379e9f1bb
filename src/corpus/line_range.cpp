#include "corpus/line_range.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <string_view>
#include <utility>

#include "base/io_error.hpp"
#include "corpus/detect_format.hpp"

namespace bearing {
namespace {

constexpr std::size_t kChunk = std::size_t{1} << 17;

class RangeSource final : public ByteSource {
 public:
  RangeSource(int file, std::string path, std::uint64_t end, InputMeter* meter)
      : file_(file), path_(std::move(path)), end_(end), meter_(meter) {}
  ~RangeSource() override { ::close(file_); }
  RangeSource(const RangeSource&) = delete;
  RangeSource& operator=(const RangeSource&) = delete;

  /// Goes to the first line that begins at `begin` or later; how many end before it.
  Result<std::uint64_t> seek(std::uint64_t begin) {
    std::uint64_t lines = 0;
    std::array<char, kChunk> chunk;
    // The line feed right before `begin` makes a line begin there.
    for (bool found = begin == 0; !found;) {
      auto count = read_at(chunk);
      if (!count) return count.error();
      if (*count == 0) break;
      const std::string_view bytes(chunk.data(), *count);
      const std::size_t from = at_ + 1 >= begin ? 0 : std::min<std::uint64_t>(bytes.size(), begin - 1 - at_);
      const std::size_t feed = bytes.find('\n', from);
      found = feed != std::string_view::npos;
      const std::size_t passed = found ? feed + 1 : bytes.size();
      lines += static_cast<std::uint64_t>(
          std::count(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(passed), '\n'));
      at_ += passed;
    }
    done_ = at_ >= end_;
    return lines;
  }

  Result<std::size_t> read(std::span<char> buffer) override {
    if (done_) return std::size_t{0};
    auto count = read_at(buffer);
    if (!count) return count;
    std::size_t size = *count;
    // The last line may go beyond the end.
    if (size > 0 && at_ + size >= end_) {
      const std::size_t from = at_ + 1 >= end_ ? 0 : static_cast<std::size_t>(end_ - 1 - at_);
      const std::size_t feed = std::string_view(buffer.data(), size).find('\n', from);
      done_ = feed != std::string_view::npos;
      if (done_) size = feed + 1;
    }
    at_ += size;
    if (meter_ != nullptr) meter_->add(buffer.first(size));
    return size;
  }

 private:
  Result<std::size_t> read_at(std::span<char> buffer) const {
    for (;;) {
      const ssize_t count = ::pread(file_, buffer.data(), buffer.size(), static_cast<off_t>(at_));
      if (count >= 0) return static_cast<std::size_t>(count);
      if (errno == EINTR) continue;
      Error error = io_error(path_, "cannot read");
      error.offset = at_;
      return error;
    }
  }

  int file_;
  std::string path_;
  std::uint64_t at_ = 0, end_;
  InputMeter* meter_;
  bool done_ = false;
};

}  // namespace

Result<LineRange> open_line_range(const std::string& path, std::uint64_t begin, std::uint64_t end,
                                  InputMeter* meter) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return io_error(path, "cannot open");
  auto source = std::make_unique<RangeSource>(file, path, end, meter);
  auto lines = source->seek(begin);
  if (!lines) return lines.error();
  return LineRange{std::move(source), *lines + 1};
}

bool has_line_ranges(const std::string& path, const ReadOptions& options) {
  if (options.format != CorpusFormat::kAuto && options.format != CorpusFormat::kJsonLines) return false;
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return false;
  std::string head(kDetectionBytes, '\0');
  const ssize_t count = ::pread(file, head.data(), head.size(), 0);
  ::close(file);
  head.resize(static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
  // One object a line: what is spread over several begins with its brace alone, and what isn't JSON with
  // another byte.
  return head.starts_with("{") &&
         head.find_first_not_of(" \t\r\n", 1) < std::min(head.find('\n'), head.size()) &&
         detect_format(head, path, options) == CorpusFormat::kJsonLines;
}

}  // namespace bearing
