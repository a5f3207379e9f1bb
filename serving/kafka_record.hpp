// Records of Kafka on their way through.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bearing {

struct KafkaHeader {
  std::string name;
  std::optional<std::string> value;  ///< Null is a value, too.

  bool operator==(const KafkaHeader&) const = default;
};

/// What becomes of a record.
struct KafkaAnswer {
  enum class Kind {
    kNone,  ///< Not known yet.
    kLabelled,
    kTombstone,   ///< Without a value: goes on as it is.
    kUnlabelled,  ///< Goes on with the error in place of labels.
    kDeadLetter,  ///< Goes to the topic for these, as it came, with headers that say why.
  };
  Kind kind = Kind::kNone;
  std::string value;                 ///< Of kLabelled and kUnlabelled.
  std::vector<KafkaHeader> headers;  ///< Besides the record's own.
};

/// A record as it came, and its answer once there is one.
struct KafkaRecord {
  std::int32_t partition = 0;
  std::int64_t offset = 0;
  std::int64_t timestamp_ms = 0;  ///< Since 1970; 0 where it has none.
  std::optional<std::string> key;
  std::optional<std::string> value;  ///< With slack behind it: see bytes().
  std::vector<KafkaHeader> headers;
  KafkaAnswer answer;

  /// The value alone; empty where there is none.
  std::string_view bytes() const;
  /// Sets the value; parsers may look past its end.
  void set_value(std::string_view bytes);
};

}  // namespace bearing
