#include "serving/http_server.hpp"

namespace bearing {
namespace {

Error bad_option(std::string message) { return {ErrorCode::kUsage, std::move(message), {}, 0, {}}; }

}  // namespace

Status HttpServerOptions::validate() const {
  if (queue == 0) return bad_option("the queue must hold at least one request");
  if (max_connections == 0) return bad_option("at least one connection must be allowed");
  if (max_header_bytes < 1024 || max_header_bytes > (std::size_t{1} << 20))
    return bad_option("the limit of headers must be from 1 KiB to 1 MiB");
  // Reading takes some of what is above it, and records can't be longer than that.
  if (max_body_bytes < 1024 || max_body_bytes > (std::size_t{64} << 20))
    return bad_option("the limit of bodies must be from 1 KiB to 64 MiB");
  for (const auto& time : {header_timeout, body_timeout, idle_timeout, write_timeout, drain_timeout}) {
    if (time.count() <= 0) return bad_option("times must be above 0");
  }
  if (watch && watch->count() <= 0) return bad_option("times must be above 0");
  if (tls_certificate.empty() != tls_key.empty())
    return bad_option("TLS needs both a certificate and its key");
  return success();
}

}  // namespace bearing
