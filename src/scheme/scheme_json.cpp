#include <nlohmann/json.hpp>
#include <utility>

#include "scheme/scheme.hpp"

namespace bearing {
namespace {

using Json = nlohmann::ordered_json;

Json entries_to_json(const std::vector<SchemeEntry>& entries) {
  Json list = Json::array();
  for (const SchemeEntry& entry : entries) {
    Json item = {{"id", entry.id}};
    if (!entry.names.empty()) item["names"] = entry.names;
    if (!entry.descriptions.empty()) item["descriptions"] = entry.descriptions;
    if (!entry.terms.empty()) item["terms"] = entry.terms;
    if (!entry.favor.empty()) item["favor"] = entry.favor;
    if (!entry.against.empty()) item["against"] = entry.against;
    if (!entry.neutral.empty()) item["neutral"] = entry.neutral;
    list.push_back(std::move(item));
  }
  return list;
}

void entries_from_json(const Json& list, std::vector<SchemeEntry>& entries) {
  for (const Json& item : list) {
    SchemeEntry& entry = entries.emplace_back();
    entry.id = item.at("id").get<std::string>();
    if (item.contains("names")) item.at("names").get_to(entry.names);
    if (item.contains("descriptions")) item.at("descriptions").get_to(entry.descriptions);
    if (item.contains("terms")) item.at("terms").get_to(entry.terms);
    if (item.contains("favor")) item.at("favor").get_to(entry.favor);
    if (item.contains("against")) item.at("against").get_to(entry.against);
    if (item.contains("neutral")) item.at("neutral").get_to(entry.neutral);
  }
}

bool has_doubled_or_empty_id(const std::vector<SchemeEntry>& entries) {
  std::map<std::string, int> seen;
  for (const SchemeEntry& entry : entries) {
    if (entry.id.empty() || ++seen[entry.id] > 1) return true;
  }
  return false;
}

}  // namespace

std::string scheme_to_json(const Scheme& scheme) {
  Json json = {{"name", scheme.name}};
  if (scheme.exclusive) json["exclusive"] = true;
  json["topics"] = entries_to_json(scheme.topics);
  json["targets"] = entries_to_json(scheme.targets);
  // Ids from a corpus without scheme may be any bytes; JSON must be UTF-8.
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Result<Scheme> scheme_from_json(const std::string& text) {
  Scheme scheme;
  try {
    const Json json = Json::parse(text);
    scheme.name = json.at("name").get<std::string>();
    scheme.exclusive = json.value("exclusive", false);
    entries_from_json(json.at("topics"), scheme.topics);
    entries_from_json(json.at("targets"), scheme.targets);
  } catch (const Json::exception& fault) {
    return Error{ErrorCode::kInvalidData, std::string("the scheme is damaged: ") + fault.what(), {}, 0, {}};
  }
  if (has_doubled_or_empty_id(scheme.topics) || has_doubled_or_empty_id(scheme.targets)) {
    return Error{ErrorCode::kInvalidData, "the scheme is damaged: an id is empty or comes twice", {}, 0, {}};
  }
  return scheme;
}

}  // namespace bearing
