// Files below a folder.
#pragma once

#include <string>
#include <vector>

#include "bearing/result.hpp"

namespace bearing {

/// Paths, relative to `root`, of all files below it, in byte order. Hidden files and folders (".git") are
/// left out; links to files are followed, links to folders are not, so that no loop can hold the walk.
/// Errors: kIo.
Result<std::vector<std::string>> list_files(const std::string& root);

bool is_folder(const std::string& path);

}  // namespace bearing
