// What `bearing label` says of a run while it goes on, and at its end.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "archive/label_run.hpp"
#include "archive/run_counts.hpp"

namespace bearing {

/// Writes to standard error: a line that changes on a terminal, elsewhere a line every ten seconds. Not
/// thread-safe.
class LabelProgress {
 public:
  /// `total_bytes` of the inputs, 0 where nobody knows; `done_before` was labelled by an earlier call.
  LabelProgress(bool quiet, std::uint64_t total_bytes, const RunCounts& done_before);
  ~LabelProgress();
  LabelProgress(const LabelProgress&) = delete;
  LabelProgress& operator=(const LabelProgress&) = delete;

  void tell(const RunProgress& now);
  /// Whether somebody sees it: on a terminal, or after the first line elsewhere.
  bool watched() const { return !quiet_ && (terminal_ || told_); }
  /// Seconds since the start.
  double seconds() const;
  /// The summary of a finished run: documents, languages, labels, abstentions, rejects, throughput.
  void summary(const RunCounts& counts);

 private:
  std::string line(const RunProgress& now) const;
  void clear();

  bool quiet_, terminal_, drawn_ = false, told_ = false;
  std::uint64_t total_bytes_, documents_before_;
  std::uint64_t first_bytes_ = 0;
  bool begun_ = false;
  std::chrono::steady_clock::time_point start_, last_;
};

}  // namespace bearing
