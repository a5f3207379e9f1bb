// Errors of the operating system about files, and writing that copes with interruptions.
#pragma once

#include <cerrno>
#include <string>
#include <string_view>

#include "bearing/result.hpp"

namespace bearing {

/// kIo about `path`: "DOING: the system's words". `code` is an errno.
Error io_error(const std::string& path, std::string_view doing, int code = errno);

/// Writes all bytes, however often the system takes only a part. Errors: kIo about `path`, "cannot write".
Status write_all(int fd, std::string_view bytes, const std::string& path);

}  // namespace bearing
