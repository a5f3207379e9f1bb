// What the query of a request asks for.
#pragma once

#include <optional>

#include "serving/http_service.hpp"

namespace bearing {

/// Fills in the call's model and, where the route has a body, its task. The answer where the query makes no
/// sense: 404 for a model that isn't there, else 400.
std::optional<HttpResponse> read_query(const HttpTarget& target, const ModelSet& models, HttpCall& call);

}  // namespace bearing
