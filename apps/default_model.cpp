#include "apps/default_model.hpp"

#include <cstdlib>
#include <filesystem>
#include <system_error>
#include <vector>

namespace bearing {

Result<std::string> model_path(const std::string& given) {
  if (!given.empty()) return given;
  if (const char* variable = std::getenv("BEARING_MODEL"); variable != nullptr && *variable != '\0') {
    return std::string(variable);
  }
  namespace fs = std::filesystem;
  constexpr const char* kName = "asean-affairs.safetensors";
  std::error_code ignored;
  std::vector<fs::path> places;
  const fs::path self = fs::read_symlink("/proc/self/exe", ignored);
  if (!self.empty()) places.push_back(self.parent_path().parent_path() / "share/bearing/models" / kName);
  places.push_back(fs::path(BEARING_SOURCE_MODELS) / kName);
  for (const fs::path& place : places) {
    if (fs::exists(place, ignored)) return place.string();
  }
  return Error{ErrorCode::kUsage,
               "no model: give --model FILE or set BEARING_MODEL (the shipped model is not at " +
                   places.front().string() + ")",
               {},
               0,
               {}};
}

}  // namespace bearing
