#include "serving/kafka_batch.hpp"

#include <algorithm>
#include <utility>

#include "corpus/buffered_input.hpp"

namespace bearing {
namespace {

std::size_t size_of(const KafkaRecord& record) {
  return record.bytes().size() + (record.key ? record.key->size() : 0);
}

}  // namespace

std::string_view KafkaRecord::bytes() const {
  if (!value) return {};
  return std::string_view(*value).substr(0, value->size() - BufferedInput::kSlack);
}

void KafkaRecord::set_value(std::string_view bytes) {
  value.emplace().reserve(bytes.size() + BufferedInput::kSlack);
  value->append(bytes).append(BufferedInput::kSlack, '\0');
}

void KafkaBatch::add(KafkaRecord record) {
  bytes_ += size_of(record);
  records_.push_back(std::move(record));
}

void KafkaBatch::drop(std::int32_t partition) {
  std::erase_if(records_, [partition](const KafkaRecord& record) { return record.partition == partition; });
  bytes_ = 0;
  for (const KafkaRecord& record : records_) bytes_ += size_of(record);
}

void KafkaBatch::clear() {
  records_.clear();
  bytes_ = 0;
}

std::map<std::int32_t, std::int64_t> KafkaBatch::next_offsets() const {
  std::map<std::int32_t, std::int64_t> next;
  for (const KafkaRecord& record : records_) {
    const auto [place, first] = next.emplace(record.partition, record.offset + 1);
    if (!first) place->second = std::max(place->second, record.offset + 1);
  }
  return next;
}

}  // namespace bearing
