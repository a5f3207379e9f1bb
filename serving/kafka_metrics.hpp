// How a worker of Kafka is, in the text format of Prometheus.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "serving/kafka_batch.hpp"

namespace bearing {

/// Since the start, of what is committed.
struct KafkaCounts {
  std::uint64_t labelled = 0;
  std::uint64_t errors = 0;  ///< Could not be labelled, whatever became of them.
  std::uint64_t dead_letters = 0;
  std::uint64_t tombstones = 0;
  std::uint64_t committed = 0, aborted = 0;  ///< Transactions.
  std::uint64_t rebalances = 0;
  std::uint64_t restarts = 0;  ///< Of consumer and producer, after an error that only that mends.

  std::uint64_t records() const { return labelled + errors + tombstones; }
  /// Adds the records of a batch whose answers are committed, and their transaction.
  void add_committed(const KafkaBatch& batch);
};

struct KafkaMetrics {
  KafkaCounts counts;
  std::string topic, group;
  std::map<std::int32_t, std::int64_t> lags;  ///< Records behind, by partition of this worker.
  std::size_t partitions = 0;                 ///< Assigned to this worker.
  double committed_at = 0;                    ///< Seconds since 1970 of the last transaction; 0: none.

  std::string text() const;
};

}  // namespace bearing
