#include "base/usage_error.hpp"
#include "serving/kafka_worker.hpp"

namespace bearing {

Status require_kafka() {
  return usage_error("this bearing was built without Kafka: building it needs librdkafka");
}

Result<KafkaCounts> run_kafka_worker(const KafkaOptions&, const Tagger&, const KafkaEvents&) {
  return require_kafka().error();
}

}  // namespace bearing
