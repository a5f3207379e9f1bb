#include <optional>
#include <utility>

#include "corpus/line_reader.hpp"
#include "corpus/stream_readers.hpp"

namespace bearing {
namespace {

/// Whether an object begins on this line and goes on behind it, as pretty-printed ones do. Those of JSON
/// Lines end with their line: the last character tells, and only then is the line looked through.
bool goes_on(std::string_view line) {
  line = line.substr(0, line.find_last_not_of(" \t\r") + 1);
  const std::size_t begin = std::min(line.find_first_not_of(" \t"), line.size());
  if (begin == line.size() || line[begin] != '{') return false;
  if (line.back() != '{' && line.back() != '[' && line.back() != ',') return false;
  bool in_string = false;
  std::size_t depth = 0;
  for (std::size_t at = begin; at < line.size(); ++at) {
    if (in_string && line[at] == '\\') {
      ++at;
    } else if (line[at] == '"') {
      in_string = !in_string;
    } else if (!in_string && (line[at] == '{' || line[at] == '[')) {
      ++depth;
    } else if (!in_string && (line[at] == '}' || line[at] == ']') && --depth == 0) {
      return false;
    }
  }
  return !in_string;
}

class JsonLinesReader final : public RecordReader {
 public:
  JsonLinesReader(NamedInput input, const ReadOptions& options, JsonShape shape)
      : input_(std::move(input)),
        options_(options),
        shape_(shape),
        lines_(std::in_place, *input_.bytes, options.max_record_bytes, input_.first_line),
        parser_(options, shape) {}

  Result<bool> next(Record& record) override {
    if (objects_) return objects_->next(record);
    record.source = input_.name;
    Line line;
    while (lines_->next(line)) {
      if (line.text.find_first_not_of(" \t\r\f\v") == std::string_view::npos) continue;
      if (!line.too_long && goes_on(line.text)) return read_objects(line.number, record);
      record.line = line.number;
      if (line.too_long) {
        clear_record(record);
        set_record_error(record, "the line is longer than " + std::to_string(line.text.size()) +
                                     " bytes, the limit for one record");
      } else {
        parser_.parse(line.text, record);
      }
      keep_refused(line.text, record);
      ensure_id(record);
      return true;
    }
    if (!input_.bytes->error()) return false;
    Error error = *input_.bytes->error();
    error.message += "; the last whole line is " + std::to_string(lines_->number());
    return error;
  }

 private:
  /// The line at hand and all that follow hold objects of any number of lines.
  Result<bool> read_objects(std::uint64_t line, Record& record) {
    lines_->give_back();
    lines_.reset();
    objects_ = make_json_objects_reader(std::move(input_), options_, shape_, line);
    return objects_->next(record);
  }

  NamedInput input_;
  ReadOptions options_;
  JsonShape shape_;
  std::optional<LineReader> lines_;
  JsonRecordParser parser_;
  std::unique_ptr<RecordReader> objects_;
};

}  // namespace

std::unique_ptr<RecordReader> make_json_lines_reader(NamedInput input, const ReadOptions& options,
                                                     JsonShape shape) {
  return std::make_unique<JsonLinesReader>(std::move(input), options, shape);
}

}  // namespace bearing
