// The subcommands of `bearing`: each declares its options on the application and returns, through `run`, what
// to do.
#pragma once

#include <functional>

namespace CLI {
class App;
}

namespace bearing {

/// Set by the subcommand that was chosen; called after parsing; returns the exit code.
using Run = std::function<int()>;

void add_label_command(CLI::App& app, Run& run);
void add_tag_command(CLI::App& app, Run& run);
void add_merge_command(CLI::App& app, Run& run);
void add_drift_command(CLI::App& app, Run& run);
void add_evaluate_command(CLI::App& app, Run& run);
void add_explain_command(CLI::App& app, Run& run);
void add_inspect_command(CLI::App& app, Run& run);
void add_convert_command(CLI::App& app, Run& run);
void add_export_command(CLI::App& app, Run& run);
void add_diff_command(CLI::App& app, Run& run);
void add_serve_command(CLI::App& app, Run& run);
void add_train_command(CLI::App& app, Run& run);
void add_completion_command(CLI::App& app, Run& run);
/// Last: it knows the commands that are there before it.
void add_man_command(CLI::App& app, Run& run);

}  // namespace bearing
