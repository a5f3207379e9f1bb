#include <utility>

#include "corpus/json_splitter.hpp"
#include "corpus/stream_readers.hpp"

namespace bearing {
namespace {

class JsonValuesReader final : public RecordReader {
 public:
  JsonValuesReader(NamedInput input, const ReadOptions& options, JsonShape shape, bool array,
                   std::uint64_t line)
      : input_(std::move(input)),
        elements_(*input_.bytes, options.max_record_bytes, array, line),
        parser_(options, shape) {}

  Result<bool> next(Record& record) override {
    record.source = input_.name;
    JsonSplitter::Element element;
    if (!elements_.next(element)) return end();
    record.line = element.line;
    if (element.fault != nullptr) {
      clear_record(record);
      set_record_error(record, element.fault);
    } else {
      parser_.parse(element.text, record);
    }
    keep_refused(element.text, record);
    ensure_id(record);
    return true;
  }

 private:
  Result<bool> end() const {
    if (input_.bytes->error()) return *input_.bytes->error();
    if (elements_.fault().empty()) return false;
    return Error{ErrorCode::kInvalidData, elements_.fault(), input_.name, elements_.line(), {}};
  }

  NamedInput input_;
  JsonSplitter elements_;
  JsonRecordParser parser_;
};

}  // namespace

std::unique_ptr<RecordReader> make_json_array_reader(NamedInput input, const ReadOptions& options) {
  return std::make_unique<JsonValuesReader>(std::move(input), options, JsonShape::kLabelStudio, true, 1);
}

std::unique_ptr<RecordReader> make_json_objects_reader(NamedInput input, const ReadOptions& options,
                                                       JsonShape shape, std::uint64_t line) {
  return std::make_unique<JsonValuesReader>(std::move(input), options, shape, false, line);
}

}  // namespace bearing
