#include "corpus/record_writer.hpp"

#include <utility>

#include "corpus/detect_format.hpp"
#include "corpus/json_writer.hpp"
#include "corpus/output_sink.hpp"
#include "corpus/stream_writers.hpp"

namespace bearing {
namespace {

using AppendLine = void (*)(const Record&, std::string&);

/// One JSON object a line.
class JsonLinesWriter final : public RecordWriter {
 public:
  JsonLinesWriter(std::unique_ptr<OutputSink> sink, AppendLine append)
      : sink_(std::move(sink)), append_(append) {}

  Status write(const Record& record) override {
    if (record.error) return *record.error;
    line_.clear();
    append_(record, line_);
    line_ += '\n';
    return sink_->write(line_);
  }

  Status finish() override { return sink_->finish(); }

 private:
  std::unique_ptr<OutputSink> sink_;
  AppendLine append_;
  std::string line_;
};

/// One array of Label Studio tasks, a task a line.
class TaskArrayWriter final : public RecordWriter {
 public:
  explicit TaskArrayWriter(std::unique_ptr<OutputSink> sink) : sink_(std::move(sink)) {}

  Status write(const Record& record) override {
    if (record.error) return *record.error;
    text_ = begun_ ? ",\n" : "[\n";
    begun_ = true;
    append_label_studio_task(record, text_);
    return sink_->write(text_);
  }

  Status finish() override {
    if (auto written = sink_->write(begun_ ? "\n]\n" : "[]\n"); !written) return written;
    return sink_->finish();
  }

 private:
  std::unique_ptr<OutputSink> sink_;
  bool begun_ = false;
  std::string text_;
};

}  // namespace

Result<std::unique_ptr<RecordWriter>> open_writer(const std::string& path, CorpusFormat format,
                                                  const ReadOptions& options) {
  if (auto valid = options.validate(); !valid) return valid.error();
  if (format == CorpusFormat::kAuto) {
    const CorpusFormat named = path.ends_with('/') ? CorpusFormat::kFolders : format_of_name(path);
    format = named == CorpusFormat::kAuto ? CorpusFormat::kJsonLines : named;
  }
  if (format == CorpusFormat::kText || format == CorpusFormat::kHtml) {
    return Error{ErrorCode::kUsage,
                 "texts and pages hold one document each; write format folders instead",
                 path,
                 0,
                 {}};
  }
  if (format == CorpusFormat::kSemEval2016 || format == CorpusFormat::kFnc1 ||
      format == CorpusFormat::kVast) {
    return Error{ErrorCode::kUsage, "this format is only read; write format pairs instead", path, 0, {}};
  }
  if (format == CorpusFormat::kFolders) return open_folder_writer(path);
  auto sink = open_output(path);
  if (!sink) return sink.error();
  std::unique_ptr<RecordWriter> writer;
  if (format == CorpusFormat::kPairs) {
    const CorpusFormat named = format_of_name(path);
    if (named == CorpusFormat::kCsv || named == CorpusFormat::kTsv) {
      const char separator = named == CorpusFormat::kCsv ? ',' : '\t';
      writer = make_csv_writer(std::move(*sink), separator, options.label_separator);
    } else {
      writer = std::make_unique<JsonLinesWriter>(std::move(*sink), append_pair_line);
    }
    writer = make_pairs_writer(std::move(writer));
  } else if (format == CorpusFormat::kCsv) {
    writer = make_csv_writer(std::move(*sink), ',', options.label_separator);
  } else if (format == CorpusFormat::kTsv) {
    writer = make_csv_writer(std::move(*sink), '\t', options.label_separator);
  } else if (format == CorpusFormat::kFastText) {
    writer = make_fasttext_writer(std::move(*sink));
  } else if (format == CorpusFormat::kLabelStudio) {
    writer = std::make_unique<TaskArrayWriter>(std::move(*sink));
  } else {
    const bool doccano = format == CorpusFormat::kDoccano;
    writer =
        std::make_unique<JsonLinesWriter>(std::move(*sink), doccano ? append_doccano_line : append_json_line);
  }
  return writer;
}

}  // namespace bearing
