// The options of bearing tag --kafka.
#pragma once

#include <CLI/CLI.hpp>
#include <atomic>
#include <string>
#include <vector>

#include "serving/kafka_options.hpp"
#include "serving/tagger.hpp"

namespace bearing {

struct KafkaFlags {
  KafkaOptions options;
  std::vector<std::string> config;  ///< KEY=VALUE or files.
  std::size_t batch_ms = 100;

  bool wanted() const { return !options.brokers.empty(); }
  /// Errors: those of require_kafka() and KafkaOptions; those of reading files with properties.
  Result<KafkaOptions> completed(std::size_t workers, std::size_t max_value) const;
};

void add_kafka_flags(CLI::App& command, KafkaFlags& flags);

/// Runs until `stop` is set, then says what was done. Returns the exit code.
int tag_kafka(const KafkaOptions& options, const Tagger& tagger, const std::atomic<bool>& stop);

}  // namespace bearing
