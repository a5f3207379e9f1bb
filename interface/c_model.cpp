// Opening models, asking what they know, and reading what callers pass in.
#include <algorithm>
#include <cstring>
#include <thread>

#include "interface/c_types.hpp"
#include "serving/given_document.hpp"

namespace bearing::c_interface {
namespace {

// A caller's struct as this version knows it. A shorter one was compiled against an older header: what it
// lacks keeps its default. A longer one must have nothing in what we don't know.
template <class Struct>
Status copy_struct(const Struct& given, const Struct& initial, const char* name, Struct& copy) {
  copy = initial;
  if (given.size < sizeof given.size)
    return usage(std::string(name) + ": member `size` is not set: begin with the INIT macro");
  if (given.size > sizeof copy) {
    const char* bytes = reinterpret_cast<const char*>(&given);
    if (!std::all_of(bytes + sizeof copy, bytes + given.size, [](char c) { return c == 0; }))
      return usage(std::string(name) + ": sets a member that library version " BEARING_VERSION
                                       " doesn't know");
  }
  std::memcpy(&copy, &given, std::min(given.size, sizeof copy));
  return success();
}

Result<std::string_view> view_of(const bearing_string& text, const char* name) {
  if (text.data == nullptr && text.size > 0)
    return usage(std::string("bearing_document: ") + name + " is NULL but its size is not 0");
  return std::string_view(text.data, text.size);
}

Result<Record> record_of(const bearing_document& document) {
  GivenDocument given;
  for (const auto& [text, name, view] :
       {std::tuple{&document.id, "id", &given.id}, std::tuple{&document.lang, "lang", &given.lang},
        std::tuple{&document.title, "title", &given.title},
        std::tuple{&document.text, "text", &given.text}}) {
    auto valid = view_of(*text, name);
    if (!valid) return valid.error();
    *view = *valid;
  }
  if (document.targets == nullptr && document.target_count > 0)
    return usage("bearing_document: targets is NULL but target_count is not 0");
  for (std::size_t i = 0; i < document.target_count; ++i) {
    auto target = view_of(document.targets[i], "a target");
    if (!target) return target.error();
    given.targets.emplace_back(*target);
  }
  given.html = document.html != 0;
  given.whole_file = document.whole_file != 0;
  return make_record(given);
}

}  // namespace

Result<Request> make_request(const bearing_model* model, const bearing_document* document,
                             const bearing_options* options) {
  if (model == nullptr) return usage("the model is NULL");
  if (document == nullptr) return usage("the document is NULL");
  const bearing_document empty = BEARING_DOCUMENT_INIT;
  const bearing_options defaults = BEARING_OPTIONS_INIT;
  bearing_document known_document = empty;
  bearing_options known_options = defaults;
  if (auto copied = copy_struct(*document, empty, "bearing_document", known_document); !copied)
    return copied.error();
  if (options != nullptr) {
    if (auto copied = copy_struct(*options, defaults, "bearing_options", known_options); !copied)
      return copied.error();
  }
  auto record = record_of(known_document);
  if (!record) return record.error();
  auto labeler =
      RecordLabeler::make(model->labeler, {{}, known_options.min_confidence, known_options.all_stances != 0});
  if (!labeler) return labeler.error();
  return Request{std::move(*record), std::move(*labeler)};
}

namespace {

std::shared_ptr<const LabelWriterOptions> writer_options(const Labeler& labeler) {
  return std::make_shared<const LabelWriterOptions>(writer_options_of(labeler));
}

const char* name_at(const std::vector<std::string>& names, std::size_t index) {
  return index < names.size() ? names[index].c_str() : nullptr;
}

}  // namespace
}  // namespace bearing::c_interface

using namespace bearing::c_interface;

bearing_model::bearing_model(std::shared_ptr<const bearing::Labeler> opened)
    : labeler(std::move(opened)),
      writer(writer_options(*labeler)),
      workspaces(2 * std::max(1U, std::thread::hardware_concurrency())) {}

extern "C" {

bearing_model* bearing_open(const char* path, bearing_error** error) {
  return guarded(error, [&]() -> bearing::Result<std::unique_ptr<bearing_model>> {
    if (path == nullptr || *path == '\0')
      return usage("no path: expected that of a model file (*.safetensors)");
    auto labeler = bearing::Labeler::open(path);
    if (!labeler) return labeler.error();
    return std::make_unique<bearing_model>(std::move(*labeler));
  });
}

void bearing_close(bearing_model* model) { delete model; }

const char* bearing_model_id(const bearing_model* model) { return model->labeler->model_id().c_str(); }

size_t bearing_model_topic_count(const bearing_model* model) { return model->labeler->topics().size(); }

const char* bearing_model_topic(const bearing_model* model, size_t index) {
  return name_at(model->labeler->topics(), index);
}

size_t bearing_model_target_count(const bearing_model* model) { return model->labeler->targets().size(); }

const char* bearing_model_target(const bearing_model* model, size_t index) {
  return name_at(model->labeler->targets(), index);
}

size_t bearing_model_stance_count(const bearing_model* model) { return model->labeler->stances().size(); }

const char* bearing_model_stance(const bearing_model* model, size_t index) {
  return name_at(model->labeler->stances(), index);
}

int bearing_model_exclusive(const bearing_model* model) { return model->labeler->exclusive() ? 1 : 0; }

int bearing_model_judges_free_targets(const bearing_model* model) {
  return model->labeler->judges_free_targets() ? 1 : 0;
}

}  // extern "C"
