#include "apps/kafka_flags.hpp"

#include <cstdio>

#include "apps/exit_code.hpp"
#include "apps/messages.hpp"
#include "serving/kafka_worker.hpp"

namespace bearing {

Result<KafkaOptions> KafkaFlags::completed(std::size_t workers, std::size_t max_value) const {
  if (auto built = require_kafka(); !built) return built.error();
  KafkaOptions completed = options;
  completed.workers = workers;
  completed.max_value = max_value;
  completed.batch_wait = std::chrono::milliseconds(batch_ms);
  for (const std::string& text : config) {
    if (auto added = add_kafka_properties(text, completed.properties); !added) return added.error();
  }
  if (auto valid = completed.validate(); !valid) return valid.error();
  return completed;
}

void add_kafka_flags(CLI::App& command, KafkaFlags& flags) {
  const std::string group = "Kafka";
  KafkaOptions& options = flags.options;
  auto* brokers = command.add_option("--kafka", options.brokers,
                                     "Read and write topics of Kafka instead, each record exactly once");
  brokers->type_name("HOST:PORT,...")->group(group);
  const auto add = [&](const std::string& name, auto& value, const std::string& help) {
    return command.add_option(name, value, help)->needs(brokers)->group(group);
  };
  brokers->needs(add("--from", options.from, "Topic to read")->type_name("TOPIC"));
  brokers->needs(add("--to", options.to, "Topic to write")->type_name("TOPIC"));
  add("--group", options.group, "Consumer group; its workers share the partitions")->capture_default_str();
  add("--dead-letter", options.dead_letter,
      "Topic for records that can't be labelled, as they came; without it they go on with their errors")
      ->type_name("TOPIC");
  add("--kafka-config", flags.config, "Property of librdkafka (KEY=VALUE), or a file of them; repeatable")
      ->type_name("KEY=VALUE|FILE")
      ->allow_extra_args(false);
  add("--kafka-metrics", options.metrics_path,
      "File that is written anew every 5 seconds with lag and counts, for Prometheus (textfile collector)")
      ->type_name("FILE");
  add("--batch-records", options.batch_records, "Most records of a transaction")->capture_default_str();
  add("--batch-ms", flags.batch_ms, "Milliseconds that a transaction waits for more records")
      ->capture_default_str();
}

int tag_kafka(const KafkaOptions& options, const Tagger& tagger, const std::atomic<bool>& stop) {
  KafkaEvents events;
  events.tell = [](const std::string& message) { std::fprintf(stderr, "bearing: %s\n", message.c_str()); };
  events.stop = &stop;
  const auto counts = run_kafka_worker(options, tagger, events);
  if (!counts) return report(counts.error());
  std::fprintf(stderr, "bearing: stopped: %s in %s, %s\n", counted(counts->records(), "record").c_str(),
               counted(counts->committed, "transaction").c_str(), counted(counts->errors, "error").c_str());
  return kExitDone;
}

}  // namespace bearing
