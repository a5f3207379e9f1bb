// A member of a consumer group, which reads committed records and leaves committing to a producer.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include "serving/kafka_client.hpp"
#include "serving/kafka_record.hpp"

namespace bearing {

/// Not thread-safe.
class KafkaConsumer {
 public:
  /// `revoked` is called, from within poll(), for each partition that is not this member's any more.
  /// `options` and `voice` must outlive it. Errors: kUsage.
  static Result<std::unique_ptr<KafkaConsumer>> open(const KafkaOptions& options, KafkaVoice& voice,
                                                     std::function<void(std::int32_t)> revoked);
  /// Leaves the group.
  ~KafkaConsumer();
  KafkaConsumer(const KafkaConsumer&) = delete;
  KafkaConsumer& operator=(const KafkaConsumer&) = delete;

  /// Waits for brokers, until `patience` is over (none: for ever) or `stop` is set, and asks them for the
  /// topic. Errors: kUsage where it is not there; kIo.
  Status require_topic(const std::string& topic, std::optional<std::chrono::milliseconds> patience,
                       const std::atomic<bool>& stop);

  /// Joins the group. Errors: kIo.
  Status subscribe();

  /// The next record, or nothing within this time. Errors: kIo for what waiting doesn't mend.
  Result<std::optional<KafkaRecord>> poll(std::chrono::milliseconds wait);

  /// What a transaction proves with that its records are this member's; null where they may not be any more.
  KafkaGroupMetadata group_metadata() const;

  /// All that poll() gave is committed.
  void note_committed() { committed_ = read_; }

  /// Records behind, of those partitions of which that is known.
  std::map<std::int32_t, std::int64_t> lags() const;
  std::size_t partitions() const { return assigned_.size(); }
  std::uint64_t rebalances() const { return rebalances_; }

 private:
  KafkaConsumer(const KafkaOptions& options, KafkaVoice& voice, std::function<void(std::int32_t)> revoked);
  void rebalance(rd_kafka_resp_err_t code, rd_kafka_topic_partition_list_t* partitions);
  void accept_assignment(bool assign, rd_kafka_topic_partition_list_t* partitions);
  KafkaRecord record_of(const rd_kafka_message_t& message) const;
  Status judge(const rd_kafka_message_t& message);

  const KafkaOptions& options_;
  KafkaVoice& voice_;
  const std::function<void(std::int32_t)> revoked_;
  KafkaCallbacks callbacks_;
  KafkaHandle handle_;
  bool subscribed_ = false;
  std::set<std::int32_t> assigned_;
  std::map<std::int32_t, std::int64_t> read_, committed_;  ///< By partition, the next offset.
  std::uint64_t rebalances_ = 0;
};

}  // namespace bearing
