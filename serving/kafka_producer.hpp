// Writes the answers to a batch, and its offsets, in one transaction.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "serving/kafka_batch.hpp"
#include "serving/kafka_client.hpp"

namespace bearing {

/// Not thread-safe.
class KafkaProducer {
 public:
  /// A transactional.id that nobody else has. Workers are told apart by their membership of the group, so any
  /// will do; but a producer that follows another of the same process should take over its name, and with it
  /// end what that has left open.
  static std::string unique_id(const std::string& group);

  /// `id` is the transactional.id, unless the options have one. `shorten` is called for records that are too
  /// large to be sent; it gives them a smaller answer. `options` and `voice` must outlive it. Errors: kUsage.
  static Result<std::unique_ptr<KafkaProducer>> open(const KafkaOptions& options, const std::string& id,
                                                     KafkaVoice& voice,
                                                     std::function<void(KafkaRecord&)> shorten);
  KafkaProducer(const KafkaProducer&) = delete;
  KafkaProducer& operator=(const KafkaProducer&) = delete;

  /// Before the first transaction; waits for brokers until `stop` is set. Ends what an earlier process with
  /// the same transactional.id has left open. Errors: kIo for what waiting doesn't mend.
  Status init(const std::atomic<bool>& stop);

  /// Tells what went wrong meanwhile. To be called now and then.
  void serve();

  enum class End {
    kCommitted,
    kAborted,  ///< Nothing of it will be seen: the same batch may be tried again.
    kUnknown,  ///< It may be there or not, and the producer is of no more use: ask the group where it stands.
  };
  /// One transaction. `membership` is asked for the group's metadata once all is sent; without any, the
  /// transaction is aborted. Waits for brokers 15 seconds a step at most. Errors: kIo for what trying again
  /// can't mend; the transaction is then aborted.
  Result<End> commit(KafkaBatch& batch, const std::function<KafkaGroupMetadata()>& membership);

 private:
  KafkaProducer(const KafkaOptions& options, KafkaVoice& voice, std::function<void(KafkaRecord&)> shorten);
  bool send_answers(KafkaBatch& batch);
  rd_kafka_resp_err_t send(KafkaRecord& record, KafkaFailure& failure);
  bool send_offsets(const KafkaBatch& batch, const std::function<KafkaGroupMetadata()>& membership);
  bool end_commit();
  Result<End> abort();
  Result<End> broken(const KafkaFailure& failure);
  void note(const KafkaFailure& failure);

  const KafkaOptions& options_;
  KafkaVoice& voice_;
  const std::function<void(KafkaRecord&)> shorten_;
  KafkaCallbacks callbacks_;
  KafkaHandle handle_;
  KafkaTopic to_, dead_letter_;           // Freed before the handle.
  std::optional<KafkaFailure> failure_;   ///< The first of the transaction under way.
  std::optional<KafkaFailure> rejected_;  ///< A record that was not delivered, likewise.
};

}  // namespace bearing
