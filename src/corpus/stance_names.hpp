// What public data sets call the stances.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace bearing {

/// A data set's word for a stance, in lower case, and ours. Ours is empty where the set says that the stance
/// is not known.
struct StanceName {
  std::string_view theirs;
  std::string_view ours;
};

/// The name in `names` that `word` is, in any case of letters; our own words are accepted as well. Null when
/// there is none.
const StanceName* find_stance(std::span<const StanceName> names, std::string_view word);

/// "unknown stance "x"; expected a, b or c".
std::string unknown_stance(std::span<const StanceName> names, std::string_view word);

}  // namespace bearing
