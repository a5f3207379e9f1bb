#include "archive/run_manifest.hpp"

#include "archive/drift_report.hpp"
#include "model/training_profile.hpp"

#include <array>
#include <ctime>
#include <utility>

namespace bearing {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::uint64_t kFormat = 1;

}  // namespace

std::string utc_now() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  ::gmtime_r(&now, &parts);
  std::array<char, 32> text{};
  std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts);
  return text.data();
}

std::string manifest_json(const RunManifest& manifest) {
  Json json;
  json["format"] = kFormat;
  json["state"] = manifest.state == RunManifest::State::kFinished ? "finished" : "running";
  json["bearing"] = manifest.version;
  json["model"] = {{"id", manifest.model}, {"path", manifest.model_path}};
  json["directory"] = manifest.directory;
  json["inputs"] = Json::array();
  for (const std::string& input : manifest.inputs) json["inputs"].push_back({{"path", input}});
  json["input_list"] = {{"file", "inputs.jsonl"},
                        {"files", manifest.input_files},
                        {"bytes", manifest.input_bytes},
                        {"hash", manifest.input_list_hash},
                        {"archive_hash", manifest.archive_hash}};
  json["options"] = manifest.options;
  json["shard"] = {{"documents", manifest.shard_documents}, {"suffix", manifest.shard_suffix}};
  json["part"] = {{"number", manifest.part}, {"of", manifest.parts}};
  json["started"] = manifest.started;
  json["finished"] = manifest.finished;
  json["seconds"] = manifest.seconds;
  json["resumed"] = manifest.resumed;
  json["shards"] = manifest.shards;
  json["results_hash"] = manifest.results_hash;
  json["counts"] = to_json(manifest.counts);
  json["training_profile"] = manifest.profile;
  if (manifest.state == RunManifest::State::kFinished)
    json["drift"] = drift_report(profile_from_json(manifest.profile), manifest.counts).figures;
  return json.dump(2) + "\n";
}

Result<RunManifest> parse_manifest(const std::string& text, const std::string& source) {
  const auto refuse = [&](const std::string& what) {
    return Error{ErrorCode::kInvalidData, what, source, 0, {}};
  };
  const Json json = Json::parse(text, nullptr, false);
  if (!json.is_object() || !json.contains("format")) return refuse("this is no manifest of a run");
  if (json["format"] != kFormat) {
    return refuse("the run is of format " + json["format"].dump() + ", this program knows format " +
                  std::to_string(kFormat));
  }
  RunManifest manifest;
  try {
    manifest.state =
        json.at("state") == "finished" ? RunManifest::State::kFinished : RunManifest::State::kRunning;
    json.at("bearing").get_to(manifest.version);
    json.at("model").at("id").get_to(manifest.model);
    json.at("model").at("path").get_to(manifest.model_path);
    json.at("directory").get_to(manifest.directory);
    for (const Json& input : json.at("inputs"))
      manifest.inputs.push_back(input.at("path").get<std::string>());
    const Json& list = json.at("input_list");
    list.at("files").get_to(manifest.input_files);
    list.at("bytes").get_to(manifest.input_bytes);
    list.at("hash").get_to(manifest.input_list_hash);
    list.at("archive_hash").get_to(manifest.archive_hash);
    manifest.options = json.at("options");
    json.at("shard").at("documents").get_to(manifest.shard_documents);
    json.at("shard").at("suffix").get_to(manifest.shard_suffix);
    json.at("part").at("number").get_to(manifest.part);
    json.at("part").at("of").get_to(manifest.parts);
    json.at("started").get_to(manifest.started);
    json.at("finished").get_to(manifest.finished);
    json.at("seconds").get_to(manifest.seconds);
    json.at("resumed").get_to(manifest.resumed);
    json.at("shards").get_to(manifest.shards);
    json.at("results_hash").get_to(manifest.results_hash);
    if (!from_json(json.at("counts"), manifest.counts)) return refuse("the counts of the run can't be read");
    manifest.profile = json.at("training_profile");
  } catch (const Json::exception& error) {
    return refuse(std::string("the manifest of the run can't be read: ") + error.what());
  }
  if (manifest.shard_documents == 0) return refuse("the manifest of the run says that a shard has 0 results");
  return manifest;
}

}  // namespace bearing
