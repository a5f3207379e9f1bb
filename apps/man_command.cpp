// bearing man: manual pages, made of what the commands declare.
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <system_error>
#include <vector>

#include "apps/commands.hpp"
#include "apps/exit_code.hpp"
#include "apps/manual_page.hpp"
#include "base/file.hpp"
#include "base/io_error.hpp"

namespace bearing {
namespace {

struct ManOptions {
  std::string command;
  std::string folder;
};

Manual manual_of(const CLI::App& app) {
  const std::vector<ManualSection> sections = {
      {"EXIT STATUS",
       {{"0", "Done."},
        {"1", "Failed: a file that can't be read or written, no memory, and the like."},
        {"2", "Wrong usage."},
        {"3", "Invalid data, or an invalid model."},
        {"128+n", "Stopped by signal n."}}},
      {"ENVIRONMENT",
       {{"BEARING_MODEL", "Model file for commands that are given none. Without it, the shipped model."},
        {"BEARING_API_KEY", "Key that bearing serve asks for where --api-key-file names no file of keys."}}}};
  return {outline_of(app), BEARING_VERSION, sections};
}

Status write_page(const std::string& folder, const std::string& name, const std::string& page) {
  return write_file_atomically((std::filesystem::path(folder) / (name + ".1")).string(), page);
}

Status write_pages(const Manual& manual, const std::string& folder) {
  std::error_code code;
  std::filesystem::create_directories(folder, code);
  if (code) return io_error(folder, "can't make the folder", code.value());
  const std::string& program = manual.program.name;
  if (auto written = write_page(folder, program, manual_page(manual)); !written) return written;
  for (const CommandOutline& command : manual.program.commands) {
    const std::string name = program + "-" + command.name;
    if (auto written = write_page(folder, name, manual_page(manual, command)); !written) return written;
  }
  return success();
}

int run_man(const Manual& manual, const ManOptions& options) {
  if (!options.folder.empty()) {
    const Status written = write_pages(manual, options.folder);
    return written ? kExitDone : report(written.error());
  }
  std::string page;
  if (options.command.empty()) {
    page = manual_page(manual);
  } else {
    const auto& commands = manual.program.commands;
    page = manual_page(manual, *std::find_if(commands.begin(), commands.end(), [&](const auto& command) {
                         return command.name == options.command;
                       }));
  }
  const Status written = write_all(STDOUT_FILENO, page, "standard output");
  return written ? kExitDone : report(written.error());
}

}  // namespace

void add_man_command(CLI::App& app, Run& run) {
  auto options = std::make_shared<ManOptions>();
  auto* command = app.add_subcommand("man", "Write a manual page, for \"man -l -\"");
  std::vector<std::string> names;
  for (const CLI::App* known : app.get_subcommands({})) names.push_back(known->get_name());
  command->add_option("command", options->command, "Whose page; without it, that of bearing as a whole")
      ->check(CLI::IsMember(names))
      ->type_name("COMMAND");
  command->add_option("-o,--output", options->folder, "Write the pages of all commands into this folder")
      ->type_name("FOLDER");
  command->callback(
      [&app, options, &run] { run = [&app, options] { return run_man(manual_of(app), *options); }; });
}

}  // namespace bearing
