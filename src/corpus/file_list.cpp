#include "corpus/file_list.hpp"

#include <algorithm>
#include <filesystem>
#include <string_view>
#include <system_error>

#include "base/file.hpp"

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
    } else if (!entry->is_directory(ignored) && !entry->is_other(ignored)) {
      files.push_back(entry->path().lexically_relative(root).native());
    }
  }
  if (code) return Error{ErrorCode::kIo, "cannot list the folder: " + code.message(), root, 0, {}};
  std::sort(files.begin(), files.end());
  return files;
}

Result<std::vector<std::string>> read_path_list(const std::string& file, bool nul_ended) {
  auto bytes = read_file(file == "-" ? "/dev/stdin" : file);
  if (!bytes) return bytes.error();
  const bool nul = nul_ended || bytes->find('\0') != std::string::npos;
  std::vector<std::string> paths;
  for (std::string_view rest = *bytes; !rest.empty();) {
    const std::size_t end = std::min(rest.find(nul ? '\0' : '\n'), rest.size());
    std::string_view path = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (!nul && path.ends_with('\r')) path.remove_suffix(1);
    if (path.empty()) continue;
    if (path == "-" && file == "-")
      return Error{
          ErrorCode::kUsage, "standard input is the list of inputs and can't be one of them", file, 0, {}};
    paths.emplace_back(path);
  }
  return paths;
}

bool is_folder(const std::string& path) {
  std::error_code ignored;
  return fs::is_directory(path, ignored);
}

}  // namespace bearing
