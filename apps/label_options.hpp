// The options of `bearing label`, and how a run folder keeps them.
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "apps/labeler_flags.hpp"
#include "bearing/result.hpp"
#include "inference/label_writer.hpp"

namespace bearing {

/// What the command line says. Those that change results are kept by a run folder.
struct LabelOptions {
  LabelerFlags labeler;
  std::string output = "-", format = "auto";
  bool all = false;
  std::vector<std::string> select;
  bool pass_through = false;
  bool strict = false;
  std::string compress = "none", split_by;
  std::uint64_t shard_documents = 10'000;
  std::string part;  ///< "K/N".
  std::size_t threads = 0;
  std::string rejects, resume;
  std::string drift_field;
  bool quiet = false;

  /// Whether results go to an SQLite database, or a run's are put into one.
  bool makes_database() const;

  /// Errors: kUsage for options that don't go together.
  Status validate() const;
};

void declare_label_options(CLI::App& command, LabelOptions& options);

/// Whether a name says that a table is meant.
bool is_csv_name(const std::string& path);

/// Whether results go to a folder of shards rather than to a file: the name ends in a slash, is a folder, or
/// has no extension.
bool names_run_folder(const std::string& output);

/// "3/16" as {2, 16}. Errors: kUsage.
struct Part {
  std::uint64_t number = 0, of = 1;
};
Result<Part> parse_part(const std::string& text);

/// What changes results, and the way back. Errors: kInvalidData.
nlohmann::ordered_json kept_options(const LabelOptions& options);
Status restore_options(const nlohmann::ordered_json& kept, const std::string& source, LabelOptions& options);

}  // namespace bearing
