#include "scheme/scheme.hpp"

#include <algorithm>

namespace bearing {
namespace {

int index_of(const std::vector<SchemeEntry>& entries, const std::string& id) {
  const auto found =
      std::find_if(entries.begin(), entries.end(), [&](const SchemeEntry& entry) { return entry.id == id; });
  return found == entries.end() ? -1 : static_cast<int>(found - entries.begin());
}

}  // namespace

int Scheme::topic_index(const std::string& id) const { return index_of(topics, id); }

int Scheme::target_index(const std::string& id) const { return index_of(targets, id); }

}  // namespace bearing
