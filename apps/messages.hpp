// How the executables talk to people.
#pragma once

#include <CLI/CLI.hpp>
#include <cstddef>
#include <string>

namespace bearing {

/// "1 record", "2 records".
inline std::string counted(std::size_t count, const std::string& noun) {
  return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
}

/// What a wrong command line is answered with.
inline std::string usage_message(const CLI::App* app, const CLI::Error& error) {
  const auto chosen = app->get_subcommands();
  const std::string command = app->get_name() + (chosen.empty() ? "" : " " + chosen.front()->get_name());
  return "bearing: " + std::string(error.what()) + "\n\"" + command + " --help\" lists the options\n";
}

}  // namespace bearing
