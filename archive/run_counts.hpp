// What a run has seen so far, in numbers.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "archive/drift.hpp"
#include "bearing/labels.hpp"

namespace bearing {

/// Counts of labelled documents. Those of parts, added up, are those of the whole. Not thread-safe.
struct RunCounts {
  std::uint64_t documents = 0;    ///< Results, those of records that could not be read among them.
  std::uint64_t rejects = 0;      ///< Records that could not be read.
  std::uint64_t abstentions = 0;  ///< Documents without any topic or stance.
  std::uint64_t text_bytes = 0;   ///< Of the titles and texts that were labelled.
  std::map<std::string, std::uint64_t> languages, topics, stances,
      warnings;  ///< Stances as "target: stance".

  DriftCounts drift;  ///< What the texts look like, of the documents that could be read.

  void add(const Labels& labels, std::uint64_t bytes, const DocumentOrigin& origin = {});
  void add_reject();
  RunCounts& operator+=(const RunCounts& other);
  friend bool operator==(const RunCounts&, const RunCounts&) = default;
};

/// {"documents":..,"rejects":..,"abstentions":..,"text_bytes":..,"languages":{..},"topics":{..},"stances":{..},
/// "warnings":{..},"drift":{..}}.
nlohmann::ordered_json to_json(const RunCounts& counts);

/// False, with `counts` in any state, where `json` isn't what to_json() makes.
bool from_json(const nlohmann::ordered_json& json, RunCounts& counts);

}  // namespace bearing
