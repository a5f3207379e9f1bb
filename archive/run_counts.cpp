#include "archive/run_counts.hpp"

#include <array>
#include <nlohmann/json.hpp>
#include <utility>

namespace bearing {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::array<std::pair<const char*, std::uint64_t RunCounts::*>, 4> kNumbers = {{
    {"documents", &RunCounts::documents},
    {"rejects", &RunCounts::rejects},
    {"abstentions", &RunCounts::abstentions},
    {"text_bytes", &RunCounts::text_bytes},
}};
constexpr std::array<std::pair<const char*, std::map<std::string, std::uint64_t> RunCounts::*>, 4> kTables = {
    {
        {"languages", &RunCounts::languages},
        {"topics", &RunCounts::topics},
        {"stances", &RunCounts::stances},
        {"warnings", &RunCounts::warnings},
    }};

}  // namespace

void RunCounts::add(const Labels& labels, std::uint64_t bytes, const DocumentOrigin& origin) {
  ++documents;
  text_bytes += bytes;
  ++languages[labels.lang];
  bool any = false;
  for (const TopicLabel& topic : labels.topics) {
    if (!topic.assigned) continue;
    ++topics[topic.label];
    any = true;
  }
  for (const TargetLabel& target : labels.targets) {
    for (const StanceLabel& stance : target.stances) {
      if (!stance.assigned) continue;
      ++stances[target.target + ": " + stance.stance];
      any = true;
    }
  }
  if (!any) ++abstentions;
  for (const std::string& warning : labels.warnings) ++warnings[warning];
  drift.add(labels, origin);
}

void RunCounts::add_reject() {
  ++documents;
  ++rejects;
}

RunCounts& RunCounts::operator+=(const RunCounts& other) {
  for (const auto& [name, member] : kNumbers) this->*member += other.*member;
  for (const auto& [name, member] : kTables) {
    for (const auto& [key, count] : other.*member) (this->*member)[key] += count;
  }
  drift += other.drift;
  return *this;
}

Json to_json(const RunCounts& counts) {
  Json json;
  for (const auto& [name, member] : kNumbers) json[name] = counts.*member;
  for (const auto& [name, member] : kTables) {
    json[name] = Json::object();
    for (const auto& [key, count] : counts.*member) json[name][key] = count;
  }
  json["drift"] = to_json(counts.drift);
  return json;
}

bool from_json(const Json& json, RunCounts& counts) {
  if (!json.is_object()) return false;
  for (const auto& [name, member] : kNumbers) {
    const auto found = json.find(name);
    if (found == json.end() || !found->is_number_unsigned()) return false;
    counts.*member = found->get<std::uint64_t>();
  }
  for (const auto& [name, member] : kTables) {
    const auto found = json.find(name);
    if (found == json.end() || !found->is_object()) return false;
    for (const auto& [key, count] : found->items()) {
      if (!count.is_number_unsigned()) return false;
      (counts.*member)[key] = count.get<std::uint64_t>();
    }
  }
  return json.contains("drift") && from_json(json["drift"], counts.drift);
}

}  // namespace bearing
