#include <utility>

#include "corpus/stream_readers.hpp"
#include "corpus/text_limit.hpp"

namespace bearing {
namespace {

class WholeFileReader final : public RecordReader {
 public:
  WholeFileReader(NamedInput input, const ReadOptions& options, bool html)
      : input_(std::move(input)), options_(options), html_(html) {}

  Result<bool> next(Record& record) override {
    if (done_) return false;
    done_ = true;
    clear_record(record);
    record.source = input_.name;
    record.line = 0;
    record.html = html_;
    const bool whole = read_text(record);
    if (input_.bytes->error()) {
      record.error = *input_.bytes->error();
    } else if (!whole) {
      set_record_error(record, "the file is longer than " + std::to_string(options_.max_record_bytes) +
                                   " bytes, the limit for one record");
    }
    if (record.error) record.document.text.clear();
    ensure_id(record);
    return true;
  }

 private:
  /// False where the file is longer than a record may be. It is read to its end all the same.
  bool read_text(Record& record) {
    LimitedText text(record.document.text, options_.max_text_bytes, html_);
    std::uint64_t size = 0;
    do {
      const std::string_view window = input_.bytes->window();
      size += window.size();
      text.add(window);
      input_.bytes->consume(window.size());
    } while (input_.bytes->fill());
    record.truncated = text.finish();
    return size <= options_.max_record_bytes;
  }

  NamedInput input_;
  ReadOptions options_;
  bool html_;
  bool done_ = false;
};

}  // namespace

std::unique_ptr<RecordReader> make_whole_file_reader(NamedInput input, const ReadOptions& options,
                                                     bool html) {
  return std::make_unique<WholeFileReader>(std::move(input), options, html);
}

}  // namespace bearing
