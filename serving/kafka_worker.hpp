// From a topic of Kafka to another, labelled, each record exactly once.
//
// A worker reads some records, labels them, and in one transaction writes the answers and the group's
// offsets: either both are there for those who read committed records, or neither. Records of a partition
// stay in order: all go to the partition of the same number (modulo the partitions that there are).
#pragma once

#include <atomic>
#include <functional>
#include <string>

#include "bearing/result.hpp"
#include "serving/kafka_metrics.hpp"
#include "serving/kafka_options.hpp"
#include "serving/tagger.hpp"

namespace bearing {

/// Errors: kUsage, where this bearing was built without librdkafka.
Status require_kafka();

struct KafkaEvents {
  std::function<void(const std::string&)> tell;  ///< A message for the operator; from any thread.
  const std::atomic<bool>* stop = nullptr;       ///< Set by whoever wants the worker to end.
};

/// Runs until `stop` is set: then what is read is answered and committed, and the group is left. A broker
/// that goes away is waited for; one that can't be reached at the start is not (30 seconds). Errors: kUsage
/// for options that make no sense, properties that librdkafka doesn't know and topics that are not there; kIo
/// for what Kafka refuses for good, and for another worker with the same transactional.id.
Result<KafkaCounts> run_kafka_worker(const KafkaOptions& options, const Tagger& tagger,
                                     const KafkaEvents& events);

}  // namespace bearing
