// The topics that people chose in Label Studio.
#pragma once

#include <string>
#include <string_view>

#include "bearing/document.hpp"

namespace bearing {

/// Reads the "annotations" of a task: the choices of every annotation that wasn't cancelled, which must
/// agree. Choices of the control named `control` count alone where there is one, so that a second question
/// doesn't mix in. An annotation without any result says "none apply". Returns what is wrong, or nothing.
/// `json` is followed by BufferedInput::kSlack readable bytes.
std::string read_label_choices(std::string_view json, std::string_view control, Annotation& annotation);

}  // namespace bearing
