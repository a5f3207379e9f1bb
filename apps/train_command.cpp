// bearing train: hands over to bearing-train, the only executable that links LibTorch.
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "apps/commands.hpp"
#include "apps/exit_code.hpp"
#include "apps/train_flags.hpp"

namespace bearing {
namespace {

int hand_over(const std::vector<std::string>& arguments) {
  std::error_code ignored;
  const auto self = std::filesystem::read_symlink("/proc/self/exe", ignored);
  const std::string beside = (self.parent_path() / "bearing-train").string();
  std::vector<std::string> words = {"bearing-train"};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  ::execv(beside.c_str(), argv.data());
  if (errno == ENOENT) ::execvp("bearing-train", argv.data());
  return report({ErrorCode::kIo,
                 "can't start bearing-train (" + std::string(std::strerror(errno)) +
                     "): training is a program of its own; build or install Bearing with training",
                 beside,
                 0,
                 {}});
}

}  // namespace

void add_train_command(CLI::App& app, Run& run) {
  auto* command = app.add_subcommand("train", std::string(kTrainSummary) + " (see bearing train --help)");
  command->prefix_command();  // Everything that follows belongs to bearing-train, --help included.
  command->set_help_flag();
  command->callback([command, &run] { run = [words = command->remaining()] { return hand_over(words); }; });
}

}  // namespace bearing
