// Runs that write the texts of records in capitals: all of a run but labelling.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cctype>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "archive/label_run.hpp"
#include "archive/run_folder.hpp"
#include "archive/run_parts.hpp"
#include "tests/small_model.hpp"

namespace bearing {

inline void shout(Record& record, std::size_t, LabelledBatch& out) {
  if (record.error) {
    out.results += "error\n";
    append_reject(record, out.rejects);
    return out.counts.add_reject();
  }
  for (const char c : record.document.text) out.results += static_cast<char>(std::toupper(c));
  out.results += '\n';
  Labels labels;
  labels.lang = "en";
  out.counts.add(labels, record.document.text.size());
}

inline RunManifest small_manifest(const std::vector<InputItem>& items, std::uint64_t part = 0,
                                  std::uint64_t parts = 1) {
  RunManifest manifest;
  manifest.version = "1";
  manifest.model = "m@1";
  manifest.shard_documents = 4;
  manifest.shard_suffix = ".jsonl";
  manifest.part = part;
  manifest.parts = parts;
  manifest.archive_hash = archive_hash(items);
  return manifest;
}

/// JSON Lines "t0" ... and the like.
inline std::string lines_of(const std::string& letter, int count) {
  std::string lines;
  for (int i = 0; i < count; ++i) lines += "{\"text\":\"" + letter + std::to_string(i) + "\"}\n";
  return lines;
}

/// All files of a folder but the manifest, which has times.
inline std::map<std::string, std::string> files_of(const std::string& folder) {
  std::map<std::string, std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    std::ifstream file(entry.path(), std::ios::binary);
    files[entry.path().filename()] = {std::istreambuf_iterator<char>(file), {}};
  }
  files.erase(kManifestFile);
  return files;
}

/// Goes on with a run to its end.
inline void complete(RunFolder& run, std::size_t threads = 2) {
  InputWalk walk(run.items(), {});
  ASSERT_TRUE(walk.skip_to(run.position()).ok());
  FolderTarget target(run);
  LabelRunOptions options;
  options.threads = threads;
  options.done_before = run.counts();
  const auto counts = label_records(walk, shout, target, options);
  ASSERT_TRUE(counts.ok()) << counts.error().to_string();
  EXPECT_EQ(*counts, run.counts());
  ASSERT_TRUE(run.finish(1).ok());
}

inline void complete_new(const std::string& folder, const std::vector<InputItem>& all, std::uint64_t part = 0,
                         std::uint64_t parts = 1) {
  auto run = RunFolder::create(folder, small_manifest(all, part, parts), part_of(all, part, parts, {}));
  ASSERT_TRUE(run.ok()) << run.error().to_string();
  complete(**run);
}

}  // namespace bearing
