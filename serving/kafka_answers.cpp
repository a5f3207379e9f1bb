#include "serving/kafka_answers.hpp"

#include <algorithm>
#include <atomic>
#include <utility>

#include "base/parallel.hpp"

namespace bearing {
namespace {

// Of a record that is too large for the topic of dead letters, this much is kept.
constexpr std::size_t kKeptOfDeadLetter = std::size_t{1} << 16;

}  // namespace

KafkaAnswers::KafkaAnswers(const KafkaOptions& options, const Tagger& tagger)
    : options_(options), tagger_(tagger) {
  for (std::size_t i = 0; i < std::max<std::size_t>(options.workers, 1); ++i) workers_.emplace_back(tagger);
}

void KafkaAnswers::answer(KafkaBatch& batch) {
  std::atomic<std::size_t> next{0};
  parallel_for(workers_.size(), workers_.size(), [&](std::size_t worker) {
    for (std::size_t at; (at = next.fetch_add(1, std::memory_order_relaxed)) < batch.size();) {
      KafkaRecord& record = batch.records()[at];
      if (record.answer.kind == KafkaAnswer::Kind::kNone) answer(record, workers_[worker]);
    }
  });
}

// As others write it: topic, partition and offset.
std::string KafkaAnswers::place_of(const KafkaRecord& record) const {
  return options_.from + "[" + std::to_string(record.partition) + "]@" + std::to_string(record.offset);
}

KafkaAnswer KafkaAnswers::refusal(const KafkaRecord& record, const Error& why) const {
  KafkaAnswer answer;
  if (options_.dead_letter.empty()) {
    answer.kind = KafkaAnswer::Kind::kUnlabelled;
    tagger_.refuse(record.bytes(), why, answer.value);
    answer.value.pop_back();  // The line feed.
    return answer;
  }
  answer.kind = KafkaAnswer::Kind::kDeadLetter;
  answer.headers = {{"bearing.error", why.message},
                    {"bearing.topic", options_.from},
                    {"bearing.partition", std::to_string(record.partition)},
                    {"bearing.offset", std::to_string(record.offset)}};
  return answer;
}

void KafkaAnswers::answer(KafkaRecord& record, Tagger::Worker& worker) const {
  KafkaAnswer& answer = record.answer;
  if (!record.value) {
    answer.kind = KafkaAnswer::Kind::kTombstone;
    return;
  }
  const std::string place = place_of(record);
  if (record.bytes().size() > options_.max_value) {
    answer = refusal(record, {ErrorCode::kInvalidData,
                              "the value is longer than " + std::to_string(options_.max_value) + " bytes",
                              place,
                              0,
                              {}});
  } else if (tagger_.tag(record.bytes(), {place, 0}, worker, answer.value)) {
    answer.kind = KafkaAnswer::Kind::kLabelled;
    answer.value.pop_back();
  } else if (options_.dead_letter.empty()) {
    answer.kind = KafkaAnswer::Kind::kUnlabelled;
    answer.value.pop_back();
  } else {
    answer = refusal(record, *worker.error());
  }
}

void KafkaAnswers::shorten(KafkaRecord& record) const {
  const std::string_view bytes = record.bytes();
  if (record.answer.kind == KafkaAnswer::Kind::kDeadLetter) {
    record.answer.headers.push_back({"bearing.cut", std::to_string(bytes.size())});
    record.set_value(std::string(bytes.substr(0, kKeptOfDeadLetter)));
    return;
  }
  record.answer = refusal(record, {ErrorCode::kInvalidData,
                                   "with what is added to it the record is larger than message.max.bytes",
                                   place_of(record),
                                   0,
                                   {}});
}

}  // namespace bearing
