#include "corpus/byte_source.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "base/io_error.hpp"
#include "corpus/decompress.hpp"
#include "corpus/input_list.hpp"

namespace bearing {
namespace {

class FileSource final : public ByteSource {
 public:
  FileSource(int fd, std::string name, InputMeter* meter) : fd_(fd), name_(std::move(name)), meter_(meter) {}
  ~FileSource() override {
    if (fd_ != STDIN_FILENO) ::close(fd_);
  }
  FileSource(const FileSource&) = delete;
  FileSource& operator=(const FileSource&) = delete;

  Result<std::size_t> read(std::span<char> buffer) override {
    ssize_t count = 0;
    do {
      count = ::read(fd_, buffer.data(), buffer.size());
    } while (count < 0 && errno == EINTR);
    if (count < 0) {
      Error error = io_error(name_, "cannot read");
      error.offset = offset_;
      return error;
    }
    const std::size_t size = static_cast<std::size_t>(count);
    offset_ += size;
    if (meter_ != nullptr) meter_->add(buffer.first(size));
    return size;
  }

 private:
  int fd_;
  std::string name_;
  InputMeter* meter_;
  std::uint64_t offset_ = 0;
};

class MemorySource final : public ByteSource {
 public:
  explicit MemorySource(std::string bytes) : bytes_(std::move(bytes)) {}

  Result<std::size_t> read(std::span<char> buffer) override {
    const std::size_t count = std::min(buffer.size(), bytes_.size() - at_);
    std::memcpy(buffer.data(), bytes_.data() + at_, count);
    at_ += count;
    return count;
  }

 private:
  std::string bytes_;
  std::size_t at_ = 0;
};

}  // namespace

Result<std::unique_ptr<ByteSource>> open_byte_source(const std::string& path, InputMeter* meter) {
  if (path == "-") return decompressed(std::make_unique<FileSource>(STDIN_FILENO, path, meter), path);
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return io_error(path, "cannot open");
  auto file = std::make_unique<FileSource>(fd, path, meter);
  struct stat status{};
  if (::fstat(fd, &status) == 0 && S_ISDIR(status.st_mode)) return io_error(path, "cannot open", EISDIR);
  return decompressed(std::move(file), path);
}

Result<std::unique_ptr<ByteSource>> memory_byte_source(std::string bytes, const std::string& name) {
  return decompressed(std::make_unique<MemorySource>(std::move(bytes)), name);
}

}  // namespace bearing
