#include "corpus/json_shortener.hpp"

#include <algorithm>

namespace bearing {
namespace {

/// Place of the quote that ends the string whose content begins at `at`, or the end of the text.
std::size_t end_of_string(std::string_view json, std::size_t at) {
  for (;;) {
    at = json.find_first_of("\"\\", at);
    if (at == std::string_view::npos || json[at] == '"') return std::min(at, json.size());
    at += 2;
  }
}

/// A place not above `most` where the content of a string may end.
std::size_t cut_place(std::string_view content, std::size_t most) {
  // Escapes are found from the start: "\\\\u0041" can't be told from behind.
  std::size_t end = 0;
  for (std::size_t at = 0; at < most;) {
    const std::size_t escape = std::min(content.find('\\', at), content.size());
    if (escape >= most) {
      end = most;
      break;
    }
    const bool unicode = escape + 1 < content.size() && content[escape + 1] == 'u';
    std::size_t size = unicode ? 6 : 2;
    // The halves of a pair stay together.
    const bool pair = unicode && content.substr(escape + 2, 1).find_first_of("dD") == 0 &&
                      content.substr(escape + 3, 1).find_first_of("89abAB") == 0 &&
                      content.substr(escape + 6, 2) == "\\u";
    if (pair) size = 12;
    end = escape;
    at = escape + size;
    if (at <= most) end = at;
  }
  const std::size_t limit = end;
  while (end > 0 && limit - end < 3 && end < content.size() && (content[end] & 0xC0) == 0x80) --end;
  return end;
}

}  // namespace

bool shorten_json(std::string_view json, std::size_t max_string_bytes, std::size_t max_bytes,
                  std::string& out, bool& cut) {
  out.clear();
  cut = false;
  for (std::size_t at = 0; at < json.size();) {
    const std::size_t quote = std::min(json.find('"', at), json.size());
    if (out.size() + (quote - at) > max_bytes) return false;
    out.append(json, at, quote - at);
    if (quote == json.size()) return true;
    const std::size_t end = end_of_string(json, quote + 1);
    std::string_view content = json.substr(quote + 1, end - quote - 1);
    if (content.size() > max_string_bytes) {
      content = content.substr(0, cut_place(content, max_string_bytes));
      cut = true;
    }
    if (out.size() + content.size() + 2 > max_bytes) return false;
    out += '"';
    out += content;
    if (end < json.size()) out += '"';
    at = end + 1;
  }
  return true;
}

}  // namespace bearing
