#include "corpus/record.hpp"

#include "base/hash.hpp"

#include <utility>

namespace bearing {

void clear_record(Record& record) {
  record.document.id.clear();
  record.document.lang.clear();
  record.document.title.clear();
  record.document.text.clear();
  record.document.targets.clear();
  record.document.fields.clear();
  record.annotation.has_topics = false;
  record.annotation.topics.clear();
  record.annotation.has_stances = false;
  record.annotation.stances.clear();
  record.html = false;
  record.truncated = false;
  record.declared_charset.clear();
  record.charset.clear();
  record.replaced = 0;
  record.error.reset();
  record.refused.clear();
}

void set_record_error(Record& record, std::string message) {
  record.error = Error{ErrorCode::kInvalidData, std::move(message), record.source, record.line, {}};
}

void keep_refused(std::string_view bytes, Record& record) {
  constexpr std::size_t kMost = std::size_t{1} << 16;
  if (record.error) record.refused.assign(bytes.substr(0, kMost));
}

bool only_teaches(const Record& record) {
  return !record.annotation.has_topics && record.annotation.has_stances && !record.document.targets.empty();
}

std::uint64_t record_hash(const Record& record) {
  std::uint64_t hash = 0;
  const Document& d = record.document;
  for (const std::string* part : {&d.id, &d.title, &d.text}) hash = mix(hash, hash64(*part));
  for (const std::string& topic : record.annotation.topics) hash = mix(hash, hash64(topic));
  for (const std::string& target : d.targets) hash = mix(hash, hash64(target, 1));
  for (const StanceAnnotation& stance : record.annotation.stances) {
    for (const std::string* part : {&stance.target, &stance.stance, &stance.holder, &stance.evidence})
      hash = mix(hash, hash64(*part, 2));
  }
  for (const auto& [name, value] : d.fields) hash = mix(hash, hash64(value, hash64(name)));
  return hash;
}

std::string corpus_hash(const std::vector<Record>& records) {
  std::uint64_t hash = 0;
  for (const Record& record : records) hash = mix(hash, record_hash(record));
  return to_hex(hash);
}

void ensure_id(Record& record) {
  if (!record.document.id.empty()) return;
  record.document.id = record.source;
  if (record.line > 0) record.document.id += ":" + std::to_string(record.line);
}

}  // namespace bearing
