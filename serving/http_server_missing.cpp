#include "serving/http_server.hpp"

namespace bearing {

bool http_server_built() { return false; }

Status run_http_server(const HttpServerOptions&, ModelSet&, const HttpServerEvents&) {
  return Error{
      ErrorCode::kUsage,
      "this bearing was built without its server: building it needs Boost (1.75 or later) and OpenSSL",
      {},
      0,
      {}};
}

}  // namespace bearing
