#include "serving/api_keys.hpp"

#include "base/file.hpp"
#include "serving/trimmed.hpp"

namespace bearing {
namespace {

// The time depends on the length of `given` alone, which whoever sent it knows.
bool equal_in_constant_time(std::string_view key, std::string_view given) {
  std::size_t difference = key.size() ^ given.size();
  for (std::size_t i = 0; i < given.size(); ++i)
    difference |= static_cast<unsigned char>(key[i % key.size()] ^ given[i]);
  return difference == 0;
}

}  // namespace

Result<ApiKeys> ApiKeys::read(const std::string& path) {
  auto text = read_file(path);
  if (!text) return text.error();
  std::vector<std::string> keys;
  std::uint64_t line = 0;
  for (std::string_view rest = *text; !rest.empty();) {
    const std::size_t end = rest.find('\n');
    const std::string_view key = trimmed_line(rest.substr(0, end));
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    ++line;
    if (key.empty() || key.front() == '#') continue;
    if (key.size() < kShortest) {
      return Error{ErrorCode::kInvalidData,
                   "expected a key of at least " + std::to_string(kShortest) + " characters, found " +
                       std::to_string(key.size()),
                   path,
                   line,
                   {}};
    }
    keys.emplace_back(key);
  }
  if (keys.empty()) return Error{ErrorCode::kInvalidData, "expected one key a line, found none", path, 0, {}};
  return ApiKeys(std::move(keys));
}

bool ApiKeys::admit(std::string_view given) const {
  bool admitted = false;
  for (const std::string& key : keys_) admitted |= !key.empty() && equal_in_constant_time(key, given);
  return admitted;
}

bool ApiKeys::admit_authorization(std::string_view value) const {
  constexpr std::string_view kScheme = "bearer ";
  if (value.size() <= kScheme.size()) return false;
  for (std::size_t i = 0; i < kScheme.size(); ++i) {
    const char c = value[i];
    if ((c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c) != kScheme[i]) return false;
  }
  return admit(trimmed_line(value.substr(kScheme.size())));
}

}  // namespace bearing
