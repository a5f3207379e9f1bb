#include "serving/json_member.hpp"

#include <algorithm>

#include "base/utf8.hpp"

namespace bearing {
namespace {

// Behind the string that begins at `at`.
std::size_t end_of_string(std::string_view json, std::size_t at) {
  for (++at; at < json.size() && json[at] != '"'; ++at) {
    if (json[at] == '\\') ++at;
  }
  return std::min(at + 1, json.size());
}

// The comma behind the member that begins at `at`, or the brace that ends the object.
std::size_t end_of_member(std::string_view json, std::size_t at) {
  std::size_t depth = 0;
  while (at < json.size()) {
    const char c = json[at];
    if (c == '"') {
      at = end_of_string(json, at);
      continue;
    }
    if (depth == 0 && (c == ',' || c == '}')) return at;
    if (c == '{' || c == '[') ++depth;
    if (c == '}' || c == ']') --depth;
    ++at;
  }
  return at;
}

bool has_name(std::string_view member, std::string_view name) {
  const std::size_t begin = std::min(member.find('"'), member.size());
  const std::size_t end = end_of_string(member, begin);
  return end >= begin + 2 && member.substr(begin + 1, end - begin - 2) == name;
}

// The object up to its last brace, without members of that name.
void append_without(std::string_view object, std::string_view name, std::string& out) {
  std::size_t at = object.find('{') + 1;
  out.append(object.substr(0, at));
  for (bool first = true; at < object.size();) {
    const std::size_t end = end_of_member(object, at);
    const std::string_view member = object.substr(at, end - at);
    if (!has_name(member, name)) {
      if (!first) out += ',';
      first = false;
      out.append(member);
    }
    if (end >= object.size() || object[end] == '}') return;
    at = end + 1;
  }
}

}  // namespace

bool is_plain_name(std::string_view name) {
  return !name.empty() && is_valid_utf8(name) && std::none_of(name.begin(), name.end(), [](char c) {
    return c == '"' || c == '\\' || (c >= '\0' && c < ' ');
  });
}

void append_with_member(std::string_view object, std::string_view name, std::string_view value,
                        std::string& out) {
  const std::size_t brace = object.rfind('}');
  const std::string quoted = "\"" + std::string(name) + "\"";
  if (object.find(quoted) == std::string_view::npos) {
    out.append(object.substr(0, brace));
  } else {
    append_without(object, name, out);
  }
  // White space before the brace belongs to the object; what is last before it says whether there are
  // members.
  const std::size_t last = out.find_last_not_of(" \t\r\n");
  if (out[last] != '{') out += ',';
  out.append(quoted).append(":").append(value).append(object.substr(brace));
}

}  // namespace bearing
