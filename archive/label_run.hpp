// Labelling all records of many inputs: read, label on several threads, write in order.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "archive/input_walk.hpp"
#include "archive/run_counts.hpp"
#include "archive/run_folder.hpp"
#include "bearing/result.hpp"
#include "corpus/record.hpp"

namespace bearing {

/// What became of some records.
struct LabelledBatch {
  std::string results;  ///< A result each, in order.
  std::string rejects;  ///< A line of JSON for each record that could not be read.
  RunCounts counts;

  void clear();
};

/// Adds the result of a record, and counts it. Called by several threads, each with a number [0, threads) of
/// its own.
using LabelRecord = std::function<void(Record& record, std::size_t worker, LabelledBatch& out)>;

/// Where results go.
class ResultTarget {
 public:
  virtual ~ResultTarget() = default;
  /// Batches end where this many records since the start of the run were read, or at a multiple of it; 0:
  /// anywhere.
  virtual std::uint64_t border() const { return 0; }
  virtual Status write(const LabelledBatch& batch) = 0;
  /// A border, or the end of all records. `finished` are the inputs that ended since the last.
  virtual Status end_part(const InputPosition& end, std::vector<FinishedInput> finished) = 0;
};

struct RunProgress {
  const RunCounts* counts;   ///< Of this call and of what was done before.
  std::uint64_t bytes_read;  ///< Of the inputs, as stored.
};

struct LabelRunOptions {
  std::size_t threads = 1;
  bool strict = false;  ///< The first record that can't be read ends the run.
  RunCounts done_before = {};
  const std::atomic<bool>* stop = nullptr;            ///< Set by whoever wants the run to stop.
  std::function<void(const RunProgress&)> tell = {};  ///< After each batch; never by two threads at once.
};

/// Labels all that is left of the walk. Errors: those of the target; kInterrupted when told to stop; with
/// `strict`, that of the record. What was written before stays written.
Result<RunCounts> label_records(InputWalk& walk, const LabelRecord& label, ResultTarget& target,
                                const LabelRunOptions& options);

/// Shards of a run folder.
class FolderTarget final : public ResultTarget {
 public:
  explicit FolderTarget(RunFolder& folder) : folder_(folder) {}
  std::uint64_t border() const override { return folder_.manifest().shard_documents; }
  Status write(const LabelledBatch& batch) override {
    return folder_.write(batch.results, batch.rejects, batch.counts);
  }
  Status end_part(const InputPosition& end, std::vector<FinishedInput> finished) override {
    return folder_.end_shard(end, std::move(finished));
  }

 private:
  RunFolder& folder_;
};

/// The line of a record that has an error:
/// {"id":..,"source":..,"line":..,"offset":..,"error":..,"record":..}, with what is known. Bytes of the
/// record that are no UTF-8 are replaced.
void append_reject(const Record& record, std::string& out);

}  // namespace bearing
