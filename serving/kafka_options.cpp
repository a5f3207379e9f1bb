#include "serving/kafka_options.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "base/file.hpp"
#include "base/usage_error.hpp"
#include "serving/trimmed.hpp"

namespace bearing {
namespace {

// Set by the worker itself: exactly-once delivery stands on them.
constexpr std::array<std::string_view, 10> kOwnProperties = {
    "bootstrap.servers",    "metadata.broker.list", "group.id",
    "enable.auto.commit",   "isolation.level",      "enable.auto.offset.store",
    "enable.idempotence",   "enable.partition.eof", "acks",
    "request.required.acks"};

Status add_property(std::string_view text, KafkaProperties& properties) {
  const std::size_t equals = text.find('=');
  const std::string_view name = trimmed_line(text.substr(0, equals));
  if (equals == std::string_view::npos || name.empty())
    return usage_error("expected KEY=VALUE, found \"" + std::string(text) + "\"");
  if (std::find(kOwnProperties.begin(), kOwnProperties.end(), name) != kOwnProperties.end())
    return usage_error("the property \"" + std::string(name) + "\" is not for users to set");
  properties.emplace_back(name, trimmed_line(text.substr(equals + 1)));
  return success();
}

// Kafka's own rule, without the names that stand for patterns and folders.
bool is_topic_name(const std::string& name) {
  return !name.empty() && name.size() <= 249 && name != "." && name != ".." &&
         std::all_of(name.begin(), name.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
                  c == '_' || c == '-';
         });
}

Status check_topic(const std::string& option, const std::string& name) {
  if (is_topic_name(name)) return success();
  return usage_error(option + ": expected a topic (letters, digits, \".\", \"_\" and \"-\"), found \"" +
                     name + "\"");
}

}  // namespace

Status add_kafka_properties(const std::string& text, KafkaProperties& properties) {
  if (text.find('=') != std::string::npos) return add_property(text, properties);
  auto bytes = read_file(text);
  if (!bytes) return bytes.error();
  std::string_view rest = *bytes;
  for (std::uint64_t number = 1; !rest.empty(); ++number) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    const std::string_view line = trimmed_line(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (line.empty() || line.starts_with('#')) continue;
    if (auto added = add_property(line, properties); !added) {
      Error error = added.error();
      error.source = text;
      error.line = number;
      return error;
    }
  }
  return success();
}

const std::string* find_kafka_property(const KafkaProperties& properties, const std::string& name) {
  const auto found = std::find_if(properties.rbegin(), properties.rend(),
                                  [&](const auto& property) { return property.first == name; });
  return found == properties.rend() ? nullptr : &found->second;
}

Status KafkaOptions::validate() const {
  if (brokers.empty()) return usage_error("--kafka: expected HOST:PORT of a broker, or several with commas");
  if (auto valid = check_topic("--from", from); !valid) return valid;
  if (auto valid = check_topic("--to", to); !valid) return valid;
  if (!dead_letter.empty()) {
    if (auto valid = check_topic("--dead-letter", dead_letter); !valid) return valid;
    if (dead_letter == to) return usage_error("--dead-letter and --to name the same topic");
  }
  if (from == to || from == dead_letter)
    return usage_error("the topic \"" + from +
                       "\" would be read and written: answers would be labelled again");
  if (group.empty()) return usage_error("--group: expected a name");
  // What a transaction holds has to fit into the producer's queue.
  if (batch_records == 0 || batch_records > 50'000)
    return usage_error("a batch must have from 1 to 50,000 records");
  if (batch_wait.count() < 0 || batch_wait.count() > 10'000)
    return usage_error("a batch must wait from 0 to 10,000 milliseconds");
  return success();
}

}  // namespace bearing
