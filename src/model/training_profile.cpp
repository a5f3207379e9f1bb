#include "model/training_profile.hpp"

#include <nlohmann/json.hpp>

namespace bearing {

using Json = nlohmann::ordered_json;

std::string primary_language(std::string_view tag) {
  std::string language(tag.substr(0, tag.find_first_of("-_")));
  for (char& c : language) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return language;
}

void TrainingProfile::add(std::string_view language, double familiarity, std::size_t words) {
  languages[primary_language(language)].add(familiarity, words);
}

TextSummary TrainingProfile::texts() const {
  TextSummary all;
  for (const auto& [language, summary] : languages) all += summary;
  return all;
}

Json to_json(const TrainingProfile& profile) {
  Json json = {{"languages", Json::object()}, {"topics", Json::object()}};
  for (const auto& [language, summary] : profile.languages) json["languages"][language] = to_json(summary);
  for (const auto& [topic, documents] : profile.topics) json["topics"][topic] = documents;
  return json;
}

std::optional<TrainingProfile> profile_from_json(const Json& json) {
  if (!json.is_object() || !json.contains("languages") || !json.contains("topics")) return {};
  const Json &languages = json["languages"], &topics = json["topics"];
  if (!languages.is_object() || !topics.is_object()) return {};
  TrainingProfile profile;
  for (const auto& [language, summary] : languages.items()) {
    if (!from_json(summary, profile.languages[language])) return {};
  }
  const std::uint64_t documents = profile.texts().documents;
  for (const auto& [topic, count] : topics.items()) {
    if (!count.is_number_unsigned() || count.get<std::uint64_t>() > documents) return {};
    profile.topics[topic] = count.get<std::uint64_t>();
  }
  return profile;
}

}  // namespace bearing
