#include "serving/http_message.hpp"

#include "corpus/record_writer.hpp"

namespace bearing {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

std::string lower_case(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = lower(c);
  return out;
}

std::string_view trim(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

int digit_of(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  c = lower(c);
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

// False for a '%' without two hexadecimal digits.
bool append_unescaped(std::string_view text, bool plus_is_space, std::string& out) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%') {
      const int high = i + 2 < text.size() ? digit_of(text[i + 1]) : -1;
      const int low = i + 2 < text.size() ? digit_of(text[i + 2]) : -1;
      if (high < 0 || low < 0) return false;
      out += static_cast<char>(high * 16 + low);
      i += 2;
    } else {
      out += plus_is_space && text[i] == '+' ? ' ' : text[i];
    }
  }
  return true;
}

}  // namespace

HttpResponse error_response(unsigned status, std::string_view code, std::string_view message) {
  HttpResponse response;
  response.status = status;
  response.content_type = "application/json";
  response.body = "{\"error\":{\"code\":";
  append_json_string(code, response.body);
  response.body += ",\"message\":";
  append_json_string(message, response.body);
  response.body += "}}\n";
  return response;
}

std::string_view reason_of(unsigned status) {
  switch (status) {
    case 200:
      return "OK";
    case 304:
      return "Not Modified";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 408:
      return "Request Timeout";
    case 413:
      return "Content Too Large";
    case 415:
      return "Unsupported Media Type";
    case 422:
      return "Unprocessable Content";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 500:
      return "Internal Server Error";
    case 503:
      return "Service Unavailable";
    default:
      return {};
  }
}

bool names_entity(std::string_view if_none_match, std::string_view tag) {
  while (!if_none_match.empty()) {
    const std::size_t end = if_none_match.find(',');
    std::string_view entry = trim(if_none_match.substr(0, end));
    if (entry.starts_with("W/")) entry.remove_prefix(2);  // A proxy that compresses makes tags weak.
    if (entry == tag || entry == "*") return true;
    if_none_match.remove_prefix(end == std::string_view::npos ? if_none_match.size() : end + 1);
  }
  return false;
}

MediaType parse_media_type(std::string_view value) {
  MediaType media;
  std::size_t end = value.find(';');
  media.type = lower_case(trim(value.substr(0, end)));
  while (end != std::string_view::npos) {
    value.remove_prefix(end + 1);
    end = value.find(';');
    const std::string_view parameter = trim(value.substr(0, end));
    const std::size_t sign = parameter.find('=');
    if (sign == std::string_view::npos || lower_case(trim(parameter.substr(0, sign))) != "charset") continue;
    std::string_view charset = trim(parameter.substr(sign + 1));
    if (charset.size() >= 2 && charset.front() == '"' && charset.back() == '"')
      charset = charset.substr(1, charset.size() - 2);
    media.charset = lower_case(charset);
  }
  return media;
}

std::optional<HttpTarget> parse_target(std::string_view target) {
  // A proxy may name the host, too.
  if (const std::size_t scheme = target.find("://"); !target.starts_with('/') && scheme < target.find('?')) {
    const std::size_t path = target.find('/', scheme + 3);
    target = path == std::string_view::npos ? "/" : target.substr(path);
  }
  if (!target.starts_with('/')) return {};
  HttpTarget parsed;
  const std::size_t mark = target.find('?');
  if (!append_unescaped(target.substr(0, mark), false, parsed.path)) return {};
  std::string_view query = mark == std::string_view::npos ? std::string_view() : target.substr(mark + 1);
  while (!query.empty()) {
    const std::size_t end = query.find('&');
    const std::string_view entry = query.substr(0, end);
    query.remove_prefix(end == std::string_view::npos ? query.size() : end + 1);
    if (entry.empty()) continue;
    const std::size_t sign = entry.find('=');
    auto& [name, value] = parsed.query.emplace_back();
    if (!append_unescaped(entry.substr(0, sign), true, name)) return {};
    if (sign != std::string_view::npos && !append_unescaped(entry.substr(sign + 1), true, value)) return {};
  }
  return parsed;
}

}  // namespace bearing
