// Tables of cue words, data for cue_words.cpp. Folded; commas between entries, spaces within phrases.
#pragma once

#include <cstdint>
#include <string_view>

#include "feature/cue_words.hpp"

namespace bearing {

struct CueList {
  std::uint32_t cues;
  std::string_view entries;
};

namespace english {
extern const std::string_view kStopWords;
extern const std::span<const CueList> kCues;      ///< Matched as they are.
extern const std::span<const CueList> kStemCues;  ///< Single words, matched by their stems.
}  // namespace english

namespace vietnamese {
extern const std::string_view kStopWords;
extern const std::span<const CueList> kCues;
}  // namespace vietnamese

}  // namespace bearing
