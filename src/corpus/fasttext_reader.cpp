#include <algorithm>
#include <utility>

#include "corpus/label_coding.hpp"
#include "corpus/line_reader.hpp"
#include "corpus/stream_readers.hpp"
#include "corpus/text_limit.hpp"

namespace bearing {
namespace {

constexpr std::string_view kSpace = " \t\v\f\r";

class FastTextReader final : public RecordReader {
 public:
  FastTextReader(NamedInput input, const ReadOptions& options)
      : input_(std::move(input)),
        lines_(*input_.bytes, options.max_record_bytes),
        max_text_bytes_(options.max_text_bytes) {}

  Result<bool> next(Record& record) override {
    clear_record(record);
    record.source = input_.name;
    Line line;
    while (lines_.next(line)) {
      if (line.text.find_first_not_of(kSpace) == std::string_view::npos) continue;
      record.line = line.number;
      if (line.too_long) {
        set_record_error(record, "the line is longer than " + std::to_string(line.text.size()) +
                                     " bytes, the limit for one record");
      } else {
        take_line(line.text, record);
      }
      keep_refused(line.text, record);
      ensure_id(record);
      return true;
    }
    if (input_.bytes->error()) return *input_.bytes->error();
    return false;
  }

 private:
  void take_line(std::string_view text, Record& record) const {
    const auto skip_space = [&] {
      text.remove_prefix(std::min(text.find_first_not_of(kSpace), text.size()));
    };
    for (skip_space(); text.starts_with(kFastTextPrefix); skip_space()) {
      const std::string_view word = text.substr(0, text.find_first_of(kSpace));
      text.remove_prefix(word.size());
      record.annotation.has_topics = true;
      // The bare prefix is what "none apply" is written as.
      if (word == kFastTextPrefix) continue;
      record.annotation.topics.push_back(percent_decoded(word.substr(kFastTextPrefix.size())));
    }
    record.document.text = text.substr(0, max_text_bytes_ + 4);  // a little more, to see the last character
    record.truncated = cut_text(record.document.text, max_text_bytes_);
  }

  NamedInput input_;
  LineReader lines_;
  std::size_t max_text_bytes_;
};

}  // namespace

std::unique_ptr<RecordReader> make_fasttext_reader(NamedInput input, const ReadOptions& options) {
  return std::make_unique<FastTextReader>(std::move(input), options);
}

}  // namespace bearing
