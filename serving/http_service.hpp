// The service behind the protocol: what is asked, whether it may be, and the answer. Knows no sockets.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "serving/api_keys.hpp"
#include "serving/http_message.hpp"
#include "serving/http_page.hpp"
#include "serving/label_task.hpp"
#include "serving/model_set.hpp"
#include "serving/service_metrics.hpp"

namespace bearing {

/// A path and what it takes. HEAD is answered wherever GET is.
struct HttpRoute {
  std::string_view path;
  std::string_view method;
  bool open = false;         ///< Needs no key.
  bool has_body = false;     ///< Takes a document or several, and a worker to label them.
  bool takes_lines = false;  ///< Takes application/x-ndjson, too.
};

/// All routes. docs and the OpenAPI document name the same ones; a test sees to that.
std::span<const HttpRoute> http_routes();

/// The OpenAPI document, in JSON.
std::string_view openapi_document();

struct HttpServiceOptions {
  ApiKeys keys;                                        ///< Without any, everybody may ask.
  std::size_t max_body_bytes = std::size_t{16} << 20;  ///< Of lines, each of them.
};

/// A request whose head was looked at.
struct HttpCall {
  const HttpRoute* route = nullptr;     ///< Null where there is none.
  std::optional<HttpResponse> refusal;  ///< Then that is the answer, and the body doesn't matter.
  BodyKind kind = BodyKind::kJson;
  std::string charset;
  std::optional<LabelTask> task;  ///< Of routes with a body.
  std::string model;              ///< Its name, where a query gives one.
  bool unchanged = false;         ///< Of the page's files: the client has it already.
};

/// Thread-safe.
class HttpService {
 public:
  /// `models` and `metrics` must outlive the service; so must what `state` needs.
  HttpService(HttpServiceOptions options, const ModelSet& models, ServiceMetrics& metrics,
              std::function<ServiceState()> state);

  /// The first step, from the head alone: 401, 404, 405, 415, and 400 for a query that makes no sense.
  HttpCall admit(const HttpHead& head) const;

  /// Answers a call without a body and without a refusal.
  HttpResponse answer(const HttpCall& call) const;

  /// Answers a call with its whole body, which is followed by BufferedInput::kSlack readable bytes: an
  /// object, an array, or lines. What was counted is added to the metrics, and left in `tally`.
  HttpResponse answer(const HttpCall& call, std::string_view body, LabelWorker& worker,
                      DocumentTally& tally) const;

  /// Answers some lines of a longer body (LabelWorker::answer_lines). Never empty-handed: where labelling
  /// fails, the lines end with an error object, and false says that the rest is not worth sending.
  bool answer_lines(const HttpCall& call, std::string_view lines, std::uint64_t line, LabelWorker& worker,
                    DocumentTally& tally, std::string& out) const;

  /// Has the shadow label what `worker` has just labelled: after each answer, when it is on its way.
  void compare_with_shadow(LabelWorker& worker) const;

  /// From the next request on.
  void set_keys(ApiKeys keys);

 private:
  bool admits(const HttpHead& head) const;
  HttpResponse model_description(const HttpCall& call) const;

  const std::size_t max_body_bytes_;
  mutable std::mutex mutex_;  ///< Of keys_.
  ApiKeys keys_;
  const ModelSet& models_;
  ServiceMetrics& metrics_;
  std::function<ServiceState()> state_;
};

/// The state's part that the models make up.
std::vector<ServiceState::Model> models_of(const ModelSet& models);

/// 429 with Retry-After.
HttpResponse busy_response();

}  // namespace bearing
