#include "serving/http_service.hpp"

#include <algorithm>
#include <exception>
#include <iterator>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "serving/http_query.hpp"

namespace bearing {
namespace {

constexpr HttpRoute kServiceRoutes[] = {
    {.path = "/v1/label", .method = "POST", .has_body = true, .takes_lines = true},
    {.path = "/v1/explain", .method = "POST", .has_body = true},
    {.path = "/v1/text", .method = "POST", .has_body = true},
    {.path = "/v1/model", .method = "GET"},
    {.path = "/metrics", .method = "GET"},
    {.path = "/healthz", .method = "GET", .open = true},
    {.path = "/readyz", .method = "GET", .open = true},
    {.path = "/openapi.json", .method = "GET", .open = true},
};

std::vector<HttpRoute> make_routes() {
  std::vector<HttpRoute> routes(std::begin(kServiceRoutes), std::end(kServiceRoutes));
  for (const PageFile& file : page_files())
    routes.push_back({.path = file.path, .method = "GET", .open = true});
  return routes;
}

constexpr const char* kJsonType = "application/json";
constexpr const char* kLinesType = "application/x-ndjson";

HttpResponse ok(std::string_view type, std::string body) { return {200, std::string(type), std::move(body)}; }

HttpResponse internal_error() {
  return error_response(500, "internal", "the server failed to answer this request; its log may say more");
}

std::optional<HttpResponse> find_route(const HttpHead& head, const std::string& path,
                                       const HttpRoute*& route) {
  std::string allowed;
  for (const HttpRoute& candidate : http_routes()) {
    if (candidate.path != path) continue;
    route = &candidate;
    if (candidate.method == head.method || (candidate.method == "GET" && head.method == "HEAD")) return {};
    allowed = candidate.method == "GET" ? "GET, HEAD" : std::string(candidate.method);
  }
  if (route == nullptr) {
    return error_response(404, "not-found",
                          "there is nothing at this path; /openapi.json lists what there is");
  }
  HttpResponse response = error_response(405, "method-not-allowed", "this path takes " + allowed);
  response.headers.emplace_back("Allow", allowed);
  return response;
}

std::optional<HttpResponse> read_media_type(const HttpHead& head, HttpCall& call) {
  const MediaType media = parse_media_type(head.content_type);
  call.charset = media.charset;
  const std::string& type = media.type;
  const bool encoded = !head.content_encoding.empty() && head.content_encoding != "identity";
  if (encoded)
    return error_response(415, "unsupported-encoding",
                          "bodies must come as they are, without Content-Encoding");
  if (type == kJsonType) {
    call.kind = BodyKind::kJson;
  } else if (call.route->takes_lines &&
             (type == kLinesType || type == "application/jsonl" || type == "application/x-jsonlines")) {
    call.kind = BodyKind::kJsonLines;
  } else if (type == "text/plain") {
    call.kind = BodyKind::kText;
  } else if (type == "text/html") {
    call.kind = BodyKind::kHtml;
  } else {
    const std::string found = type.empty() ? "no Content-Type" : "\"" + type + "\"";
    return error_response(415, "unsupported-media-type",
                          "expected application/json, " +
                              std::string(call.route->takes_lines ? "application/x-ndjson, " : "") +
                              "text/plain or text/html, found " + found);
  }
  return {};
}

HttpResponse response_of(const BodyFault& fault) {
  switch (fault.kind) {
    case BodyFault::Kind::kSyntax:
      return error_response(400, "invalid-body", fault.message);
    case BodyFault::Kind::kDocument:
      return error_response(422, "invalid-document", fault.message);
    case BodyFault::Kind::kTooMany:
      return error_response(413, "too-many-documents", fault.message);
  }
  return internal_error();
}

double seconds_of(std::chrono::system_clock::time_point time) {
  return std::chrono::duration<double>(time.time_since_epoch()).count();
}

}  // namespace

std::span<const HttpRoute> http_routes() {
  static const std::vector<HttpRoute> routes = make_routes();
  return routes;
}

HttpResponse busy_response() {
  HttpResponse response =
      error_response(429, "busy", "more requests wait than the server takes: try again in a moment");
  response.headers.emplace_back("Retry-After", "1");
  return response;
}

std::vector<ServiceState::Model> models_of(const ModelSet& models) {
  std::vector<ServiceState::Model> described;
  const auto add = [&](const ServedModel& model, bool shadow) {
    described.push_back(
        {model.name, model.labeler->model_id(), seconds_of(model.opened), shadow, model.profile});
  };
  for (const auto& model : models.all()) add(*model, false);
  if (const auto shadow = models.shadow()) add(*shadow, true);
  return described;
}

HttpService::HttpService(HttpServiceOptions options, const ModelSet& models, ServiceMetrics& metrics,
                         std::function<ServiceState()> state)
    : max_body_bytes_(options.max_body_bytes),
      keys_(std::move(options.keys)),
      models_(models),
      metrics_(metrics),
      state_(std::move(state)) {}

void HttpService::set_keys(ApiKeys keys) {
  const std::lock_guard lock(mutex_);
  keys_ = std::move(keys);
}

bool HttpService::admits(const HttpHead& head) const {
  const std::lock_guard lock(mutex_);
  return keys_.empty() || keys_.admit_authorization(head.authorization);
}

HttpCall HttpService::admit(const HttpHead& head) const {
  HttpCall call;
  const auto target = parse_target(head.target);
  if (!target) {
    call.refusal = error_response(400, "invalid-target", "the path or the query is not well formed");
    return call;
  }
  if ((call.refusal = find_route(head, target->path, call.route))) return call;
  if (!call.route->open && !admits(head)) {
    call.refusal = error_response(401, "unauthorized",
                                  "expected a header \"Authorization: Bearer KEY\" with a "
                                  "key that this server knows");
    call.refusal->headers.emplace_back("WWW-Authenticate", "Bearer");
    return call;
  }
  if (call.route->has_body && (call.refusal = read_media_type(head, call))) return call;
  if (const PageFile* file = find_page_file(call.route->path))
    call.unchanged = names_entity(head.if_none_match, file->entity_tag);
  call.refusal = read_query(*target, models_, call);
  return call;
}

HttpResponse HttpService::answer(const HttpCall& call) const {
  const std::string_view path = call.route->path;
  if (path == "/v1/model") return model_description(call);
  if (path == "/openapi.json") return ok(kJsonType, std::string(openapi_document()));
  if (path == "/healthz") return ok(kJsonType, "{\"status\":\"ok\"}\n");
  if (const PageFile* file = find_page_file(path)) return page_response(*file, call.unchanged);
  const ServiceState state = state_();
  if (path == "/metrics") return ok("text/plain; version=0.0.4; charset=utf-8", metrics_.text(state));
  if (state.draining) return error_response(503, "draining", "the server was told to stop");
  return ok(kJsonType, "{\"status\":\"ready\"}\n");
}

HttpResponse HttpService::answer(const HttpCall& call, std::string_view body, LabelWorker& worker,
                                 DocumentTally& tally) const {
  const LabelTask& task = *call.task;
  const bool lines = call.kind == BodyKind::kJsonLines;
  HttpResponse response = ok(lines ? kLinesType : kJsonType, {});
  try {
    if (lines) {
      worker.answer_lines(task, body, 1, max_body_bytes_, tally, response.body);
    } else if (auto fault = worker.answer(task, call.kind, call.charset, body, tally, response.body)) {
      response = response_of(*fault);
    }
  } catch (const std::exception&) {
    response = internal_error();
  }
  metrics_.add_documents(task.model->name, task.model->labeler->model_id(), tally);
  return response;
}

bool HttpService::answer_lines(const HttpCall& call, std::string_view lines, std::uint64_t line,
                               LabelWorker& worker, DocumentTally& tally, std::string& out) const {
  bool whole = true;
  DocumentTally batch;
  try {
    worker.answer_lines(*call.task, lines, line, max_body_bytes_, batch, out);
  } catch (const std::exception&) {
    out += internal_error().body;
    whole = false;
  }
  metrics_.add_documents(call.task->model->name, call.task->model->labeler->model_id(), batch);
  tally.add(batch);
  return whole;
}

void HttpService::compare_with_shadow(LabelWorker& worker) const {
  DocumentTally tally;
  try {
    const auto model = worker.compare_with_shadow(tally);
    if (model != nullptr) metrics_.add_documents(model->name, model->labeler->model_id(), tally);
  } catch (const std::exception&) {
    // Memory that isn't there: fewer comparisons.
  }
}

HttpResponse HttpService::model_description(const HttpCall& call) const {
  using Json = nlohmann::ordered_json;
  const auto served = models_.find(call.model);
  const Labeler& labeler = *served->labeler;
  Json json = {{"name", served->name},
               {"id", labeler.model_id()},
               {"topics", labeler.topics()},
               {"exclusive", labeler.exclusive()},
               {"stances", labeler.stances()},
               {"targets", Json::array()},
               {"free_targets", labeler.judges_free_targets()},
               {"models", Json::array()}};
  for (std::size_t t = 0; t < labeler.targets().size(); ++t) {
    Json target = {{"id", labeler.targets()[t]}};
    const auto& names = labeler.target_names();
    if (t < names.size() && !names[t].empty()) target["name"] = names[t];
    json["targets"].push_back(std::move(target));
  }
  for (const auto& model : models_.all())
    json["models"].push_back({{"name", model->name}, {"id", model->labeler->model_id()}});
  return ok(kJsonType, json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n");
}

}  // namespace bearing
