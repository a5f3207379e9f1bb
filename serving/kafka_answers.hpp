// What becomes of records, decided side by side.
#pragma once

#include <cstddef>
#include <deque>
#include <string>

#include "serving/kafka_batch.hpp"
#include "serving/kafka_options.hpp"
#include "serving/tagger.hpp"

namespace bearing {

/// Gives records their answers. Not thread-safe, but has threads of its own.
class KafkaAnswers {
 public:
  /// `options` and `tagger` must outlive it.
  KafkaAnswers(const KafkaOptions& options, const Tagger& tagger);

  /// Answers all records of the batch that have no answer yet.
  void answer(KafkaBatch& batch);

  /// A new answer for a record whose answer the producer finds too large: what is left of it says so.
  void shorten(KafkaRecord& record) const;

 private:
  void answer(KafkaRecord& record, Tagger::Worker& worker) const;
  KafkaAnswer refusal(const KafkaRecord& record, const Error& why) const;
  std::string place_of(const KafkaRecord& record) const;

  const KafkaOptions& options_;
  const Tagger& tagger_;
  std::deque<Tagger::Worker> workers_;
};

}  // namespace bearing
