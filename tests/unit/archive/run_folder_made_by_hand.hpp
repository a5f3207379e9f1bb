// Run folders and lines of results for tests.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "archive/result_reader.hpp"
#include "tests/small_model.hpp"

namespace bearing {

inline std::string manifest(std::uint64_t shards, RunManifest::State state = RunManifest::State::kFinished) {
  RunManifest made;
  made.state = state;
  made.model = "small@12345678";
  made.model_path = "/models/small";
  made.shard_documents = 2;
  made.shard_suffix = ".jsonl";
  made.shards = shards;
  return manifest_json(made);
}

/// A folder below `scratch` with the given files.
inline std::string run_folder(const ScratchFolder& scratch, const std::string& name,
                              const std::vector<std::pair<std::string, std::string>>& files) {
  std::filesystem::create_directory(scratch.path(name));
  for (const auto& [file, bytes] : files) scratch.write(name + "/" + file, bytes);
  return scratch.path(name);
}

inline std::string bytes_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

inline ResultLine parsed(const std::string& line) {
  ResultLine result;
  ResultParser parser;
  EXPECT_EQ(parser.parse(line, result), "") << line;
  return result;
}

/// A line of results: a topic, and against the use of force, each with a confidence.
inline std::string labelled_line(const std::string& id, const std::string& topic, double topic_confidence,
                                 const std::string& more = "") {
  return R"({"id":")" + id + R"(","lang":"en","topics":[{"label":")" + topic + R"(","confidence":)" +
         std::to_string(topic_confidence) + R"(}],"model":"small@12345678","warnings":[])" + more + "}";
}

}  // namespace bearing
