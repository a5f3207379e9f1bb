// A request from its header to its answer, as the server keeps book of it.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "serving/access_log.hpp"
#include "serving/http_service.hpp"

namespace bearing {

struct HttpExchange {
  std::chrono::steady_clock::time_point begun = std::chrono::steady_clock::now();  ///< The end of the header.
  HttpHead head;
  HttpCall call;
  bool keep = false;      ///< The connection afterwards.
  bool http_1_0 = false;  ///< Knows no chunks.
  std::uint64_t bytes_in = 0;
  DocumentTally tally;
};

/// The header of an answer, down to the empty line. A chunked one says nothing of its length; to HTTP/1.0 its
/// end is that of the connection.
std::string response_header(const HttpExchange& exchange, const HttpResponse& response, bool chunked);

/// Some bytes as a chunk of a body; nothing for nothing, which would be the last chunk.
std::string chunk_of(std::string_view bytes);

/// Counts an exchange that has ended now. Its line for the access log.
AccessEntry close_exchange(const HttpExchange& exchange, const std::string& remote, unsigned status,
                           std::uint64_t bytes_out, ServiceMetrics& metrics);

}  // namespace bearing
