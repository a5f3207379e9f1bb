#include "base/file.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <utility>

#include "base/io_error.hpp"

namespace bearing {
namespace {

/// Closes on scope exit; the destructor's close ignores errors, so writers call close() and look.
class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return fd_; }
  bool close() { return ::close(std::exchange(fd_, -1)) == 0; }

 private:
  int fd_;
};

/// Devices and pipes can't be replaced by a rename (and must not be): they are written to as they are.
Status write_in_place(const std::string& path, std::string_view bytes) {
  Descriptor file(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
  if (file.get() < 0) return io_error(path, "cannot open for writing");
  if (auto written = write_all(file.get(), bytes, path); !written) return written;
  return file.close() ? success() : io_error(path, "cannot write");
}

/// A new file beside `path`. open() applies the process's umask, which mkstemp would not.
int open_temporary(const std::string& path, std::string& temporary) {
  static std::atomic<unsigned> counter{0};
  for (int attempt = 0; attempt < 100; ++attempt) {
    temporary = path + ".tmp-" + std::to_string(::getpid()) + "-" + std::to_string(counter++);
    const int fd = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (fd >= 0 || errno != EEXIST) return fd;
  }
  return -1;
}

/// After a rename the directory entry itself has to reach the disk. Some file systems refuse: no harm done.
void sync_directory_of(const std::string& path) {
  auto directory = std::filesystem::path(path).parent_path();
  Descriptor handle(::open(directory.empty() ? "." : directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (handle.get() >= 0) ::fsync(handle.get());
}

Status replace_file(const std::string& path, std::string_view bytes, const struct stat* old) {
  std::string temporary;
  Descriptor file(open_temporary(path, temporary));
  if (file.get() < 0) return io_error(path, "cannot create a temporary file beside it");
  auto written = old == nullptr || ::fchmod(file.get(), old->st_mode & 07777) == 0
                     ? write_all(file.get(), bytes, path)
                     : io_error(path, "cannot write");
  if (written &&
      (::fsync(file.get()) != 0 || !file.close() || ::rename(temporary.c_str(), path.c_str()) != 0))
    written = io_error(path, "cannot write");
  if (!written) {
    ::unlink(temporary.c_str());
    return written;
  }
  sync_directory_of(path);
  return success();
}

}  // namespace

Result<std::string> read_file(const std::string& path) {
  Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() < 0) return io_error(path, "cannot open");
  struct stat status{};
  if (::fstat(file.get(), &status) != 0) return io_error(path, "cannot open");

  // The size is a hint only: pipes and /proc have none, and a file may grow while it is read.
  constexpr std::size_t kChunk = 1 << 16;
  std::string bytes;
  if (S_ISREG(status.st_mode)) bytes.reserve(static_cast<std::size_t>(status.st_size) + 1);
  std::size_t size = 0;
  for (;;) {
    if (bytes.size() == size) bytes.resize(std::max(size + kChunk, bytes.capacity()));
    const ssize_t count = ::read(file.get(), bytes.data() + size, bytes.size() - size);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return io_error(path, "cannot read");
    if (count == 0) break;
    size += static_cast<std::size_t>(count);
  }
  bytes.resize(size);
  return bytes;
}

Status write_file_atomically(const std::string& path, std::string_view bytes) {
  struct stat status{};
  if (::stat(path.c_str(), &status) != 0) return replace_file(path, bytes, nullptr);
  if (S_ISDIR(status.st_mode)) return io_error(path, "cannot write", EISDIR);
  if (!S_ISREG(status.st_mode)) return write_in_place(path, bytes);
  // A symbolic link stays one: the file that it names is replaced.
  char* resolved = ::realpath(path.c_str(), nullptr);
  if (resolved == nullptr) return io_error(path, "cannot write");
  const std::string target = resolved;
  std::free(resolved);
  return replace_file(target, bytes, &status);
}

Result<std::shared_ptr<const MappedFile>> MappedFile::open(const std::string& path) {
  // Without O_NONBLOCK, opening a pipe that nobody writes to would wait for ever.
  Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (file.get() < 0) return io_error(path, "cannot open");
  struct stat status{};
  if (::fstat(file.get(), &status) != 0) return io_error(path, "cannot open");
  if (S_ISDIR(status.st_mode)) return io_error(path, "cannot open", EISDIR);
  if (!S_ISREG(status.st_mode)) {
    return Error{
        ErrorCode::kIo, "cannot be memory-mapped: not a regular file; save it to one first", path, 0, {}};
  }

  std::shared_ptr<MappedFile> mapped(new MappedFile);
  if (status.st_size == 0) return std::shared_ptr<const MappedFile>(mapped);  // mmap refuses empty ranges.
  const auto size = static_cast<std::size_t>(status.st_size);
  void* data = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file.get(), 0);
  if (data == MAP_FAILED) return io_error(path, "cannot map into memory");
  mapped->data_ = static_cast<const std::byte*>(data);
  mapped->size_ = size;
  return std::shared_ptr<const MappedFile>(mapped);
}

MappedFile::~MappedFile() {
  if (data_ != nullptr) ::munmap(const_cast<std::byte*>(data_), size_);
}

}  // namespace bearing
