#include "bearing/result.hpp"

#include <cstdlib>

namespace bearing {

std::string Error::to_string() const {
  std::string place = source;
  if (line > 0) {
    place += place.empty() ? "line " : ":";
    place += std::to_string(line);
  } else if (offset) {
    place += place.empty() ? "byte " : ": byte ";
    place += std::to_string(*offset);
  }
  return place.empty() ? message : place + ": " + message;
}

void fail_bad_result_access() { std::abort(); }

}  // namespace bearing
