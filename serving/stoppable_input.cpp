#include "serving/stoppable_input.hpp"

#include <poll.h>
#include <unistd.h>

#include <array>
#include <utility>

#include "base/io_error.hpp"

namespace bearing {
namespace {

class StoppableInput final : public ByteSource {
 public:
  StoppableInput(int fd, std::string name, int stop_fd)
      : fd_(fd), stop_fd_(stop_fd), name_(std::move(name)) {}

  Result<std::size_t> read(std::span<char> buffer) override {
    for (;;) {
      std::array<pollfd, 2> waiting = {{{fd_, POLLIN, 0}, {stop_fd_, POLLIN, 0}}};
      if (::poll(waiting.data(), waiting.size(), -1) < 0) {
        if (errno == EINTR) continue;
        return io_error(name_, "cannot read");
      }
      if (waiting[1].revents != 0) return std::size_t{0};
      const ssize_t count = ::read(fd_, buffer.data(), buffer.size());
      if (count >= 0) return static_cast<std::size_t>(count);
      if (errno != EINTR && errno != EAGAIN) return io_error(name_, "cannot read");
    }
  }

 private:
  int fd_, stop_fd_;
  std::string name_;
};

}  // namespace

std::unique_ptr<ByteSource> stoppable_input(int fd, std::string name, int stop_fd) {
  return std::make_unique<StoppableInput>(fd, std::move(name), stop_fd);
}

}  // namespace bearing
