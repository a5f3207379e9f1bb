#include "training/evidence.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <sstream>
#include <utility>

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

constexpr std::array kFields = {kTopicEvidenceField, kStanceEvidenceField, kTargetEvidenceField};

// The raw JSON of a field of the record, or null.
const std::string* field_of(const Record& record, const char* name) {
  for (const auto& [field, value] : record.document.fields) {
    if (field == name) return &value;
  }
  return nullptr;
}

Status check_parts(const Record& record, const std::string& what, const Parts& parts) {
  const Document& document = record.document;
  for (const std::string& part : parts) {
    if (document.title.find(part) != std::string::npos || document.text.find(part) != std::string::npos)
      continue;
    return invalid(
        record.source, record.line,
        "evidence for \"" + what + "\" is no exact part of title or text: \"" + beginning_of(part) + "\"");
  }
  return success();
}

// Reads a field of the form {name: [part, ...]}.
Result<std::map<std::string, Parts>> parts_by_name(const Record& record, const char* field) {
  std::map<std::string, Parts> out;
  const std::string* raw = field_of(record, field);
  if (raw == nullptr) return out;
  try {
    out = Json::parse(*raw, nullptr, false).get<std::map<std::string, Parts>>();
  } catch (const Json::exception&) {
    return invalid(record.source, record.line,
                   std::string(field) + " must be an object of name: [part of the text, ...]");
  }
  for (const auto& [name, parts] : out) {
    if (auto checked = check_parts(record, name, parts); !checked) return checked.error();
  }
  return out;
}

}  // namespace

Status add_evidence(const std::string& path, std::vector<Record>& records) {
  auto bytes = read_file(path);
  if (!bytes) return bytes.error();
  std::map<std::string, std::vector<std::pair<std::string, std::string>>> by_id;
  std::istringstream lines(*bytes);
  std::uint64_t number = 0;
  for (std::string line; std::getline(lines, line);) {
    ++number;
    if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
    const Json json = Json::parse(line, nullptr, false);
    if (json.is_discarded()) return invalid(path, number, "no valid JSON");
    std::vector<std::pair<std::string, std::string>> found;
    if (json.is_object() && json.contains("id") && json["id"].is_string()) {
      for (const char* field : kFields) {
        if (json.contains(field)) found.emplace_back(field, json[field].dump());
      }
    }
    if (found.empty()) {
      return invalid(path, number,
                     std::string("expected an object with \"id\" and \"") + kTopicEvidenceField + "\" or \"" +
                         kStanceEvidenceField + "\"");
    }
    const std::string id = json["id"];
    if (!by_id.emplace(id, std::move(found)).second)
      return invalid(path, number, "id \"" + id + "\" was given before");
  }
  for (Record& record : records) {
    const auto found = by_id.find(record.document.id);
    if (found == by_id.end()) continue;
    auto& fields = record.document.fields;
    for (const auto& [name, value] : found->second) {
      std::erase_if(fields, [&](const auto& field) { return field.first == name; });
      fields.emplace_back(name, value);
    }
  }
  return success();
}

bool has_topic_evidence(const Record& record) { return field_of(record, kTopicEvidenceField) != nullptr; }

Result<TopicEvidence> topic_evidence_of(const Record& record) {
  return parts_by_name(record, kTopicEvidenceField);
}

Result<TargetEvidence> target_evidence_of(const Record& record) {
  TargetEvidence out;
  auto touching = parts_by_name(record, kTargetEvidenceField);
  if (!touching) return touching.error();
  out.touching = std::move(*touching);
  const std::string* raw = field_of(record, kStanceEvidenceField);
  if (raw == nullptr) return out;
  try {
    for (const Json& entry : Json::parse(*raw, nullptr, false)) {
      out.stances.push_back({entry.at("target"), entry.at("stance"), entry.value("holder", std::string()),
                             entry.at("sentences").get<Parts>()});
    }
  } catch (const Json::exception&) {
    return invalid(record.source, record.line,
                   std::string(kStanceEvidenceField) +
                       " must be a list of {\"target\", \"stance\", \"sentences\": [part of the text, ...]}");
  }
  for (const StanceEvidence& entry : out.stances) {
    if (auto checked = check_parts(record, entry.target, entry.sentences); !checked) return checked.error();
  }
  return out;
}

}  // namespace bearing
