#include "serving/kafka_metrics.hpp"

#include "serving/prometheus_text.hpp"

namespace bearing {
namespace {

void append_result_counts(const char* name, const char* help, const std::string& labels,
                          const std::map<std::string, std::uint64_t>& results, std::string& out) {
  begin_family(name, "counter", help, out);
  for (const auto& [result, count] : results)
    append_sample(name, labels + "," + prometheus_label("result", result), std::to_string(count), out);
}

void append_labelled(const char* name, const char* type, const char* help, const std::string& labels,
                     double value, std::string& out) {
  begin_family(name, type, help, out);
  append_sample(name, labels, prometheus_number(value), out);
}

}  // namespace

void KafkaCounts::add_committed(const KafkaBatch& batch) {
  ++committed;
  for (const KafkaRecord& record : batch.records()) {
    switch (record.answer.kind) {
      case KafkaAnswer::Kind::kNone:
        break;
      case KafkaAnswer::Kind::kLabelled:
        ++labelled;
        break;
      case KafkaAnswer::Kind::kTombstone:
        ++tombstones;
        break;
      case KafkaAnswer::Kind::kDeadLetter:
        ++dead_letters;
        [[fallthrough]];
      case KafkaAnswer::Kind::kUnlabelled:
        ++errors;
        break;
    }
  }
}

std::string KafkaMetrics::text() const {
  std::string out;
  const std::string labels = prometheus_label("topic", topic) + "," + prometheus_label("group", group);
  append_result_counts(
      "bearing_kafka_records_total", "Records whose answers are committed.", labels,
      {{"labelled", counts.labelled}, {"error", counts.errors}, {"tombstone", counts.tombstones}}, out);
  append_labelled("bearing_kafka_dead_letters_total", "counter",
                  "Of the errors, those sent to the dead-letter topic.", labels,
                  static_cast<double>(counts.dead_letters), out);
  append_result_counts("bearing_kafka_transactions_total", "Transactions, by what came of them.", labels,
                       {{"committed", counts.committed}, {"aborted", counts.aborted}}, out);
  append_labelled("bearing_kafka_rebalances_total", "counter", "Times that partitions came or went.", labels,
                  static_cast<double>(counts.rebalances), out);
  append_labelled("bearing_kafka_restarts_total", "counter",
                  "Times that the worker joined its group anew after an error.", labels,
                  static_cast<double>(counts.restarts), out);
  append_labelled("bearing_kafka_assigned_partitions", "gauge", "Partitions that this worker reads.", labels,
                  static_cast<double>(partitions), out);
  append_labelled("bearing_kafka_last_commit_timestamp_seconds", "gauge",
                  "When the last transaction was committed; 0: none was.", labels, committed_at, out);
  begin_family("bearing_kafka_consumer_lag_records", "gauge",
               "Records of the partition that are not committed yet.", out);
  for (const auto& [partition, lag] : lags) {
    append_sample("bearing_kafka_consumer_lag_records",
                  labels + "," + prometheus_label("partition", std::to_string(partition)),
                  std::to_string(lag), out);
  }
  return out;
}

}  // namespace bearing
