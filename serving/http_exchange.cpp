#include "serving/http_exchange.hpp"

#include <algorithm>
#include <cstdio>
#include <ctime>

namespace bearing {
namespace {

std::string http_date() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  ::gmtime_r(&now, &parts);
  char text[64];
  return {text, std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &parts)};
}

void append_field(std::string_view name, std::string_view value, std::string& out) {
  out.append(name).append(": ").append(value).append("\r\n");
}

}  // namespace

std::string response_header(const HttpExchange& exchange, const HttpResponse& response, bool chunked) {
  std::string out = "HTTP/1.1 " + std::to_string(response.status) + " ";
  out.append(reason_of(response.status)).append("\r\n");
  append_field("Date", http_date(), out);
  if (!response.content_type.empty()) append_field("Content-Type", response.content_type, out);
  if (!chunked && response.status != 304)
    append_field("Content-Length", std::to_string(response.body.size()), out);
  if (chunked && !exchange.http_1_0) append_field("Transfer-Encoding", "chunked", out);
  if (!exchange.keep) append_field("Connection", "close", out);
  if (exchange.keep && exchange.http_1_0) append_field("Connection", "keep-alive", out);
  const auto is_cache_control = [](const auto& field) { return field.first == "Cache-Control"; };
  if (std::none_of(response.headers.begin(), response.headers.end(), is_cache_control))
    append_field("Cache-Control", "no-store", out);
  append_field("X-Content-Type-Options", "nosniff", out);
  for (const auto& [name, value] : response.headers) append_field(name, value, out);
  return out += "\r\n";
}

std::string chunk_of(std::string_view bytes) {
  if (bytes.empty()) return {};
  char size[32];
  std::snprintf(size, sizeof size, "%zx\r\n", bytes.size());
  return std::string(size).append(bytes).append("\r\n");
}

AccessEntry close_exchange(const HttpExchange& exchange, const std::string& remote, unsigned status,
                           std::uint64_t bytes_out, ServiceMetrics& metrics) {
  const auto taken = std::chrono::steady_clock::now() - exchange.begun;
  const double seconds = std::chrono::duration<double>(taken).count();
  const HttpRoute* route = exchange.call.route;
  const std::string& method = exchange.head.method;
  // Names that clients make up must not become series.
  const bool known = route != nullptr && (route->method == method || method == "HEAD");
  metrics.add_request(route == nullptr ? "other" : route->path, known ? std::string_view(method) : "other",
                      status, seconds);
  AccessEntry entry;
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  entry.time = iso_time(std::chrono::duration_cast<std::chrono::milliseconds>(now).count());
  entry.remote = remote;
  entry.method = method;
  entry.path = exchange.head.target.substr(0, exchange.head.target.find('?'));
  entry.status = status;
  entry.milliseconds = seconds * 1000;
  entry.bytes_in = exchange.bytes_in;
  entry.bytes_out = bytes_out;
  if (exchange.call.task) entry.model = exchange.call.task->writer.model;
  entry.documents = exchange.tally.documents;
  entry.errors = exchange.tally.errors;
  return entry;
}

}  // namespace bearing
