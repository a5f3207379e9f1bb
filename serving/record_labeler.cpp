#include "serving/record_labeler.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/usage_error.hpp"
#include "intake/prepare.hpp"
#include "serving/target_text.hpp"

namespace bearing {
namespace {

// What a workspace has needed once it keeps: texts of more bytes get one of their own, which goes with them.
constexpr std::size_t kLargeText = std::size_t{128} << 10;

class FittingWorkspace {
 public:
  FittingWorkspace(const Document& document, Workspace& kept) : kept_(kept) {
    if (document.text.size() > kLargeText) own_.emplace();
  }
  Workspace& operator*() { return own_ ? *own_ : kept_; }

 private:
  Workspace& kept_;
  std::optional<Workspace> own_;
};

bool holds(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// Appends the targets that are neither the scheme's, which are judged anyway, nor there already.
void add_free_targets(const Labeler& labeler, const std::vector<std::string>& targets,
                      std::vector<std::string>& free) {
  for (const std::string& target : targets) {
    if (!holds(labeler.targets(), target) && !holds(free, target)) free.push_back(target);
  }
}

// Raises the thresholds of topics, too. A target stays touched: that is another question.
void abstain_below(double min_confidence, Labels& labels) {
  for (TopicLabel& topic : labels.topics) {
    topic.threshold = std::max(topic.threshold, min_confidence);
    topic.assigned = topic.assigned && topic.confidence >= min_confidence;
  }
  for (TargetLabel& target : labels.targets) {
    for (StanceLabel& stance : target.stances)
      stance.assigned = stance.assigned && stance.confidence >= min_confidence;
  }
}

}  // namespace

Result<RecordLabeler> RecordLabeler::make(std::shared_ptr<const Labeler> labeler, LabelRequest request) {
  if (auto valid = check_targets(request.free_targets); !valid) return valid.error();
  // Written so that what is no number fails too.
  if (!(request.min_confidence >= 0 && request.min_confidence <= 1))
    return usage_error("the least confidence must be a probability from 0 to 1");
  std::vector<std::string> free;
  add_free_targets(*labeler, request.free_targets, free);
  if (!free.empty() && !labeler->judges_free_targets())
    return usage_error("the model can't judge free targets (\"" + free.front() + "\")");
  request.free_targets = std::move(free);
  return RecordLabeler(std::move(labeler), std::move(request));
}

void RecordLabeler::make_ready(Record& record) const {
  prepare(record);
  Document& document = record.document;
  if (document.targets.empty() && request_.free_targets.empty()) return;
  std::vector<std::string> free;
  add_free_targets(*labeler_, document.targets, free);
  add_free_targets(*labeler_, request_.free_targets, free);
  document.targets = std::move(free);
}

Labels RecordLabeler::label(const Document& document, Workspace& workspace) const {
  FittingWorkspace fitting(document, workspace);
  Labels labels = labeler_->label(document, *fitting, {.all_stances = request_.all_stances});
  abstain_below(request_.min_confidence, labels);
  return labels;
}

Labels RecordLabeler::label(Record& record, Workspace& workspace) const {
  make_ready(record);
  Labels labels = label(std::as_const(record.document), workspace);
  // Reading has mended what the labeler can't see any more.
  if (record.replaced > 0) labels.warnings.insert(labels.warnings.begin(), "bad-bytes-replaced");
  if (record.truncated) labels.warnings.insert(labels.warnings.begin(), "truncated");
  return labels;
}

std::vector<Explanation> RecordLabeler::explain(Record& record, Workspace& workspace) const {
  make_ready(record);
  FittingWorkspace fitting(record.document, workspace);
  return labeler_->explain(record.document, *fitting);
}

}  // namespace bearing
