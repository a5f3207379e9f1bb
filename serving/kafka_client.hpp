// What consumer and producer share: settings, messages and errors of librdkafka.
#pragma once

#include <librdkafka/rdkafka.h>

#include <chrono>
#include <functional>
#include <initializer_list>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include "bearing/result.hpp"
#include "serving/kafka_options.hpp"

namespace bearing {

template <auto kDestroy>
struct KafkaDestroyed {
  template <class T>
  void operator()(T* owned) const {
    kDestroy(owned);
  }
};
using KafkaHandle = std::unique_ptr<rd_kafka_t, KafkaDestroyed<rd_kafka_destroy>>;
using KafkaTopic = std::unique_ptr<rd_kafka_topic_t, KafkaDestroyed<rd_kafka_topic_destroy>>;
using KafkaConf = std::unique_ptr<rd_kafka_conf_t, KafkaDestroyed<rd_kafka_conf_destroy>>;
using KafkaPartitions =
    std::unique_ptr<rd_kafka_topic_partition_list_t, KafkaDestroyed<rd_kafka_topic_partition_list_destroy>>;
using KafkaGroupMetadata = std::unique_ptr<rd_kafka_consumer_group_metadata_t,
                                           KafkaDestroyed<rd_kafka_consumer_group_metadata_destroy>>;

/// An error of librdkafka, and what may be done about it.
struct KafkaFailure {
  rd_kafka_resp_err_t code = RD_KAFKA_RESP_ERR_NO_ERROR;
  std::string text;
  bool retriable = false, needs_abort = false, fatal = false;
};

/// Takes what a call returned; empty where that was no error.
std::optional<KafkaFailure> kafka_failure(rd_kafka_error_t* error);

/// kIo: "DOING: the words of librdkafka".
Error kafka_error(const std::string& doing, const std::string& text);

/// Tells the operator what goes wrong meanwhile, the same once a minute at most. Thread-safe.
class KafkaVoice {
 public:
  explicit KafkaVoice(std::function<void(const std::string&)> tell) : tell_(std::move(tell)) {}

  void tell(const std::string& message) const {
    if (tell_) tell_(message);
  }
  void failed(rd_kafka_resp_err_t code, const std::string& text);
  /// Empty where nothing has failed.
  std::string last_failure() const;

 private:
  const std::function<void(const std::string&)> tell_;
  mutable std::mutex mutex_;
  std::map<rd_kafka_resp_err_t, std::chrono::steady_clock::time_point> told_;
  std::string last_;
};

/// Where callbacks lead to: the opaque pointer of a handle.
struct KafkaCallbacks {
  KafkaVoice* voice = nullptr;
  bool logs = false;  ///< librdkafka's own messages are wanted, too.
  std::function<void(rd_kafka_resp_err_t, rd_kafka_topic_partition_list_t*)> rebalance;
  std::function<void(const rd_kafka_message_t*)> delivered;
};

/// Settings: `defaults`, which the user's properties may change, then `fixed`. `callbacks` must outlive the
/// handle that is made of it. Errors: kUsage in librdkafka's words.
Result<KafkaConf> make_kafka_conf(const KafkaOptions& options,
                                  std::initializer_list<std::pair<const char*, std::string>> defaults,
                                  std::initializer_list<std::pair<const char*, std::string>> fixed,
                                  KafkaCallbacks& callbacks);

/// Errors: kUsage for settings that don't go together.
Result<KafkaHandle> make_kafka_handle(rd_kafka_type_t type, KafkaConf conf);

}  // namespace bearing
