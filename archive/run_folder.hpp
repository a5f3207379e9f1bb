// The folder of a run: shards of results, rejects, a manifest and a journal. What it holds can be gone on
// with after any stop (kill, full disk, power), and ends byte for byte as it would have without.
//
//   manifest.json        what the run is (run_manifest.hpp); written when it begins and when it is finished
//   inputs.jsonl         the files to read, with size and time; written when the run begins
//   journal.jsonl        a line for each finished shard (run_journal.hpp); locked by the run at work
//   results-00000.jsonl  shards: a line of JSON for each record, in order; also .gz or .zst
//   rejects.jsonl        a line for each record that could not be read: id, source, line, offset, error
//
// A shard is written beside its name, synced, renamed, and only then entered in the journal. So whatever the
// journal doesn't name was never finished: it is removed and done again.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "archive/run_journal.hpp"
#include "archive/run_manifest.hpp"
#include "bearing/result.hpp"
#include "corpus/input_list.hpp"
#include "corpus/output_sink.hpp"

namespace bearing {

inline constexpr const char* kInputsFile = "inputs.jsonl";
inline constexpr const char* kJournalFile = "journal.jsonl";
inline constexpr const char* kRejectsFile = "rejects.jsonl";

/// "results-00012.jsonl.zst"; more digits where they are needed.
std::string shard_name(std::uint64_t number, const std::string& suffix);

/// The list of inputs, a line of JSON each. Names that aren't UTF-8 survive.
std::string input_list_jsonl(const std::vector<InputItem>& items);
/// Errors: kInvalidData, with the line.
Result<std::vector<InputItem>> parse_input_list(const std::string& bytes, const std::string& source);

/// XXH3-128 of the names and sizes of inputs, which are the same on another machine.
std::string archive_hash(const std::vector<InputItem>& items);

/// Bytes of an input, or of the piece of it that is to be read.
std::uint64_t stored_bytes(const InputItem& item);

/// Errors: kUsage where the folder holds no run; kIo, kInvalidData.
Result<RunManifest> read_manifest(const std::string& folder);

/// The files of a finished run's shards, in order. Errors: kInvalidData where one is missing.
Result<std::vector<std::string>> shards_of(const std::string& folder, const RunManifest& manifest);

/// A run folder that nobody writes to. Errors: kUsage where the folder holds no run; kIo, kInvalidData.
struct StoredRun {
  RunManifest manifest;
  Journal journal;
};
Result<StoredRun> read_run(const std::string& folder);

/// Whether `path` is a folder with a run's manifest.
bool is_run_folder(const std::string& path);

/// A run folder at work. Not thread-safe.
class RunFolder {
 public:
  /// Begins a run in a folder that doesn't exist or is empty. Of the manifest, what says what the run is must
  /// be set. Errors: kUsage where the folder holds anything else, or another run is at work in it; kIo.
  static Result<std::unique_ptr<RunFolder>> create(const std::string& folder, RunManifest manifest,
                                                   std::vector<InputItem> items);

  /// Opens one to go on with (or a finished one: see finished()). Errors: kUsage where there is no run, or
  /// one at work; kInvalidData where its files are damaged or inputs have changed since; kIo.
  static Result<std::unique_ptr<RunFolder>> resume(const std::string& folder);

  ~RunFolder();
  RunFolder(const RunFolder&) = delete;
  RunFolder& operator=(const RunFolder&) = delete;

  bool finished() const { return manifest_.state == RunManifest::State::kFinished; }
  const RunManifest& manifest() const { return manifest_; }
  const std::vector<InputItem>& items() const { return items_; }
  const InputPosition& position() const { return position_; }  ///< Where the next shard begins.
  const RunCounts& counts() const { return counts_; }          ///< Of all finished shards.
  std::uint64_t shards() const { return shards_; }
  std::string shard_path(std::uint64_t number) const;

  /// Adds results to the shard at hand. Errors: kIo.
  Status write(std::string_view results, std::string_view rejects, const RunCounts& counts);
  /// Ends the shard at hand. Errors: kIo. After one, nothing of the shard counts.
  Status end_shard(const InputPosition& end, std::vector<FinishedInput> inputs);
  /// Ends the run, whose shards are all ended. Errors: kIo.
  Status finish(double seconds);

 private:
  explicit RunFolder(std::string folder) : folder_(std::move(folder)) {}
  std::string path(std::string_view name) const { return folder_ + "/" + std::string(name); }
  Status lock_journal(bool fresh);
  Status open_rejects(std::uint64_t bytes);
  Status clear_unfinished() const;
  Status check_inputs() const;
  Status write_manifest() const;

  std::string folder_;
  RunManifest manifest_;
  std::vector<InputItem> items_;
  InputPosition position_;
  RunCounts counts_, shard_counts_;
  std::uint64_t shards_ = 0, rejects_bytes_ = 0;
  std::string shard_hashes_;
  int journal_ = -1, rejects_ = -1;
  std::unique_ptr<OutputSink> shard_;
};

}  // namespace bearing
