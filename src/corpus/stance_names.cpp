#include "corpus/stance_names.hpp"

#include <algorithm>
#include <string>

namespace bearing {
namespace {

bool same_letters(std::string_view word, std::string_view lower_case) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  return std::equal(word.begin(), word.end(), lower_case.begin(), lower_case.end(),
                    [&](char a, char b) { return lower(a) == b; });
}

}  // namespace

const StanceName* find_stance(std::span<const StanceName> names, std::string_view word) {
  const auto found = std::find_if(names.begin(), names.end(), [&](const StanceName& name) {
    return same_letters(word, name.theirs) || (!name.ours.empty() && word == name.ours);
  });
  return found == names.end() ? nullptr : &*found;
}

std::string unknown_stance(std::span<const StanceName> names, std::string_view word) {
  std::string expected;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0) expected += i + 1 == names.size() ? " or " : ", ";
    expected += names[i].theirs;
  }
  return "unknown stance \"" + std::string(word) + "\"; expected " + expected;
}

}  // namespace bearing
