// Bodies of requests to results: what one request asks for, and the worker that does it.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bearing/labeler.hpp"
#include "corpus/json_record.hpp"
#include "inference/label_writer.hpp"
#include "serving/document_tally.hpp"
#include "serving/model_set.hpp"
#include "serving/record_labeler.hpp"

namespace bearing {

/// What a body holds.
enum class BodyKind {
  kJson,       ///< One object, or an array of them. UTF-8 and nothing else.
  kJsonLines,  ///< An object a line. Bad bytes are repaired, line by line, as by `bearing label`.
  kText,       ///< One document; bytes of any charset.
  kHtml,       ///< One page; bytes of any charset.
};

/// What is asked for.
enum class AnswerKind {
  kLabels,
  kWords,  ///< Explanations.
  kText,   ///< The document as it would be labelled: decoded, without its markup.
};

/// A model that labels the same documents afterwards, and is only compared.
struct ShadowTask {
  std::shared_ptr<const ServedModel> model;
  RecordLabeler labeler;
};

/// What is asked of a model.
struct LabelTask {
  std::shared_ptr<const ServedModel> model;
  std::shared_ptr<const ShadowTask> shadow;  ///< May be null.
  RecordLabeler labeler;
  LabelWriterOptions writer;
  AnswerKind answer = AnswerKind::kLabels;
  std::vector<std::string> topics;  ///< Those to explain; empty: what is assigned.
  double min_confidence = 0;        ///< As in the labeler's request.
};

/// The task for a model; `request` and the rest may still be set in its parts. Errors: those of
/// RecordLabeler::make.
Result<LabelTask> make_task(std::shared_ptr<const ServedModel> model, LabelRequest request);

/// The same decisions by another model. Null for a null model.
std::shared_ptr<const ShadowTask> make_shadow(std::shared_ptr<const ServedModel> model,
                                              const LabelTask& task);

/// Why a body has no answer.
struct BodyFault {
  enum class Kind { kSyntax, kDocument, kTooMany };
  Kind kind = Kind::kSyntax;
  std::string message;
};

/// Bounds on what one document or body may ask for, so that a small request can't have a huge answer.
constexpr std::size_t kMostDocuments = 1000;  ///< Of an array.
constexpr std::size_t kMostTargets = 32;      ///< Free targets of a document.

/// Scratch memory of one thread.
class LabelWorker {
 public:
  LabelWorker();

  /// Answers a body that is there as a whole, and is followed by BufferedInput::kSlack readable bytes:
  /// appends an object for one document, an array for an array, each with a line feed. In an array, what is
  /// no document gets an object with its error, in its place; alone it is a fault. `charset`: what the sender
  /// says of kText and kHtml; empty when unknown.
  std::optional<BodyFault> answer(const LabelTask& task, BodyKind kind, const std::string& charset,
                                  std::string_view body, DocumentTally& tally, std::string& out);

  /// Appends a line of JSON for each line that isn't blank; the first has the number `line`. A line longer
  /// than `max_line` bytes counts as cut off there. `lines` is followed by BufferedInput::kSlack readable
  /// bytes.
  void answer_lines(const LabelTask& task, std::string_view lines, std::uint64_t line, std::size_t max_line,
                    DocumentTally& tally, std::string& out);

  /// What the shadow says of the documents that were labelled since the last call, when their answer is on
  /// its way. The model that they were compared for; null where there were none. To be called after every
  /// answer.
  std::shared_ptr<const ServedModel> compare_with_shadow(DocumentTally& tally);

 private:
  struct Place {
    std::shared_ptr<const ServedModel> model;
    std::unique_ptr<Workspace> workspace;
  };

  std::optional<BodyFault> answer_object(const LabelTask& task, std::string_view body, DocumentTally& tally,
                                         std::string& out);
  std::optional<BodyFault> answer_array(const LabelTask& task, std::string_view body, DocumentTally& tally,
                                        std::string& out);
  void append_record(const LabelTask& task, DocumentTally& tally, std::string& out);
  Workspace& workspace_of(const std::shared_ptr<const ServedModel>& model, Place& place);

  JsonRecordParser parser_;
  Record record_;
  std::map<std::string, Place> places_;  ///< By name of the model.

  struct Comparison {
    Document document;
    Labels labels;
  };
  std::shared_ptr<const ServedModel> compared_;  ///< With `shadow_`, of what is in to_compare_.
  std::shared_ptr<const ShadowTask> shadow_;
  std::vector<Comparison> to_compare_;
  Place shadow_place_;
};

}  // namespace bearing
