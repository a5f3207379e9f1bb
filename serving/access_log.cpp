#include "serving/access_log.hpp"

#include <cstdio>
#include <ctime>
#include <string_view>

#include "corpus/record_writer.hpp"

namespace bearing {
namespace {

void append_text(const char* name, std::string_view text, std::string& out) {
  out.append(",\"").append(name).append("\":");
  append_json_string(text, out);
}

void append_count(const char* name, std::uint64_t count, std::string& out) {
  out.append(",\"").append(name).append("\":").append(std::to_string(count));
}

}  // namespace

void append_access_line(const AccessEntry& entry, std::string& out) {
  char duration[32];
  std::snprintf(duration, sizeof duration, "%.3f", entry.milliseconds);
  out += "{\"time\":";
  append_json_string(entry.time, out);
  append_text("remote", entry.remote, out);
  append_text("method", entry.method, out);
  append_text("path", std::string_view(entry.path).substr(0, 200), out);
  append_count("status", entry.status, out);
  out.append(",\"ms\":").append(duration);
  append_count("bytes_in", entry.bytes_in, out);
  append_count("bytes_out", entry.bytes_out, out);
  if (!entry.model.empty()) {
    append_count("documents", entry.documents, out);
    append_count("errors", entry.errors, out);
    append_text("model", entry.model, out);
  }
  out += "}\n";
}

std::string iso_time(std::int64_t milliseconds) {
  const std::time_t seconds = static_cast<std::time_t>(milliseconds / 1000);
  std::tm parts{};
  ::gmtime_r(&seconds, &parts);
  char text[40];
  const std::size_t size = std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &parts);
  char fraction[8];
  std::snprintf(fraction, sizeof fraction, ".%03dZ", static_cast<int>(milliseconds % 1000));
  return std::string(text, size) + fraction;
}

}  // namespace bearing
