#include "serving/service_metrics.hpp"

#include <utility>

#include "metric/drift.hpp"
#include "serving/prometheus_text.hpp"

namespace bearing {
namespace {

using Tallies = std::map<std::string, DocumentTally>;

// A counter of each model.
void append_counts(const char* name, const char* help, const Tallies& tallies,
                   std::uint64_t DocumentTally::* count, std::string& out) {
  begin_family(name, "counter", help, out);
  for (const auto& [model, tally] : tallies)
    append_sample(name, prometheus_label("model", model), std::to_string(tally.*count), out);
}

// A counter of each model and name.
void append_named(const char* name, const char* help, const char* label, const Tallies& tallies,
                  std::map<std::string, std::uint64_t> DocumentTally::* counts, std::string& out) {
  begin_family(name, "counter", help, out);
  for (const auto& [model, tally] : tallies) {
    for (const auto& [key, count] : tally.*counts)
      append_sample(name, prometheus_label("model", model) + "," + prometheus_label(label, key),
                    std::to_string(count), out);
  }
}

void append_stances(const Tallies& tallies, std::string& out) {
  begin_family("bearing_stances_total", "counter", "Stances assigned, by target and stance.", out);
  for (const auto& [model, tally] : tallies) {
    for (const auto& [entry, count] : tally.stances) {
      append_sample("bearing_stances_total",
                    prometheus_label("model", model) + "," + prometheus_label("target", entry.first) + "," +
                        prometheus_label("stance", entry.second),
                    std::to_string(count), out);
    }
  }
}

void append_familiarity(const Tallies& tallies, std::string& out) {
  constexpr const char* kName = "bearing_document_familiarity";
  begin_family(kName, "histogram", "Share of a document's words that the model knows.", out);
  for (const auto& [model, tally] : tallies) {
    const std::string labels = prometheus_label("model", model);
    std::uint64_t below = 0;
    for (std::size_t i = 0; i < tally.familiarity.size(); ++i) {
      below += tally.familiarity[i];
      const bool last = i + 1 == tally.familiarity.size();
      const std::string bound = last ? "+Inf" : prometheus_number(static_cast<double>(i + 1) / 10);
      append_sample(std::string(kName) + "_bucket", labels + "," + prometheus_label("le", bound),
                    std::to_string(below), out);
    }
    append_sample(std::string(kName) + "_sum", labels, prometheus_number(tally.familiarity_sum), out);
    append_sample(std::string(kName) + "_count", labels, std::to_string(below), out);
  }
}

// What of a window is held against the training documents of its model.
struct DriftSample {
  std::string model;
  std::map<std::string, TextSummary> texts;
  const TrainingProfile* profile;

  /// Those of the language, or all where there are none.
  TextSummary training(const std::string& language) const {
    const auto found = profile->languages.find(language);
    return found == profile->languages.end() || found->second.documents == 0 ? profile->texts()
                                                                             : found->second;
  }
};

std::string language_label(const DriftSample& sample, const std::string& language) {
  return prometheus_label("model", sample.model) + "," + prometheus_label("lang", language);
}

template <class Bins>
void append_index(const std::string& name, const char* help, const std::vector<DriftSample>& samples,
                  Bins TextSummary::* bins, std::string& out) {
  begin_family(name.c_str(), "gauge", help, out);
  for (const DriftSample& sample : samples) {
    for (const auto& [language, texts] : sample.texts) {
      if (texts.documents < kLeastDriftDocuments) continue;
      const Shift shift = shift_of(sample.training(language).*bins, texts.*bins);
      append_sample(name, language_label(sample, language), prometheus_number(shift.index), out);
    }
  }
}

void append_models(const ServiceState& state, std::string& out) {
  begin_family("bearing_model_info", "gauge", "The models in use: their names, and their ids with the hash.",
               out);
  for (const auto& model : state.models) {
    append_sample("bearing_model_info",
                  prometheus_label("model", model.name) + "," + prometheus_label("id", model.id) + "," +
                      prometheus_label("shadow", model.shadow ? "true" : "false"),
                  "1", out);
  }
  begin_family("bearing_model_opened_timestamp_seconds", "gauge", "When the model in use was opened.", out);
  for (const auto& model : state.models) {
    append_sample("bearing_model_opened_timestamp_seconds", prometheus_label("model", model.name),
                  prometheus_number(model.opened), out);
  }
}

void append_state(const ServiceState& state, std::string& out) {
  append_single("bearing_queue_length", "gauge", "Requests that wait for a worker.",
                static_cast<double>(state.queue_length), out);
  append_single("bearing_queue_capacity", "gauge", "Requests that may wait.",
                static_cast<double>(state.queue_capacity), out);
  append_single("bearing_workers", "gauge", "Threads that label.", static_cast<double>(state.workers), out);
  append_single("bearing_http_connections", "gauge", "Open connections.",
                static_cast<double>(state.connections), out);
  append_single("bearing_http_buffered_bytes", "gauge", "Bytes of request bodies in memory.",
                static_cast<double>(state.buffered_bytes), out);
  append_single("bearing_draining", "gauge", "1 once the server was told to stop.", state.draining ? 1 : 0,
                out);
}

}  // namespace

void ServiceMetrics::add_request(std::string_view route, std::string_view method, unsigned status,
                                 double seconds) {
  const std::lock_guard lock(mutex_);
  ++requests_[{std::string(route), std::string(method), status}];
  Latencies& latencies = latencies_[std::string(route)];
  std::size_t bucket = 0;
  while (bucket < kBounds.size() && seconds > kBounds[bucket]) ++bucket;
  ++latencies.counts[bucket];
  latencies.sum += seconds;
}

void ServiceMetrics::add_documents(const std::string& model, const std::string& id,
                                   const DocumentTally& tally) {
  const std::lock_guard lock(mutex_);
  DocumentTally& sum = documents_[model];
  sum.add(tally);
  sum.texts.clear();  // The window below has them.
  Drift& drift = drift_[model];
  if (drift.id != id) drift = {id, {}};
  drift.window.add(tally.texts);
}

void ServiceMetrics::add_connection(bool refused) {
  const std::lock_guard lock(mutex_);
  ++(refused ? refused_ : connections_);
}

void ServiceMetrics::add_reload(const std::string& model, bool succeeded) {
  const std::lock_guard lock(mutex_);
  ++reloads_[{model, succeeded}];
}

void ServiceMetrics::append_requests(std::string& out) const {
  begin_family("bearing_http_requests_total", "counter", "Requests answered, by route, method and status.",
               out);
  for (const auto& [key, count] : requests_) {
    const auto& [route, method, status] = key;
    append_sample("bearing_http_requests_total",
                  prometheus_label("route", route) + "," + prometheus_label("method", method) + "," +
                      prometheus_label("code", std::to_string(status)),
                  std::to_string(count), out);
  }
  const std::string name = "bearing_http_request_duration_seconds";
  begin_family(name.c_str(), "histogram", "From the end of a request's header to its answer.", out);
  for (const auto& [route, latencies] : latencies_) {
    const std::string labels = prometheus_label("route", route);
    std::uint64_t below = 0;
    for (std::size_t i = 0; i < latencies.counts.size(); ++i) {
      below += latencies.counts[i];
      const std::string bound = i < kBounds.size() ? prometheus_number(kBounds[i]) : "+Inf";
      append_sample(name + "_bucket", labels + "," + prometheus_label("le", bound), std::to_string(below),
                    out);
    }
    append_sample(name + "_sum", labels, prometheus_number(latencies.sum), out);
    append_sample(name + "_count", labels, std::to_string(below), out);
  }
}

void ServiceMetrics::append_documents(std::string& out) const {
  append_counts("bearing_documents_total", "Documents labelled.", documents_, &DocumentTally::documents, out);
  append_counts("bearing_document_errors_total", "Records that could not be read.", documents_,
                &DocumentTally::errors, out);
  append_counts("bearing_abstentions_total", "Documents without any topic.", documents_,
                &DocumentTally::abstentions, out);
  append_named("bearing_labels_total", "Topics assigned.", "topic", documents_, &DocumentTally::topics, out);
  append_stances(documents_, out);
  append_named("bearing_languages_total", "Documents by language.", "lang", documents_,
               &DocumentTally::languages, out);
  append_named("bearing_warnings_total", "Warnings of results.", "warning", documents_,
               &DocumentTally::warnings, out);
  append_familiarity(documents_, out);
}

void ServiceMetrics::append_shadow(std::string& out) const {
  append_counts("bearing_shadow_documents_total", "Documents that the shadow model labelled, too.",
                documents_, &DocumentTally::compared, out);
  append_counts("bearing_shadow_topic_disagreements_total", "Of these, documents with other topics.",
                documents_, &DocumentTally::topics_differ, out);
  append_counts("bearing_shadow_stance_disagreements_total", "Of these, documents with other stances.",
                documents_, &DocumentTally::stances_differ, out);
  append_named("bearing_shadow_topics_gained_total", "Topics that the shadow model alone assigned.", "topic",
               documents_, &DocumentTally::gained, out);
  append_named("bearing_shadow_topics_lost_total", "Topics that the shadow model did not assign.", "topic",
               documents_, &DocumentTally::lost, out);
}

void ServiceMetrics::append_drift(const ServiceState& state, std::string& out) const {
  std::vector<DriftSample> samples;
  for (const auto& model : state.models) {
    const auto found = drift_.find(model.name);
    if (model.shadow || !model.profile || found == drift_.end() || found->second.id != model.id) continue;
    if (model.profile->texts().documents == 0) continue;
    samples.push_back({model.name, found->second.window.texts(), model.profile.get()});
  }
  begin_family("bearing_drift_documents", "gauge", "The latest documents, which drift is told from.", out);
  for (const DriftSample& sample : samples) {
    for (const auto& [language, texts] : sample.texts)
      append_sample("bearing_drift_documents", language_label(sample, language),
                    std::to_string(texts.documents), out);
  }
  append_index("bearing_drift_familiarity_psi",
               "Population stability index of the share of known words, against the training documents.",
               samples, &TextSummary::familiarity, out);
  append_index("bearing_drift_length_psi",
               "Population stability index of the number of words, against the training documents.", samples,
               &TextSummary::length, out);
}

std::string ServiceMetrics::text(const ServiceState& state) const {
  std::string out;
  const std::lock_guard lock(mutex_);
  append_requests(out);
  append_documents(out);
  append_shadow(out);
  append_single("bearing_http_connections_total", "counter", "Connections accepted.",
                static_cast<double>(connections_), out);
  append_single("bearing_http_connections_refused_total", "counter", "Connections beyond the limit.",
                static_cast<double>(refused_), out);
  begin_family("bearing_model_reloads_total", "counter",
               "Attempts to open a model again, by what came of it.", out);
  for (const auto& [key, count] : reloads_) {
    append_sample("bearing_model_reloads_total",
                  prometheus_label("model", key.first) + "," +
                      prometheus_label("result", key.second ? "opened" : "failed"),
                  std::to_string(count), out);
  }
  append_drift(state, out);
  append_models(state, out);
  append_state(state, out);
  return out;
}

}  // namespace bearing
