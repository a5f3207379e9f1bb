#include "serving/http_query.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include "base/utf8.hpp"

namespace bearing {
namespace {

struct QueryOptions {
  std::string model;
  LabelRequest request;
  bool pass_through = false;
  std::vector<std::string> topics;
};

std::optional<HttpResponse> bad_query(const std::string& message) {
  return error_response(400, "invalid-query", message);
}

// Names that a route knows; `all` and `pass_through` are about results of labelling, `topic` about words.
std::vector<std::string_view> known_names(const HttpRoute& route) {
  if (route.path == "/v1/label") return {"model", "all", "min_confidence", "target", "pass_through"};
  if (route.path == "/v1/explain") return {"model", "topic", "min_confidence", "target"};
  if (route.path == "/v1/model") return {"model"};
  return {};
}

std::optional<HttpResponse> read_flag(const std::string& name, const std::string& value, bool& flag) {
  flag = value == "true" || value == "1";
  if (flag || value == "false" || value == "0") return {};
  return bad_query(name + ": expected true or false");
}

std::optional<HttpResponse> read_option(const std::string& name, const std::string& value,
                                        QueryOptions& options) {
  if (name == "model") {
    options.model = value;
  } else if (name == "target") {
    options.request.free_targets.push_back(value);
  } else if (name == "topic") {
    options.topics.push_back(value);
  } else if (name == "all") {
    return read_flag(name, value, options.request.all_stances);
  } else if (name == "pass_through") {
    return read_flag(name, value, options.pass_through);
  } else {
    double& number = options.request.min_confidence;
    const char* end = value.data() + value.size();
    const auto [rest, code] = std::from_chars(value.data(), end, number);
    if (code != std::errc() || rest != end) return bad_query(name + ": expected a probability from 0 to 1");
  }
  return {};
}

std::optional<HttpResponse> read_options(const HttpTarget& target, const HttpRoute& route,
                                         QueryOptions& options) {
  const auto known = known_names(route);
  for (const auto& [name, value] : target.query) {
    if (std::find(known.begin(), known.end(), name) == known.end()) {
      std::string names;
      for (const std::string_view each : known) names.append(names.empty() ? "" : ", ").append(each);
      return bad_query("there is no parameter \"" + name + "\" here" +
                       (names.empty() ? std::string() : "; expected " + names));
    }
    if (!is_valid_utf8(value)) return bad_query(name + ": expected UTF-8");
    if (auto refusal = read_option(name, value, options)) return refusal;
  }
  return {};
}

std::optional<HttpResponse> make_call(QueryOptions options, std::shared_ptr<const ServedModel> model,
                                      const ModelSet& models, HttpCall& call) {
  for (const std::string& topic : options.topics) {
    const auto& topics = model->labeler->topics();
    if (std::find(topics.begin(), topics.end(), topic) == topics.end())
      return error_response(404, "no-such-topic",
                            "the model has no topic \"" + topic + "\"; /v1/model lists those it has");
  }
  if (options.request.free_targets.size() > kMostTargets)
    return bad_query("target: at most " + std::to_string(kMostTargets) + " of them");
  auto task = make_task(model, std::move(options.request));
  if (!task) return bad_query(task.error().message);
  if (call.route->path == "/v1/explain") task->answer = AnswerKind::kWords;
  if (call.route->path == "/v1/text") task->answer = AnswerKind::kText;
  task->topics = std::move(options.topics);
  task->writer.pass_through = options.pass_through;
  // What is compared must be of one kind: the model that is used where none is named.
  if (task->answer == AnswerKind::kLabels && model == models.find({}))
    task->shadow = make_shadow(models.shadow(), *task);
  call.task = std::move(*task);
  return {};
}

}  // namespace

std::optional<HttpResponse> read_query(const HttpTarget& target, const ModelSet& models, HttpCall& call) {
  QueryOptions options;
  if (auto refusal = read_options(target, *call.route, options)) return refusal;
  auto model = models.find(options.model);
  if (model == nullptr) {
    return error_response(404, "no-such-model",
                          "there is no model \"" + options.model + "\"; /v1/model lists those there are");
  }
  call.model = options.model;
  if (!call.route->has_body) return {};
  return make_call(std::move(options), std::move(model), models, call);
}

}  // namespace bearing
