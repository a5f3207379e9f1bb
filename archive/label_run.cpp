#include "archive/label_run.hpp"

#include <optional>
#include <utility>

#include "base/ordered_pipeline.hpp"
#include "corpus/record_writer.hpp"

namespace bearing {
namespace {

// Few enough that all cores are busy to the end of a short archive, many enough that nobody waits for a lock.
constexpr std::size_t kBatchDocuments = 64, kBatchBytes = std::size_t{512} << 10;
// Records are used again with the memory that they have, unless that is much.
constexpr std::size_t kKeptText = std::size_t{64} << 10;
// A thread works on one batch while another waits to be written.
constexpr std::size_t kSlotsPerThread = 2;

struct Slot {
  std::vector<Record> records;
  std::size_t count = 0;
  LabelledBatch labelled;
  InputPosition end;
  std::vector<FinishedInput> finished;
  bool ends_part = false, last = false;
  std::optional<Error> reject;  // Of a strict run: it is the record after the labelled ones.
};

class LabelRun {
 public:
  LabelRun(InputWalk& walk, const LabelRecord& label, ResultTarget& target, const LabelRunOptions& options)
      : walk_(walk),
        label_(label),
        target_(target),
        options_(options),
        slots_(options.threads * kSlotsPerThread) {
    counts_ = options.done_before;
  }

  Result<RunCounts> run() {
    PipelineSteps steps;
    steps.read = [this](std::size_t slot) { return read(slots_[slot]); };
    steps.work = [this](std::size_t slot, std::size_t worker) { work(slots_[slot], worker); };
    steps.write = [this](std::size_t slot) { return write(slots_[slot]); };
    run_in_order(options_.threads, slots_.size(), steps);
    if (error_) return *error_;
    if (!all_written_) return Error{ErrorCode::kInterrupted, "the run was stopped", {}, 0, {}};
    return counts_;
  }

 private:
  bool stopped() const { return options_.stop != nullptr && *options_.stop; }

  bool read(Slot& slot) {
    if (ended_ || stopped()) return false;
    slot.count = 0;
    slot.ends_part = slot.last = false;
    std::size_t bytes = 0;
    while (slot.count < kBatchDocuments && bytes < kBatchBytes && !slot.ends_part) {
      if (slot.count == slot.records.size()) slot.records.emplace_back();
      Record& record = slot.records[slot.count];
      if (!walk_.next(record)) {
        ended_ = slot.ends_part = slot.last = true;
        break;
      }
      bytes += record.document.text.size();
      ++slot.count;
      slot.ends_part = target_.border() > 0 && ++records_ % target_.border() == 0;
    }
    slot.end = walk_.position();
    slot.finished = walk_.take_finished();
    return true;
  }

  void work(Slot& slot, std::size_t worker) const {
    slot.labelled.clear();
    slot.reject.reset();
    for (std::size_t i = 0; i < slot.count; ++i) {
      Record& record = slot.records[i];
      if (options_.strict && record.error) {
        slot.reject = record.error;
        return;
      }
      label_(record, worker, slot.labelled);
      if (record.document.text.capacity() > kKeptText) record = Record();
    }
  }

  bool write(Slot& slot) {
    Status written = slot.count > 0 ? target_.write(slot.labelled) : success();
    finished_.insert(finished_.end(), slot.finished.begin(), slot.finished.end());
    if (written && slot.ends_part && !slot.reject)
      written = target_.end_part(slot.end, std::exchange(finished_, {}));
    if (!written) error_ = written.error();
    if (!error_) error_ = slot.reject;
    if (error_) return false;
    counts_ += slot.labelled.counts;
    all_written_ = slot.last;
    if (options_.tell) options_.tell({&counts_, walk_.bytes_read()});
    return !stopped();
  }

  InputWalk& walk_;
  const LabelRecord& label_;
  ResultTarget& target_;
  const LabelRunOptions& options_;
  std::vector<Slot> slots_;
  std::uint64_t records_ = 0;
  bool ended_ = false, all_written_ = false;
  std::vector<FinishedInput> finished_;
  RunCounts counts_;
  std::optional<Error> error_;
};

}  // namespace

void LabelledBatch::clear() {
  results.clear();
  rejects.clear();
  counts = {};
}

Result<RunCounts> label_records(InputWalk& walk, const LabelRecord& label, ResultTarget& target,
                                const LabelRunOptions& options) {
  return LabelRun(walk, label, target, options).run();
}

void append_reject(const Record& record, std::string& out) {
  const Error& error = *record.error;
  out += "{\"id\":";
  append_json_string(record.document.id, out);
  out += ",\"source\":";
  append_json_string(error.source, out);
  if (error.line > 0) out += ",\"line\":" + std::to_string(error.line);
  if (error.offset) out += ",\"offset\":" + std::to_string(*error.offset);
  out += ",\"error\":";
  append_json_string(error.message, out);
  if (!record.refused.empty()) {
    out += ",\"record\":";
    append_json_string(record.refused, out);
  }
  out += "}\n";
}

}  // namespace bearing
