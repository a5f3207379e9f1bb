#include "apps/folded_holder.hpp"

#include "base/utf8.hpp"
#include "text/fold.hpp"
#include "text/normalise.hpp"

namespace bearing {

std::string folded_holder(std::string_view holder) {
  std::string repaired, folded;
  append_repaired_utf8(holder, repaired);
  NormalisedText normalised;
  normalise(repaired, normalised);
  std::string_view rest = normalised.text;
  while (!rest.empty()) {
    const std::size_t space = rest.find_first_of(" \n");
    append_folded(rest.substr(0, space), folded);
    if (space == std::string_view::npos) break;
    folded += ' ';
    rest.remove_prefix(space + 1);
  }
  return folded;
}

}  // namespace bearing
