// Files below a folder.
#pragma once

#include <string>
#include <vector>

#include "bearing/result.hpp"

namespace bearing {

/// Paths, relative to `root`, of all files below it, in byte order. Hidden files and folders (".git") are
/// left out, and so are pipes, sockets and devices; links to files are followed, links to folders are not, so
/// that no loop can hold the walk. Errors: kIo.
Result<std::vector<std::string>> list_files(const std::string& root);

/// The paths that a file lists, one a line, or ended by NUL where that is said or the file holds one. Blank
/// lines don't count. "-" is standard input, and can't be listed then. Errors: kIo, kUsage.
Result<std::vector<std::string>> read_path_list(const std::string& file, bool nul_ended);

bool is_folder(const std::string& path);

}  // namespace bearing
