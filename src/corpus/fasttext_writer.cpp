#include <algorithm>
#include <utility>

#include "corpus/label_coding.hpp"
#include "corpus/stream_writers.hpp"

namespace bearing {
namespace {

class FastTextWriter final : public RecordWriter {
 public:
  explicit FastTextWriter(std::unique_ptr<OutputSink> sink) : sink_(std::move(sink)) {}

  Status write(const Record& record) override {
    if (record.error) return *record.error;
    line_.clear();
    if (record.annotation.has_topics) {
      for (const std::string& topic : record.annotation.topics) {
        if (topic.empty()) return refused(record, "a topic is empty");
        line_.append(kFastTextPrefix).append(percent_encoded(topic, " ")).append(" ");
      }
      if (line_.empty()) line_.append(kFastTextPrefix).append(" ");
    }
    const std::size_t labels_end = line_.size();
    if (!record.document.title.empty()) line_.append(record.document.title).append(" ");
    line_.append(record.document.text);
    std::replace_if(line_.begin(), line_.end(), [](char c) { return c >= '\t' && c <= '\r'; }, ' ');
    const std::size_t text = line_.find_first_not_of(' ', labels_end);
    if (line_.compare(std::min(text, line_.size()), kFastTextPrefix.size(), kFastTextPrefix) == 0) {
      return refused(record, "the text begins with __label__");
    }
    if (text == std::string::npos && labels_end == 0)
      return refused(record, "the document has neither text nor topics");
    line_ += '\n';
    return sink_->write(line_);
  }

  Status finish() override { return sink_->finish(); }

 private:
  static Error refused(const Record& record, const char* why) {
    return {ErrorCode::kInvalidData,
            std::string("can't be written as a fastText line: ") + why,
            record.source,
            record.line,
            {}};
  }

  std::unique_ptr<OutputSink> sink_;
  std::string line_;
};

}  // namespace

std::unique_ptr<RecordWriter> make_fasttext_writer(std::unique_ptr<OutputSink> sink) {
  return std::make_unique<FastTextWriter>(std::move(sink));
}

}  // namespace bearing
