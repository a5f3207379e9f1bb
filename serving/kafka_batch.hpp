// The records of a transaction.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <vector>

#include "serving/kafka_record.hpp"

namespace bearing {

/// Read and not yet committed, in the order of each partition. Not thread-safe.
class KafkaBatch {
 public:
  void add(KafkaRecord record);
  /// Forgets the records of a partition that is someone else's now.
  void drop(std::int32_t partition);
  void clear();

  bool empty() const { return records_.empty(); }
  std::size_t size() const { return records_.size(); }
  std::size_t bytes() const { return bytes_; }  ///< Of keys and values.
  std::vector<KafkaRecord>& records() { return records_; }
  const std::vector<KafkaRecord>& records() const { return records_; }

  /// By partition, the offset of the next record to read once these are committed.
  std::map<std::int32_t, std::int64_t> next_offsets() const;

 private:
  std::vector<KafkaRecord> records_;
  std::size_t bytes_ = 0;
};

}  // namespace bearing
