#include "base/io_error.hpp"

#include <unistd.h>

#include <system_error>

namespace bearing {

Error io_error(const std::string& path, std::string_view doing, int code) {
  return {ErrorCode::kIo, std::string(doing) + ": " + std::generic_category().message(code), path, 0, {}};
}

Status write_all(int fd, std::string_view bytes, const std::string& path) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(fd, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return io_error(path, "cannot write");
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return success();
}

}  // namespace bearing
