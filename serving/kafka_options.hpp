// What a worker that reads from Kafka and writes to it is told.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "bearing/result.hpp"

namespace bearing {

/// Properties of librdkafka, in the order in which they are set.
using KafkaProperties = std::vector<std::pair<std::string, std::string>>;

struct KafkaOptions {
  std::string brokers;            ///< HOST:PORT,...
  std::string from, to;           ///< Topics, which must be there.
  std::string dead_letter;        ///< Topic of records that can't be labelled; empty: they go to `to`.
  std::string group = "bearing";  ///< Consumer group: its workers share the partitions.
  KafkaProperties properties;     ///< For consumer and producer alike; each takes those that it knows.

  std::size_t workers = 1;                         ///< Threads that label.
  std::size_t max_value = std::size_t{16} << 20;   ///< Bytes; records with longer values aren't labelled.
  std::size_t batch_records = 500;                 ///< Most records of a transaction.
  std::size_t batch_bytes = std::size_t{4} << 20;  ///< A transaction takes no record more from here on.
  std::chrono::milliseconds batch_wait{100};       ///< A transaction waits no longer for more records.

  std::string metrics_path;  ///< File, written anew again and again; empty: none.
  std::chrono::milliseconds metrics_period{5'000};

  /// Errors: kUsage.
  Status validate() const;
};

/// Appends the properties that `text` names: KEY=VALUE, or else a file with one such line each (# begins a
/// comment). Errors: kUsage for what is no property or would break a promise; those of reading the file.
Status add_kafka_properties(const std::string& text, KafkaProperties& properties);

/// The value that was set last; null where none was.
const std::string* find_kafka_property(const KafkaProperties& properties, const std::string& name);

}  // namespace bearing
