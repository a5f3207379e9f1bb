#include <utility>

#include "corpus/line_reader.hpp"
#include "corpus/stream_readers.hpp"

namespace bearing {
namespace {

class JsonLinesReader final : public RecordReader {
 public:
  JsonLinesReader(NamedInput input, const ReadOptions& options, JsonShape shape)
      : input_(std::move(input)), lines_(*input_.bytes, options.max_record_bytes), parser_(options, shape) {}

  Result<bool> next(Record& record) override {
    record.source = input_.name;
    Line line;
    while (lines_.next(line)) {
      if (line.text.find_first_not_of(" \t\r\f\v") == std::string_view::npos) continue;
      if (line.text == "{") return spread_out(line);
      record.line = line.number;
      if (line.too_long) {
        clear_record(record);
        set_record_error(record, "the line is longer than " + std::to_string(line.text.size()) +
                                     " bytes, the limit for one record");
      } else {
        parser_.parse(line.text, record);
      }
      ensure_id(record);
      return true;
    }
    if (!input_.bytes->error()) return false;
    Error error = *input_.bytes->error();
    error.message += "; the last whole line is " + std::to_string(lines_.number());
    return error;
  }

 private:
  /// Without this, every line of a pretty-printed object would be an error of its own.
  Error spread_out(const Line& line) const {
    return {
        ErrorCode::kInvalidData,
        "the JSON object is spread over several lines, expected one object a line (\"jq -c .\" makes them)",
        input_.name,
        line.number,
        {}};
  }

  NamedInput input_;
  LineReader lines_;
  JsonRecordParser parser_;
};

}  // namespace

std::unique_ptr<RecordReader> make_json_lines_reader(NamedInput input, const ReadOptions& options,
                                                     JsonShape shape) {
  return std::make_unique<JsonLinesReader>(std::move(input), options, shape);
}

}  // namespace bearing
