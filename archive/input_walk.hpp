// All records of a list of inputs, with the place reached.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <vector>

#include "archive/run_journal.hpp"
#include "bearing/result.hpp"
#include "corpus/input_list.hpp"
#include "corpus/record.hpp"

namespace bearing {

/// Reads one input after another. An input that can't be opened or breaks off gives an error record as its
/// last one: the others are still read. Not thread-safe, but for bytes_read().
class InputWalk {
 public:
  /// `items` must outlive the walk.
  InputWalk(const std::vector<InputItem>& items, ReadOptions options);

  /// Passes over what was read before. Errors: kInvalidData where there is less than that.
  Status skip_to(const InputPosition& position);

  /// The next record (perhaps one with an error); false at the end.
  bool next(Record& record);

  /// All records up to here were read.
  const InputPosition& position() const { return position_; }

  /// The inputs that came to their end since the last call.
  std::vector<FinishedInput> take_finished();

  /// Bytes of all inputs read so far, as stored. Thread-safe.
  std::uint64_t bytes_read() const;

 private:
  bool next_of_item(Record& record);
  void end_item();

  const std::vector<InputItem>& items_;
  ReadOptions options_;
  InputPosition position_;
  std::unique_ptr<RecordReader> reader_;
  std::shared_ptr<InputMeter> meter_;  // Of the input at hand.
  mutable std::atomic<std::shared_ptr<InputMeter>> shown_meter_;
  std::atomic<std::uint64_t> bytes_before_ = 0;
  bool broken_ = false;
  std::vector<FinishedInput> finished_;
};

}  // namespace bearing
