// What the latest documents look like, for drift.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "model/text_summary.hpp"

namespace bearing {

/// Summaries, by language, of the latest 10,000 to 20,000 documents; of all as long as there are fewer.
/// Memory depends on the number of languages alone. Not thread-safe.
class DriftWindow {
 public:
  using Texts = std::map<std::string, TextSummary>;

  void add(const Texts& texts);
  Texts texts() const;

 private:
  static constexpr std::uint64_t kHalf = 10'000;

  Texts before_, now_;        ///< before_ goes when now_ is full.
  std::uint64_t in_now_ = 0;  ///< Documents.
};

}  // namespace bearing
