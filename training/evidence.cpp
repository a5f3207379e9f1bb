#include "training/evidence.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <sstream>

#include "base/file.hpp"

namespace bearing {
namespace {

using Json = nlohmann::json;

Error invalid(const std::string& source, std::uint64_t line, const std::string& message) {
  return {ErrorCode::kInvalidData, message, source, line, {}};
}

// The first 60 bytes or so, cut before a character rather than in it.
std::string beginning_of(const std::string& part) {
  constexpr std::size_t kShown = 60;
  if (part.size() <= kShown) return part;
  std::size_t end = kShown;
  while (end > 0 && (static_cast<unsigned char>(part[end]) & 0xC0) == 0x80) --end;
  return part.substr(0, end) + "...";
}

}  // namespace

Status add_evidence(const std::string& path, std::vector<Record>& records) {
  auto bytes = read_file(path);
  if (!bytes) return bytes.error();
  std::map<std::string, std::string> by_id;
  std::istringstream lines(*bytes);
  std::uint64_t number = 0;
  for (std::string line; std::getline(lines, line);) {
    ++number;
    if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
    const Json json = Json::parse(line, nullptr, false);
    if (json.is_discarded()) return invalid(path, number, "no valid JSON");
    if (!json.is_object() || !json.contains("id") || !json["id"].is_string() ||
        !json.contains(kEvidenceField)) {
      return invalid(path, number,
                     std::string("expected an object with \"id\" and \"") + kEvidenceField + "\"");
    }
    const std::string id = json["id"];
    if (!by_id.emplace(id, json[kEvidenceField].dump()).second)
      return invalid(path, number, "id \"" + id + "\" was given before");
  }
  for (Record& record : records) {
    const auto found = by_id.find(record.document.id);
    if (found == by_id.end()) continue;
    std::erase_if(record.document.fields, [](const auto& field) { return field.first == kEvidenceField; });
    record.document.fields.emplace_back(kEvidenceField, found->second);
  }
  return success();
}

bool has_evidence(const Record& record) {
  return std::any_of(record.document.fields.begin(), record.document.fields.end(),
                     [](const auto& field) { return field.first == kEvidenceField; });
}

Result<TopicEvidence> evidence_of(const Record& record) {
  TopicEvidence evidence;
  for (const auto& [name, value] : record.document.fields) {
    if (name != kEvidenceField) continue;
    const Json json = Json::parse(value, nullptr, false);
    try {
      evidence = json.get<TopicEvidence>();
    } catch (const Json::exception&) {
      return invalid(record.source, record.line,
                     std::string(kEvidenceField) + " must be an object of topic: [part of the text, ...]");
    }
  }
  const Document& document = record.document;
  for (const auto& [topic, parts] : evidence) {
    for (const std::string& part : parts) {
      if (document.title.find(part) != std::string::npos || document.text.find(part) != std::string::npos)
        continue;
      return invalid(
          record.source, record.line,
          "evidence for \"" + topic + "\" is no exact part of title or text: \"" + beginning_of(part) + "\"");
    }
  }
  return evidence;
}

}  // namespace bearing
