#include "serving/http_page.hpp"

#include <algorithm>

namespace bearing {
namespace {

// No inline script or style, no eval, no sink that would take text for markup: what an article says stays
// text.
constexpr const char* kContentPolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'none'; base-uri 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'";

}  // namespace

const PageFile* find_page_file(std::string_view path) {
  const auto files = page_files();
  const auto at = [path](const PageFile& file) { return file.path == path; };
  const auto found = std::find_if(files.begin(), files.end(), at);
  return found == files.end() ? nullptr : &*found;
}

HttpResponse page_response(const PageFile& file, bool unchanged) {
  HttpResponse response;
  response.status = unchanged ? 304 : 200;
  if (!unchanged) {
    response.content_type = file.content_type;
    response.body = file.bytes;
  }
  // "no-cache" has browsers ask each time, so that a new version of the program is seen at once.
  response.headers = {{"Cache-Control", "no-cache"},
                      {"ETag", std::string(file.entity_tag)},
                      {"Content-Security-Policy", kContentPolicy},
                      {"Referrer-Policy", "no-referrer"},
                      {"Cross-Origin-Resource-Policy", "same-origin"},
                      {"Permissions-Policy", "camera=(), geolocation=(), microphone=()"}};
  return response;
}

}  // namespace bearing
