// A reader, workers and a writer: batches are worked on side by side and written in the order in which they
// were read.
#pragma once

#include <cstddef>
#include <functional>

namespace bearing {

/// What happens to a batch, which lives in a slot [0, slots) of the caller's and is used again and again.
/// Steps must not throw.
struct PipelineSteps {
  /// Fills the slot; false: there is nothing more (the slot is then not used). Called by one thread at a
  /// time, in order.
  std::function<bool(std::size_t slot)> read;
  /// Called by any thread; `worker` [0, threads) names it.
  std::function<void(std::size_t slot, std::size_t worker)> work;
  /// Called by one thread at a time, in the order of reading; false: stop, nothing more is read or written.
  std::function<bool(std::size_t slot)> write;
};

/// Runs until everything is read and written, on up to `threads` threads (at least 1), the calling one among
/// them. No thread is the reader or the writer: each does what is to be done next, so that all work on any
/// mixture of slow reading, slow work and slow writing. At most `slots` (at least 1) batches are under way,
/// which bounds memory; twice the threads keeps all of them busy.
void run_in_order(std::size_t threads, std::size_t slots, const PipelineSteps& steps);

}  // namespace bearing
