#include "serving/http_service.hpp"

namespace bearing {

StaticPage start_page() {
  return {"text/plain; charset=utf-8",
          "Bearing says what articles are about and where they stand.\n\n"
          "POST /v1/label      a document (text/plain, text/html, application/json) or many\n"
          "POST /v1/explain    the words behind its labels\n"
          "GET  /v1/model      topics, targets and stances of the model\n"
          "GET  /openapi.json  all of this, for programs\n"};
}

}  // namespace bearing
