// What a model was trained on, in numbers: what tells whether an archive is like it.
#pragma once

#include <cstdint>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "model/text_summary.hpp"

namespace bearing {

/// The metadata key of a topic model's profile. Models without it can be used like any other.
inline constexpr const char* kProfileMetadata = "bearing.profile";

/// The language of a BCP 47 tag without script and region, in lower case: "vi" of "vi-VN". Corpora declare
/// tags, detection finds languages.
std::string primary_language(std::string_view tag);

/// Of the documents that a model was trained on. Their familiarity is the share of their words that other
/// training documents have, so that it compares with the share of known words of a text that is new.
struct TrainingProfile {
  std::map<std::string, TextSummary> languages;  ///< By primary_language(), declared or else detected.
  std::map<std::string, std::uint64_t> topics;   ///< Documents with each topic.

  /// One document more, of a language tag. `familiarity` as TextSummary::add() has it.
  void add(std::string_view language, double familiarity, std::size_t words);

  /// Of all languages together.
  TextSummary texts() const;
  friend bool operator==(const TrainingProfile&, const TrainingProfile&) = default;
};

/// {"languages":{"en":{..}},"topics":{"trade":..}}; the inner objects are those of to_json(TextSummary).
nlohmann::ordered_json to_json(const TrainingProfile& profile);

/// Nothing for what to_json() doesn't write: other types, counts that are out of range or contradict each
/// other.
std::optional<TrainingProfile> profile_from_json(const nlohmann::ordered_json& json);

}  // namespace bearing
