#include "archive/kept_options.hpp"

namespace bearing {

Result<ReadOptions> read_options_of(const RunManifest& manifest) {
  ReadOptions options;
  std::string format;
  try {
    visit_read_options(options,
                       [&](const char* name, auto& member) { manifest.options.at(name).get_to(member); });
    manifest.options.at("input-format").get_to(format);
  } catch (const nlohmann::json::exception& error) {
    return Error{ErrorCode::kInvalidData,
                 std::string("the options of the run can't be read: ") + error.what(),
                 kManifestFile,
                 0,
                 {}};
  }
  auto parsed = parse_corpus_format(format);
  if (!parsed) return parsed.error();
  options.format = *parsed;
  return options;
}

}  // namespace bearing
