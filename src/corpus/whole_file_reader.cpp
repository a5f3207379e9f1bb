#include <utility>

#include "corpus/stream_readers.hpp"

namespace bearing {
namespace {

class WholeFileReader final : public RecordReader {
 public:
  WholeFileReader(NamedInput input, const ReadOptions& options, bool html)
      : input_(std::move(input)), max_bytes_(options.max_record_bytes), html_(html) {}

  Result<bool> next(Record& record) override {
    if (done_) return false;
    done_ = true;
    clear_record(record);
    record.source = input_.name;
    record.line = 0;
    record.html = html_;
    std::string& text = record.document.text;
    for (;;) {
      const std::string_view window = input_.bytes->window();
      text.append(window);
      input_.bytes->consume(window.size());
      if (text.size() > max_bytes_ || !input_.bytes->fill()) break;
    }
    if (input_.bytes->error()) {
      record.error = *input_.bytes->error();
    } else if (text.size() > max_bytes_) {
      set_record_error(record, "the file is longer than " + std::to_string(max_bytes_) +
                                   " bytes, the limit for one record");
    }
    if (record.error) text.clear();
    ensure_id(record);
    return true;
  }

 private:
  NamedInput input_;
  std::size_t max_bytes_;
  bool html_;
  bool done_ = false;
};

}  // namespace

std::unique_ptr<RecordReader> make_whole_file_reader(NamedInput input, const ReadOptions& options,
                                                     bool html) {
  return std::make_unique<WholeFileReader>(std::move(input), options, html);
}

}  // namespace bearing
