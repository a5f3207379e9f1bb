#include "serving/tagger.hpp"

#include <algorithm>
#include <utility>

#include "base/usage_error.hpp"
#include "base/utf8.hpp"
#include "corpus/json_text.hpp"
#include "corpus/record_writer.hpp"
#include "serving/json_member.hpp"
#include "serving/trimmed.hpp"

namespace bearing {
namespace {

constexpr std::size_t kMostRefused = std::size_t{1} << 16;

bool is_object(std::string_view line) { return trimmed_line(line).starts_with('{') && is_json_value(line); }

}  // namespace

Result<Tagger> Tagger::make(RecordLabeler labeler, TagOptions options) {
  if (!is_plain_name(options.field))
    return usage_error(
        "the name of the field must be text without quotes, backslashes and control characters");
  for (const std::string* name : {&options.read.text_field, &options.read.title_field}) {
    if (options.field == *name)
      return usage_error("labels can't stand in the field \"" + *name + "\", which is read");
  }
  options.read.annotations = Annotations::kNone;
  return Tagger(std::move(labeler), std::move(options));
}

bool Tagger::tag(std::string_view line, const RecordPlace& place, Worker& worker, std::string& out) const {
  Record& record = worker.record_;
  record.source = place.source;
  record.line = place.line;
  worker.parser_.parse(line, record);
  if (record.error || record.replaced > 0) {
    worker.repaired_.clear();
    append_repaired_utf8(line, worker.repaired_);
    line = worker.repaired_;
  }
  if (record.error && !is_object(line)) {
    refuse(line, *record.error, out);
    return false;
  }
  worker.value_.clear();
  if (record.error) {
    worker.value_ += "{\"error\":";
    append_json_string(record.error->to_string(), worker.value_);
    worker.value_ += '}';
  } else {
    const Labels labels = labeler_.label(record, worker.workspace_);
    append_label_object(options_.writer, record.document, labels, worker.value_);
  }
  append_with_member(line, options_.field, worker.value_, out);
  out += '\n';
  return !record.error;
}

void Tagger::refuse(std::string_view line, const Error& why, std::string& out) const {
  out.append("{\"").append(options_.field).append("\":{\"error\":");
  append_json_string(why.to_string(), out);
  out += ",\"record\":";
  append_json_string(line.substr(0, kMostRefused), out);
  out += "}}\n";
}

}  // namespace bearing
