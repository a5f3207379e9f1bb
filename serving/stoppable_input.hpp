// A file that is read until somebody says stop.
#pragma once

#include <memory>
#include <string>

#include "corpus/byte_source.hpp"

namespace bearing {

/// Reads `fd`, which must stay open; ends, too, once there is something to read from `stop_fd` (a pipe that a
/// signal handler writes to), even while it waits. `name` stands in errors.
std::unique_ptr<ByteSource> stoppable_input(int fd, std::string name, int stop_fd);

}  // namespace bearing
