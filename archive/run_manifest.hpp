// What a run is: its inputs, options and model, how far it is, and what came out.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "archive/run_counts.hpp"
#include "bearing/result.hpp"

namespace bearing {

inline constexpr const char* kManifestFile = "manifest.json";

/// manifest.json of a run folder. Times are UTC, ISO 8601, to the second.
struct RunManifest {
  enum class State { kRunning, kFinished };

  State state = State::kRunning;
  std::string version;                             ///< Of Bearing.
  std::string model, model_path;                   ///< "name@hash"; absolute.
  std::string directory;                           ///< That the inputs' names are relative to; absolute.
  std::vector<std::string> inputs;                 ///< As the user named them.
  nlohmann::ordered_json options;                  ///< All that changes results, as the program keeps it.
  std::uint64_t input_files = 0, input_bytes = 0;  ///< Of the list of inputs: bytes as stored, where known.
  std::string input_list_hash;                     ///< XXH3-128 of inputs.jsonl.
  std::string archive_hash;                        ///< Of the inputs of all parts: see archive_hash().
  std::uint64_t shard_documents = 0;               ///< Results in a shard.
  std::string shard_suffix;                        ///< ".jsonl", ".jsonl.gz" or ".jsonl.zst".
  std::uint64_t part = 0, parts = 1;  ///< Part [0, parts) of an archive whose parts are run one by one.
  std::string started, finished;      ///< `finished` is empty while the run goes on.
  double seconds = 0;                 ///< Of work, without the time between a stop and going on.
  std::uint64_t resumed = 0;          ///< How many times the run was gone on with.
  std::uint64_t shards = 0;           ///< Set when it is finished, as what follows is.
  std::string results_hash;           ///< XXH3-128 of the hashes of all shards, in order.
  RunCounts counts;
  nlohmann::ordered_json
      profile;  ///< What the model was trained on (training_profile.hpp); null: it doesn't say.
};

/// Now, in UTC, as manifests have it: 2024-05-31T09:05:00Z.
std::string utc_now();

/// With "drift" (drift_report.hpp) once the run is finished.
std::string manifest_json(const RunManifest& manifest);

/// Errors: kInvalidData for what manifest_json() doesn't write.
Result<RunManifest> parse_manifest(const std::string& json, const std::string& source);

}  // namespace bearing
