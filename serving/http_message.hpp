// Requests and answers of HTTP as plain values, without any network.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace bearing {

/// What the service looks at of a request before its body is there.
struct HttpHead {
  std::string method;        ///< As sent: "POST".
  std::string target;        ///< "/v1/label?all=true", or with scheme and host before it.
  std::string content_type;  ///< Values of headers; empty where they are missing.
  std::string content_encoding;
  std::string authorization;
  std::string if_none_match;
};

struct HttpResponse {
  unsigned status = 200;
  std::string content_type;
  std::string body;
  /// Beyond those that every answer has; a Cache-Control in here takes the place of "no-store".
  std::vector<std::pair<std::string, std::string>> headers = {};
};

/// Whether an If-None-Match names this entity tag (with its quotes): RFC 9110, 13.1.2.
bool names_entity(std::string_view if_none_match, std::string_view tag);

/// {"error":{"code":...,"message":...}} and a line feed. `code` is kebab-case, for programs.
HttpResponse error_response(unsigned status, std::string_view code, std::string_view message);

/// "Not Found" for 404; empty for a status that the service never uses.
std::string_view reason_of(unsigned status);

/// "text/html; charset=UTF-8" as "text/html" and "utf-8", both in lower case; empty parts where there are
/// none.
struct MediaType {
  std::string type, charset;
};
MediaType parse_media_type(std::string_view value);

/// A request's target, taken apart and with its escapes resolved.
struct HttpTarget {
  std::string path;
  std::vector<std::pair<std::string, std::string>> query;  ///< In order; '+' stands for a space.
};

/// None for a target with a broken escape ("%zz") or without a path.
std::optional<HttpTarget> parse_target(std::string_view target);

}  // namespace bearing
