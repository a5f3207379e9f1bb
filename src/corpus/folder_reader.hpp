// The layout "one folder a label", shared by its reader and its writer.
#pragma once

#include <string>
#include <string_view>

#include "bearing/result.hpp"

namespace bearing {

/// The folder of documents to which no topic applies. Documents that nobody annotated lie in the root itself.
constexpr std::string_view kNoneFolder = "_none";

/// Whether a folder holds nothing but folders which hold nothing but texts and pages: then its folders are
/// labels.
bool looks_like_label_folders(const std::string& root);

}  // namespace bearing
