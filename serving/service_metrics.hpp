// Counts of a server, in the text format of Prometheus.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "model/training_profile.hpp"
#include "serving/document_tally.hpp"
#include "serving/drift_window.hpp"

namespace bearing {

/// What a server is like at the moment.
struct ServiceState {
  std::size_t queue_length = 0, queue_capacity = 0, workers = 0;
  std::size_t connections = 0, buffered_bytes = 0;
  bool draining = false;
  struct Model {
    std::string name, id;
    double opened = 0;  ///< Seconds since 1970.
    bool shadow = false;
    std::shared_ptr<const TrainingProfile> profile;  ///< May be null.
  };
  std::vector<Model> models;
};

/// Counts since the start. Thread-safe.
class ServiceMetrics {
 public:
  /// `route` is one of the server's own paths, or "other": never what a client chose.
  void add_request(std::string_view route, std::string_view method, unsigned status, double seconds);
  /// `id` tells the file of the model: drift is counted anew with another one.
  void add_documents(const std::string& model, const std::string& id, const DocumentTally& tally);
  void add_connection(bool refused);
  void add_reload(const std::string& model, bool succeeded);

  /// The exposition format 0.0.4; families always in the same order.
  std::string text(const ServiceState& state) const;

 private:
  /// Upper bounds of the buckets in seconds.
  static constexpr std::array<double, 14> kBounds = {0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05,
                                                     0.1,    0.25,  0.5,    1,     2.5,  5,     10};
  struct Latencies {
    std::array<std::uint64_t, kBounds.size() + 1> counts{};  ///< The last one: above all bounds.
    double sum = 0;
  };

  void append_requests(std::string& out) const;
  void append_documents(std::string& out) const;
  void append_shadow(std::string& out) const;
  void append_drift(const ServiceState& state, std::string& out) const;

  mutable std::mutex mutex_;
  std::map<std::tuple<std::string, std::string, unsigned>, std::uint64_t> requests_;
  std::map<std::string, Latencies> latencies_;      ///< By route.
  std::map<std::string, DocumentTally> documents_;  ///< By name of the model.
  struct Drift {
    std::string id;
    DriftWindow window;
  };
  std::map<std::string, Drift> drift_;  ///< By name of the model.
  std::map<std::pair<std::string, bool>, std::uint64_t> reloads_;
  std::uint64_t connections_ = 0, refused_ = 0;
};

}  // namespace bearing
