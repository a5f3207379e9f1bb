#include "serving/label_task.hpp"

#include <algorithm>
#include <cstring>
#include <span>
#include <utility>

#include "base/check.hpp"
#include "base/utf8.hpp"
#include "corpus/buffered_input.hpp"
#include "corpus/json_text.hpp"
#include "corpus/record_writer.hpp"
#include "corpus/stream_readers.hpp"
#include "inference/explanation_json.hpp"
#include "intake/prepare.hpp"

namespace bearing {
namespace {

// Results name documents without an id as those of standard input.
constexpr const char* kSource = "-";

// Topics and stances that a document has already are nobody's business.
ReadOptions request_options() {
  ReadOptions options;
  options.annotations = Annotations::kTargets;
  return options;
}

constexpr std::string_view kJsonSpace = " \t\r\n";

class BorrowedBytes final : public ByteSource {
 public:
  explicit BorrowedBytes(std::string_view bytes) : rest_(bytes) {}
  Result<std::size_t> read(std::span<char> buffer) override {
    const std::size_t size = std::min(buffer.size(), rest_.size());
    std::memcpy(buffer.data(), rest_.data(), size);
    rest_.remove_prefix(size);
    return size;
  }

 private:
  std::string_view rest_;
};

NamedInput borrowed_input(std::string_view bytes) {
  return {std::make_unique<BufferedInput>(std::make_unique<BorrowedBytes>(bytes)), kSource, 1};
}

std::optional<BodyFault> syntax_fault(std::string message) {
  return BodyFault{BodyFault::Kind::kSyntax, std::move(message)};
}

}  // namespace

Result<LabelTask> make_task(std::shared_ptr<const ServedModel> model, LabelRequest request) {
  const double min_confidence = request.min_confidence;
  const bool all = request.all_stances;
  auto labeler = RecordLabeler::make(model->labeler, std::move(request));
  if (!labeler) return labeler.error();
  LabelWriterOptions writer = writer_options_of(*model->labeler);
  writer.all = all;
  return LabelTask{.model = std::move(model),
                   .shadow = nullptr,
                   .labeler = std::move(*labeler),
                   .writer = std::move(writer),
                   .topics = {},
                   .min_confidence = min_confidence};
}

std::shared_ptr<const ShadowTask> make_shadow(std::shared_ptr<const ServedModel> model,
                                              const LabelTask& task) {
  if (model == nullptr) return nullptr;
  auto labeler = RecordLabeler::make(model->labeler, {{}, task.min_confidence, false});
  check(labeler.ok());  // That confidence was good before.
  return std::make_shared<ShadowTask>(ShadowTask{std::move(model), std::move(*labeler)});
}

LabelWorker::LabelWorker() : parser_(request_options(), JsonShape::kNative) {}

Workspace& LabelWorker::workspace_of(const std::shared_ptr<const ServedModel>& model, Place& place) {
  // A new one for a model that was replaced: the old one's caches go, and the old model with them.
  if (place.model != model) place = {model, std::make_unique<Workspace>()};
  return *place.workspace;
}

void LabelWorker::append_record(const LabelTask& task, DocumentTally& tally, std::string& out) {
  ensure_id(record_);
  const Document& document = record_.document;
  if (!record_.error && document.targets.size() > kMostTargets) {
    set_record_error(record_, "the document asks for more than " + std::to_string(kMostTargets) + " targets");
  }
  if (record_.error) {
    ++tally.errors;
    return append_error(task.writer, document.id, *record_.error, out);
  }
  if (task.answer == AnswerKind::kText) {
    prepare(record_);
    record_.document.fields.clear();
    append_json_line(record_, out);
    out += '\n';
    return;
  }
  Workspace& workspace = workspace_of(task.model, places_[task.model->name]);
  if (task.answer == AnswerKind::kWords) {
    auto explanations = task.labeler.explain(record_, workspace);
    append_explanations(
        document,
        shown_explanations(*task.model->labeler, std::move(explanations), task.topics, task.min_confidence),
        out);
    out += '\n';
    return;
  }
  Labels labels = task.labeler.label(record_, workspace);
  append_labels(task.writer, document, labels, out);
  tally.add(labels);
  if (task.shadow == nullptr) return;
  compared_ = task.model;
  shadow_ = task.shadow;
  Comparison& comparison = to_compare_.emplace_back();
  comparison.document.lang = document.lang;
  comparison.document.title = document.title;
  comparison.document.text = document.text;
  comparison.labels = std::move(labels);
}

std::shared_ptr<const ServedModel> LabelWorker::compare_with_shadow(DocumentTally& tally) {
  const auto comparisons = std::exchange(to_compare_, {});
  if (comparisons.empty()) return nullptr;
  Workspace& workspace = workspace_of(shadow_->model, shadow_place_);
  for (const Comparison& comparison : comparisons)
    tally.compare(comparison.labels, shadow_->labeler.label(comparison.document, workspace));
  shadow_ = nullptr;
  return std::exchange(compared_, nullptr);
}

std::optional<BodyFault> LabelWorker::answer(const LabelTask& task, BodyKind kind, const std::string& charset,
                                             std::string_view body, DocumentTally& tally, std::string& out) {
  if (kind == BodyKind::kJson) {
    if (body.starts_with("\xEF\xBB\xBF")) body.remove_prefix(3);
    if (!is_valid_utf8(body)) return syntax_fault("the body is not valid UTF-8, which JSON must be");
    const std::size_t begin = body.find_first_not_of(kJsonSpace);
    const char first = begin == std::string_view::npos ? '\0' : body[begin];
    if (first == '{') return answer_object(task, body, tally, out);
    if (first == '[') return answer_array(task, body, tally, out);
    return syntax_fault(first == '\0' ? "the body is empty: expected a JSON object or an array of objects"
                                      : "expected a JSON object or an array of objects");
  }
  const auto reader =
      make_whole_file_reader(borrowed_input(body), request_options(), kind == BodyKind::kHtml);
  const auto read = reader->next(record_);
  if (!read) return syntax_fault(read.error().message);
  if (!*read) return syntax_fault("the body is empty: expected a document");
  record_.declared_charset = charset;
  append_record(task, tally, out);
  return {};
}

std::optional<BodyFault> LabelWorker::answer_object(const LabelTask& task, std::string_view body,
                                                    DocumentTally& tally, std::string& out) {
  record_.source = kSource;
  record_.line = 1;
  parser_.parse(body, record_);
  if (record_.error && !is_json_value(body)) {
    ++tally.errors;
    return syntax_fault(record_.error->message);
  }
  const std::size_t size = out.size();
  append_record(task, tally, out);
  if (!record_.error) return {};
  out.resize(size);
  return BodyFault{BodyFault::Kind::kDocument, record_.error->message};
}

std::optional<BodyFault> LabelWorker::answer_array(const LabelTask& task, std::string_view body,
                                                   DocumentTally& tally, std::string& out) {
  if (!is_json_value(body)) {
    ++tally.errors;
    return syntax_fault("the array is not valid JSON, or nested more than " + std::to_string(kJsonMaxDepth) +
                        " deep");
  }
  const auto reader = make_json_array_reader(borrowed_input(body), request_options());
  const std::size_t begin = out.size();
  for (std::size_t count = 0;; ++count) {
    const auto more = reader->next(record_);
    if (!more) return syntax_fault(more.error().message);
    if (!*more) break;
    if (count == kMostDocuments) {
      return BodyFault{BodyFault::Kind::kTooMany,
                       "the array holds more than " + std::to_string(kMostDocuments) +
                           " documents: send several requests, or application/x-ndjson"};
    }
    append_record(task, tally, out);
    out.back() = ',';  // In place of the line feed.
  }
  if (out.size() == begin) {
    out += "[]\n";
    return {};
  }
  out.back() = ']';
  out.insert(begin, 1, '[');
  out += '\n';
  return {};
}

void LabelWorker::answer_lines(const LabelTask& task, std::string_view lines, std::uint64_t line,
                               std::size_t max_line, DocumentTally& tally, std::string& out) {
  for (; !lines.empty(); ++line) {
    const std::size_t end = std::min(lines.find('\n'), lines.size());
    std::string_view text = lines.substr(0, end);
    lines.remove_prefix(std::min(end + 1, lines.size()));
    if (text.ends_with('\r')) text.remove_suffix(1);
    if (text.find_first_not_of(" \t\r\f\v") == std::string_view::npos) continue;
    record_.source = kSource;
    record_.line = line;
    if (text.size() > max_line) {
      clear_record(record_);
      set_record_error(record_, "the line is longer than " + std::to_string(max_line) +
                                    " bytes, the limit for one record");
    } else {
      parser_.parse(text, record_);
    }
    append_record(task, tally, out);
  }
}

}  // namespace bearing
