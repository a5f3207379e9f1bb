// bearing completion: a script for a shell, made of what the commands declare.
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "apps/commands.hpp"
#include "apps/completion_script.hpp"
#include "apps/exit_code.hpp"
#include "base/io_error.hpp"

namespace bearing {
namespace {

int run_completion(const CommandOutline& program, const std::string& shell) {
  const auto write = shell == "bash" ? bash_completion : shell == "zsh" ? zsh_completion : fish_completion;
  const Status written = write_all(STDOUT_FILENO, write(program), "standard output");
  return written ? kExitDone : report(written.error());
}

}  // namespace

void add_completion_command(CLI::App& app, Run& run) {
  auto shell = std::make_shared<std::string>();
  auto* command = app.add_subcommand(
      "completion", "Write a script that completes command lines: source <(bearing completion bash)");
  command->add_option("shell", *shell, "Whose script")
      ->required()
      ->check(CLI::IsMember({"bash", "zsh", "fish"}))
      ->type_name("SHELL");
  command->callback(
      [&app, shell, &run] { run = [&app, shell] { return run_completion(outline_of(app), *shell); }; });
}

}  // namespace bearing
