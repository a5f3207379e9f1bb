#include "corpus/output_sink.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <climits>
#include <cstdlib>
#include <utility>

#include "base/io_error.hpp"
#include "corpus/compress.hpp"

namespace bearing {
namespace {

constexpr std::size_t kBufferBytes = std::size_t{1} << 18;

class FileSink final : public OutputSink {
 public:
  /// `temporary` is renamed to `target` at the end; empty where bytes go straight to `path`.
  FileSink(int fd, std::string path, std::string temporary, std::string target)
      : fd_(fd), path_(std::move(path)), temporary_(std::move(temporary)), target_(std::move(target)) {
    buffer_.reserve(kBufferBytes);
  }

  ~FileSink() override {
    if (fd_ > STDERR_FILENO) ::close(fd_);
    if (!temporary_.empty()) ::unlink(temporary_.c_str());
  }
  FileSink(const FileSink&) = delete;
  FileSink& operator=(const FileSink&) = delete;

  Status write(std::string_view bytes) override {
    if (buffer_.size() + bytes.size() > kBufferBytes) {
      if (auto flushed = flush(); !flushed) return flushed;
    }
    if (bytes.size() > kBufferBytes) return write_all(fd_, bytes, path_);
    buffer_.append(bytes);
    return success();
  }

  Status finish() override {
    if (auto flushed = flush(); !flushed) return flushed;
    if (temporary_.empty()) return success();
    if (::fsync(fd_) != 0 || ::close(std::exchange(fd_, -1)) != 0) return io_error(path_, "cannot write");
    if (::rename(temporary_.c_str(), target_.c_str()) != 0) return io_error(path_, "cannot write");
    temporary_.clear();
    return success();
  }

 private:
  Status flush() {
    auto written = write_all(fd_, buffer_, path_);
    buffer_.clear();
    return written;
  }

  int fd_;
  std::string path_, temporary_, target_;
  std::string buffer_;
};

Result<std::unique_ptr<OutputSink>> open_in_place(const std::string& path) {
  const int fd = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
  if (fd < 0) return io_error(path, "cannot open for writing");
  return std::unique_ptr<OutputSink>(std::make_unique<FileSink>(fd, path, std::string(), std::string()));
}

Result<std::unique_ptr<OutputSink>> open_beside(const std::string& path, const struct stat* old) {
  std::string target = path;
  char resolved[PATH_MAX];
  if (old && ::realpath(path.c_str(), resolved)) target = resolved;  // a symbolic link stays one
  std::string temporary;
  int fd = -1;
  for (int attempt = 0; attempt < 100 && fd < 0; ++attempt) {
    temporary = target + ".part-" + std::to_string(::getpid()) + "-" + std::to_string(attempt);
    fd = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (fd < 0 && errno != EEXIST) break;
  }
  if (fd < 0) return io_error(path, "cannot create a temporary file beside it");
  auto sink = std::make_unique<FileSink>(fd, path, std::move(temporary), std::move(target));
  if (old && ::fchmod(fd, old->st_mode & 07777) != 0) return io_error(path, "cannot write");
  return std::unique_ptr<OutputSink>(std::move(sink));
}

Result<std::unique_ptr<OutputSink>> open_plain(const std::string& path) {
  if (path == "-") {
    return std::unique_ptr<OutputSink>(
        std::make_unique<FileSink>(STDOUT_FILENO, path, std::string(), std::string()));
  }
  struct stat status{};
  if (::stat(path.c_str(), &status) != 0) return open_beside(path, nullptr);
  return S_ISREG(status.st_mode) ? open_beside(path, &status) : open_in_place(path);
}

}  // namespace

Result<std::unique_ptr<OutputSink>> open_output(const std::string& path) {
  auto plain = open_plain(path);
  if (plain && path.ends_with(".gz")) return gzip_sink(std::move(*plain));
  if (plain && path.ends_with(".zst")) return zstd_sink(std::move(*plain));
  return plain;
}

}  // namespace bearing
