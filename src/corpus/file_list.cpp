#include "corpus/file_list.hpp"

#include <algorithm>
#include <filesystem>
#include <system_error>

namespace bearing {

namespace fs = std::filesystem;

Result<std::vector<std::string>> list_files(const std::string& root) {
  std::vector<std::string> files;
  std::error_code code;
  fs::recursive_directory_iterator entry(root, code);
  for (; !code && entry != fs::recursive_directory_iterator(); entry.increment(code)) {
    const bool hidden = entry->path().filename().native().starts_with('.');
    std::error_code ignored;
    if (hidden) {
      if (entry->is_directory(ignored)) entry.disable_recursion_pending();
    } else if (!entry->is_directory(ignored)) {
      files.push_back(entry->path().lexically_relative(root).native());
    }
  }
  if (code) return Error{ErrorCode::kIo, "cannot list the folder: " + code.message(), root, 0, {}};
  std::sort(files.begin(), files.end());
  return files;
}

bool is_folder(const std::string& path) {
  std::error_code ignored;
  return fs::is_directory(path, ignored);
}

}  // namespace bearing
