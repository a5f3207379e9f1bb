// The layout "one folder a label", shared by its reader and its writer.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace bearing {

/// The folder of documents to which no topic applies. Documents that nobody annotated lie in the root itself.
constexpr std::string_view kNoneFolder = "_none";

/// Whether the files of a folder (relative paths) all lie one folder down and are texts and pages: then its
/// folders are labels.
bool are_label_folders(const std::vector<std::string>& files);

}  // namespace bearing
