// A line of JSON for each request: what was asked and answered, and nothing of the articles.
#pragma once

#include <cstdint>
#include <string>

namespace bearing {

/// One request. The query is left out, since it may hold words of whoever asked.
struct AccessEntry {
  std::string time;    ///< ISO 8601, UTC.
  std::string remote;  ///< Address without port.
  std::string method;
  std::string path;  ///< At most 200 bytes of it.
  unsigned status = 0;
  double milliseconds = 0;                    ///< From the end of the header to the end of the answer.
  std::uint64_t bytes_in = 0, bytes_out = 0;  ///< Of the bodies.
  std::uint64_t documents = 0, errors = 0;    ///< Labelled; not readable.
  std::string model;                          ///< "name@hash"; empty where none was used.
};

/// Appends the entry as one line of JSON, with line feed.
void append_access_line(const AccessEntry& entry, std::string& out);

/// "2026-01-31T23:59:59.123Z" for milliseconds since 1970.
std::string iso_time(std::int64_t milliseconds);

}  // namespace bearing
