// Labels: the structs that accessors return are made once, with the labels; they point into them.
#include "inference/label_formats.hpp"
#include "interface/c_types.hpp"

using bearing::c_interface::string_of;

struct bearing_labels {
  bearing_labels(std::shared_ptr<const bearing::LabelWriterOptions> writer_options, bearing::Document judged,
                 bearing::Labels made);
  bearing_labels(const bearing_labels&) = delete;
  bearing_labels& operator=(const bearing_labels&) = delete;

  void add_stances(const bearing::TargetLabel& target);

  std::shared_ptr<const bearing::LabelWriterOptions> writer;
  bearing::Document document;
  bearing::Labels labels;
  std::vector<bearing_topic> topics;
  std::vector<bearing_target> targets;
  std::vector<bearing_stance> stances;
};

namespace {

bearing_words words_at(const bearing::Quotation& words) {
  return {string_of(words.text), words.range.begin, words.range.end, words.in_title ? 1 : 0};
}

}  // namespace

bearing_labels::bearing_labels(std::shared_ptr<const bearing::LabelWriterOptions> writer_options,
                               bearing::Document judged, bearing::Labels made)
    : writer(std::move(writer_options)), document(std::move(judged)), labels(std::move(made)) {
  for (const bearing::TopicLabel& topic : labels.topics)
    topics.push_back({string_of(topic.label), topic.confidence, topic.threshold, topic.assigned ? 1 : 0});
  for (const bearing::TargetLabel& target : labels.targets) {
    targets.push_back({string_of(target.target), target.confidence, target.threshold, target.touched ? 1 : 0,
                       target.free ? 1 : 0});
    add_stances(target);
  }
}

void bearing_labels::add_stances(const bearing::TargetLabel& target) {
  for (const bearing::StanceLabel* stance : bearing::sorted_stances(target)) {
    stances.push_back({string_of(target.target), string_of(stance->stance), stance->confidence,
                       stance->assigned ? 1 : 0, string_of(stance->holder), words_at(stance->holder_words),
                       words_at(stance->evidence)});
  }
}

extern "C" {

bearing_labels* bearing_label(const bearing_model* model, const bearing_document* document,
                              const bearing_options* options, bearing_error** error) {
  return bearing::c_interface::guarded(error, [&]() -> bearing::Result<std::unique_ptr<bearing_labels>> {
    auto request = bearing::c_interface::make_request(model, document, options);
    if (!request) return request.error();
    auto workspace = model->workspaces.lend();
    bearing::Labels labels = request->labeler.label(request->record, *workspace);
    return std::make_unique<bearing_labels>(model->writer, std::move(request->record.document),
                                            std::move(labels));
  });
}

void bearing_labels_free(bearing_labels* labels) { delete labels; }

size_t bearing_labels_topic_count(const bearing_labels* labels) { return labels->topics.size(); }

const bearing_topic* bearing_labels_topic(const bearing_labels* labels, size_t index) {
  return index < labels->topics.size() ? &labels->topics[index] : nullptr;
}

size_t bearing_labels_target_count(const bearing_labels* labels) { return labels->targets.size(); }

const bearing_target* bearing_labels_target(const bearing_labels* labels, size_t index) {
  return index < labels->targets.size() ? &labels->targets[index] : nullptr;
}

size_t bearing_labels_stance_count(const bearing_labels* labels) { return labels->stances.size(); }

const bearing_stance* bearing_labels_stance(const bearing_labels* labels, size_t index) {
  return index < labels->stances.size() ? &labels->stances[index] : nullptr;
}

size_t bearing_labels_warning_count(const bearing_labels* labels) { return labels->labels.warnings.size(); }

const char* bearing_labels_warning(const bearing_labels* labels, size_t index) {
  return index < labels->labels.warnings.size() ? labels->labels.warnings[index].c_str() : nullptr;
}

const char* bearing_labels_lang(const bearing_labels* labels) { return labels->labels.lang.c_str(); }

bearing_string bearing_labels_title(const bearing_labels* labels) {
  return string_of(labels->document.title);
}

bearing_string bearing_labels_text(const bearing_labels* labels) { return string_of(labels->document.text); }

char* bearing_labels_json(const bearing_labels* labels, int all, bearing_error** error) {
  return bearing::c_interface::guarded(error, [&]() -> bearing::Result<std::unique_ptr<char[]>> {
    if (labels == nullptr) return bearing::c_interface::usage("the labels are NULL");
    bearing::LabelWriterOptions options = *labels->writer;
    options.all = all != 0;
    std::string json;
    if (labels->document.id.empty()) {
      bearing::append_label_object(options, labels->document, labels->labels, json);
    } else {
      bearing::append_labels(options, labels->document, labels->labels, json);
      json.pop_back();  // The line feed.
    }
    return bearing::c_interface::new_text(json);
  });
}

}  // extern "C"
