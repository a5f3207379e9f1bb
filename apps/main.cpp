// bearing: labels articles with trained models. Links no LibTorch.
#include <CLI/CLI.hpp>
#include <exception>
#include <string>

#include "apps/commands.hpp"
#include "apps/exit_code.hpp"
#include "apps/messages.hpp"
#include "bearing/result.hpp"

namespace bearing {
namespace {

// CLI11 would only say that a subcommand is required.
bool names_unknown_command(const CLI::App& app, int argc, char** argv) {
  if (argc < 2 || argv[1][0] == '-') return false;
  return app.get_subcommands([&](const CLI::App* command) { return command->check_name(argv[1]); }).empty();
}

int refuse_command(const CLI::App& app, const std::string& name) {
  std::string known;
  for (const CLI::App* command : app.get_subcommands({}))
    known.append(known.empty() ? "" : ", ").append(command->get_name());
  return report(
      {ErrorCode::kUsage, "there is no command \"" + name + "\"; the commands are " + known, {}, 0, {}});
}

}  // namespace
}  // namespace bearing

int main(int argc, char** argv) {
  using namespace bearing;
  CLI::App app("Say what articles are about and where they stand, with calibrated confidence.", "bearing");
  app.set_version_flag("--version", "bearing " BEARING_VERSION);
  app.require_subcommand(1);
  app.footer(
      "Results go to standard output, messages to standard error. Exit codes: 0 done, 1 failed, 2 wrong "
      "usage, 3 invalid "
      "data or model, 128+n stopped by signal n.");
  Run run;
  add_train_command(app, run);
  add_label_command(app, run);
  add_tag_command(app, run);
  add_evaluate_command(app, run);
  add_explain_command(app, run);
  add_inspect_command(app, run);
  add_convert_command(app, run);
  add_export_command(app, run);
  add_diff_command(app, run);
  add_drift_command(app, run);
  add_merge_command(app, run);
  add_serve_command(app, run);
  add_completion_command(app, run);
  add_man_command(app, run);
  app.failure_message(usage_message);
  try {
    if (names_unknown_command(app, argc, argv)) return refuse_command(app, argv[1]);
    app.parse(argc, argv);
    return run();
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? kExitDone : kExitUsage;
  } catch (const std::exception& error) {
    return report({ErrorCode::kInternal, error.what(), {}, 0, {}});
  }
}
