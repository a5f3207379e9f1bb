#include "serving/kafka_client.hpp"

#include <array>

#include "base/usage_error.hpp"

namespace bearing {
namespace {

constexpr std::chrono::minutes kBetweenSameMessages{1};

KafkaCallbacks& callbacks_of(void* opaque) { return *static_cast<KafkaCallbacks*>(opaque); }

// Without this, librdkafka writes to standard error. What is behind its messages comes as an error, too.
void on_log(const rd_kafka_t* handle, int, const char* facility, const char* text) {
  const KafkaCallbacks& callbacks = callbacks_of(rd_kafka_opaque(handle));
  if (callbacks.logs) callbacks.voice->tell("librdkafka: " + std::string(facility) + ": " + text);
}

void on_error(rd_kafka_t*, int code, const char* text, void* opaque) {
  callbacks_of(opaque).voice->failed(static_cast<rd_kafka_resp_err_t>(code), text);
}

void on_rebalance(rd_kafka_t*, rd_kafka_resp_err_t code, rd_kafka_topic_partition_list_t* partitions,
                  void* opaque) {
  callbacks_of(opaque).rebalance(code, partitions);
}

void on_delivered(rd_kafka_t*, const rd_kafka_message_t* message, void* opaque) {
  callbacks_of(opaque).delivered(message);
}

}  // namespace

std::optional<KafkaFailure> kafka_failure(rd_kafka_error_t* error) {
  if (error == nullptr) return std::nullopt;
  KafkaFailure failure;
  failure.code = rd_kafka_error_code(error);
  failure.text = rd_kafka_error_string(error);
  failure.retriable = rd_kafka_error_is_retriable(error) != 0;
  failure.needs_abort = rd_kafka_error_txn_requires_abort(error) != 0;
  failure.fatal = rd_kafka_error_is_fatal(error) != 0;
  rd_kafka_error_destroy(error);
  return failure;
}

Error kafka_error(const std::string& doing, const std::string& text) {
  return {ErrorCode::kIo, "Kafka: " + doing + ": " + text, {}, 0, {}};
}

void KafkaVoice::failed(rd_kafka_resp_err_t code, const std::string& text) {
  const auto now = std::chrono::steady_clock::now();
  {
    const std::lock_guard lock(mutex_);
    // That all of them are down is no reason, and comes after the reason.
    if (code != RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN || last_.empty()) last_ = text;
    const auto [place, first] = told_.emplace(code, now);
    if (!first && now - place->second < kBetweenSameMessages) return;
    place->second = now;
  }
  tell("Kafka: " + text);
}

std::string KafkaVoice::last_failure() const {
  const std::lock_guard lock(mutex_);
  return last_;
}

Result<KafkaConf> make_kafka_conf(const KafkaOptions& options,
                                  std::initializer_list<std::pair<const char*, std::string>> defaults,
                                  std::initializer_list<std::pair<const char*, std::string>> fixed,
                                  KafkaCallbacks& callbacks) {
  KafkaConf conf(rd_kafka_conf_new());
  std::array<char, 512> why{};
  const auto set = [&](const std::string& name, const std::string& value) {
    return rd_kafka_conf_set(conf.get(), name.c_str(), value.c_str(), why.data(), why.size()) ==
           RD_KAFKA_CONF_OK;
  };
  for (const auto& [name, value] : defaults) {
    if (!set(name, value)) return usage_error(why.data());
  }
  for (const auto& [name, value] : options.properties) {
    if (!set(name, value)) return usage_error("--kafka-config: " + std::string(why.data()));
  }
  for (const auto& [name, value] : fixed) {
    if (!set(name, value)) return usage_error(why.data());
  }
  if (!set("bootstrap.servers", options.brokers)) return usage_error("--kafka: " + std::string(why.data()));
  callbacks.logs = find_kafka_property(options.properties, "debug") != nullptr;
  rd_kafka_conf_set_opaque(conf.get(), &callbacks);
  rd_kafka_conf_set_log_cb(conf.get(), on_log);
  rd_kafka_conf_set_error_cb(conf.get(), on_error);
  if (callbacks.rebalance) rd_kafka_conf_set_rebalance_cb(conf.get(), on_rebalance);
  if (callbacks.delivered) rd_kafka_conf_set_dr_msg_cb(conf.get(), on_delivered);
  return conf;
}

Result<KafkaHandle> make_kafka_handle(rd_kafka_type_t type, KafkaConf conf) {
  std::array<char, 512> why{};
  rd_kafka_t* handle = rd_kafka_new(type, conf.get(), why.data(), why.size());
  if (handle == nullptr) return usage_error("--kafka-config: " + std::string(why.data()));
  [[maybe_unused]] const auto* taken_over = conf.release();
  return KafkaHandle(handle);
}

}  // namespace bearing
