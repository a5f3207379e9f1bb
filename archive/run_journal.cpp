#include "archive/run_journal.hpp"

#include <nlohmann/json.hpp>
#include <string_view>
#include <utility>

#include "base/hash.hpp"

namespace bearing {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view kCheckMember = ",\"check\":\"";

bool read_number(const Json& json, const char* name, std::uint64_t& value) {
  const auto found = json.find(name);
  if (found == json.end() || !found->is_number_unsigned()) return false;
  value = found->get<std::uint64_t>();
  return true;
}

bool read_text(const Json& json, const char* name, std::string& value) {
  const auto found = json.find(name);
  if (found == json.end() || !found->is_string()) return false;
  value = found->get<std::string>();
  return true;
}

bool read_input(const Json& json, FinishedInput& input) {
  return json.is_object() && read_number(json, "item", input.item) &&
         read_number(json, "bytes", input.bytes) && read_text(json, "hash", input.hash) &&
         read_number(json, "records", input.records);
}

bool read_shard(const Json& json, FinishedShard& shard) {
  if (!json.is_object() || !json.contains("inputs") || !json["inputs"].is_array() || !json.contains("counts"))
    return false;
  for (const Json& input : json["inputs"]) {
    if (!read_input(input, shard.inputs.emplace_back())) return false;
  }
  return read_number(json, "shard", shard.number) && read_number(json, "bytes", shard.bytes) &&
         read_text(json, "hash", shard.hash) && read_number(json, "rejects_bytes", shard.rejects_bytes) &&
         read_number(json, "end_item", shard.end.item) &&
         read_number(json, "end_records", shard.end.records) && from_json(json["counts"], shard.counts);
}

// The line without its checksum and the end of the object; empty where the checksum is wrong.
std::string_view checked(std::string_view line) {
  const std::size_t at = line.rfind(kCheckMember);
  if (at == std::string_view::npos) return {};
  const std::string_view body = line.substr(0, at);
  return line.substr(at + kCheckMember.size()) == to_hex(hash64(body)) + "\"}" ? body : std::string_view();
}

}  // namespace

std::string journal_line(const FinishedShard& shard) {
  Json json;
  json["shard"] = shard.number;
  json["bytes"] = shard.bytes;
  json["hash"] = shard.hash;
  json["rejects_bytes"] = shard.rejects_bytes;
  json["end_item"] = shard.end.item;
  json["end_records"] = shard.end.records;
  json["inputs"] = Json::array();
  for (const FinishedInput& input : shard.inputs) {
    json["inputs"].push_back(
        {{"item", input.item}, {"bytes", input.bytes}, {"hash", input.hash}, {"records", input.records}});
  }
  json["counts"] = to_json(shard.counts);
  std::string line = json.dump();
  line.pop_back();
  const std::string check = to_hex(hash64(line));
  return line.append(kCheckMember).append(check).append("\"}\n");
}

Result<Journal> parse_journal(const std::string& bytes, const std::string& source) {
  Journal journal;
  std::uint64_t number = 0;
  for (std::size_t at = 0; at < bytes.size();) {
    ++number;
    const auto refuse = [&](const char* what) {
      return Error{ErrorCode::kInvalidData, what, source, number, {}};
    };
    const std::size_t end = bytes.find('\n', at);
    const bool last = end == std::string::npos || end + 1 == bytes.size();
    const std::string_view body =
        end == std::string::npos ? std::string_view() : checked(std::string_view(bytes).substr(at, end - at));
    if (body.empty() && last) break;  // The run was stopped while it wrote this line.
    if (body.empty()) return refuse("the journal is damaged: the checksum of this line is wrong");
    FinishedShard shard;
    if (!read_shard(Json::parse(std::string(body) + "}", nullptr, false), shard))
      return refuse("the journal is of another version of Bearing");
    if (shard.number != journal.shards.size() || (number > 1 && shard.end < journal.shards.back().end))
      return refuse("the journal's shards are out of order");
    journal.shards.push_back(std::move(shard));
    at = journal.whole_bytes = end + 1;
  }
  return journal;
}

}  // namespace bearing
