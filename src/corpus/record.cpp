#include "corpus/record.hpp"

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
  record.charset.clear();
  record.replaced = 0;
  record.error.reset();
}

void set_record_error(Record& record, std::string message) {
  record.error = Error{ErrorCode::kInvalidData, std::move(message), record.source, record.line, {}};
}

bool only_teaches(const Record& record) {
  return !record.annotation.has_topics && record.annotation.has_stances && !record.document.targets.empty();
}

void ensure_id(Record& record) {
  if (!record.document.id.empty()) return;
  record.document.id = record.source;
  if (record.line > 0) record.document.id += ":" + std::to_string(record.line);
}

}  // namespace bearing
