// One connection of the server. Internal: the one header of this room that shows Boost.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <deque>
#include <functional>
#include <memory>
#include <unordered_set>

#include "serving/http_server.hpp"
#include "serving/http_service.hpp"
#include "serving/worker_pool.hpp"

namespace bearing {

/// A connection as the server sees it. All calls come from the server's thread.
class HttpConnection {
 public:
  virtual ~HttpConnection() = default;
  /// Ends it, now where it waits for a request, else after the request at hand.
  virtual void drain() = 0;
};

/// What connections share. Everything but `workers` and `metrics` is the server's thread's alone.
struct HttpShared {
  const HttpServerOptions& options;
  const HttpService& service;
  ServiceMetrics& metrics;
  WorkerPool& workers;
  std::deque<LabelWorker>& labelers;  ///< One for each worker; used by that alone.
  std::function<void(std::string_view)> access;
  std::function<void()> closed;  ///< Called when a connection is gone.
  std::unordered_set<HttpConnection*> connections = {};
  std::size_t buffered_bytes = 0;
  bool draining = false;
};

/// Serves a connection until it ends; returns at once. `shared` must outlive the socket's execution context.
void serve_connection(boost::asio::ip::tcp::socket socket, HttpShared& shared);
void serve_connection(boost::asio::ip::tcp::socket socket,
                      const std::shared_ptr<boost::asio::ssl::context>& tls, HttpShared& shared);

}  // namespace bearing
