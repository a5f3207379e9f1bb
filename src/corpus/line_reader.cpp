#include "corpus/line_reader.hpp"

#include <cstring>

namespace bearing {
namespace {

std::string_view without_carriage_return(std::string_view text) {
  if (text.ends_with('\r')) text.remove_suffix(1);
  return text;
}

}  // namespace

bool LineReader::next(Line& line) {
  input_.consume(delivered_);
  delivered_ = 0;
  while (skipping_) {
    const std::size_t end = input_.window().find('\n');
    input_.consume(end == std::string_view::npos ? input_.window().size() : end + 1);
    if (end != std::string_view::npos) break;
    if (!input_.fill()) return false;
  }
  skipping_ = false;
  for (std::size_t searched = 0;;) {
    std::string_view window = input_.window();
    const std::size_t end = window.find('\n', searched);
    const std::size_t size = end == std::string_view::npos ? window.size() : end;
    const bool too_long = size > max_bytes_;
    if (end == std::string_view::npos && !too_long) {
      searched = window.size();
      if (input_.fill()) continue;
      window = input_.window();  // even a fill that finds nothing may have moved it
      if (input_.error() || window.empty()) return false;
    }
    line.text = too_long ? window.substr(0, max_bytes_) : without_carriage_return(window.substr(0, size));
    line.number = ++number_;
    line.too_long = too_long;
    skipping_ = too_long;
    delivered_ = too_long ? max_bytes_ : size + (end != std::string_view::npos);
    return true;
  }
}

}  // namespace bearing
