// The server: HTTP/1.1 over TCP or TLS, event-driven on one thread; labelling is done by workers.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "bearing/result.hpp"
#include "serving/api_keys.hpp"
#include "serving/model_set.hpp"

namespace bearing {

struct HttpServerOptions {
  std::string address = "127.0.0.1";  ///< Numeric, IPv4 or IPv6.
  std::uint16_t port = 8080;          ///< 0: one that is free.
  std::size_t workers = 0;            ///< Threads that label; 0: one per core.
  std::size_t queue = 256;            ///< Requests that may wait for a worker; one more gets 429.
  std::size_t max_connections = 20000;
  std::size_t max_header_bytes = std::size_t{16} << 10;
  std::size_t max_body_bytes = std::size_t{16} << 20;       ///< Of lines: each of them.
  std::size_t max_buffered_bytes = std::size_t{256} << 20;  ///< All bodies in memory together.
  std::chrono::milliseconds header_timeout{10'000};         ///< For a whole header, from its first byte on.
  std::chrono::milliseconds body_timeout{30'000};   ///< For a whole body; of lines, between two reads.
  std::chrono::milliseconds idle_timeout{60'000};   ///< Between two requests.
  std::chrono::milliseconds write_timeout{30'000};  ///< For an answer, and a second more each 64 KiB.
  std::chrono::milliseconds drain_timeout{30'000};  ///< For what is under way once the server is to stop.
  std::optional<std::chrono::milliseconds> watch;   ///< How often to look whether model files changed.
  ApiKeys keys;
  std::string tls_certificate, tls_key;  ///< PEM files, the certificate with its chain; both or none.

  /// Errors: kUsage.
  Status validate() const;
};

/// What the server has to say while it runs. All may be empty.
struct HttpServerEvents {
  std::function<void(const std::string&)> tell;  ///< A message for the operator; from any thread.
  std::function<void(std::string_view)> access;  ///< A line of the access log; from one thread.
  std::function<void()> reopen;                  ///< SIGHUP: files may have been moved away.
  std::function<Result<ApiKeys>()> keys;  ///< SIGHUP: the keys from now on; after an error the old ones.
  std::function<void()> ready;            ///< Connections are accepted from now on.
};

/// Whether this build has the server: it needs Boost and OpenSSL.
bool http_server_built();

/// Serves until SIGTERM or SIGINT, then lets what is under way finish, and returns; a second signal waits
/// for workers only. SIGHUP opens models, keys and certificates again. Takes the handling of these signals
/// over. Errors: kUsage for options that make no sense; kIo for an address that can't be listened on;
/// kInvalidData for certificates that can't be used.
Status run_http_server(const HttpServerOptions& options, ModelSet& models, const HttpServerEvents& events);

}  // namespace bearing
