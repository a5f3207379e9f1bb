#include <string_view>

#include "apps/completion_script.hpp"

namespace bearing {
namespace {

std::string fish_word(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') out += '\\';
    out += c == '\n' ? ' ' : c;
  }
  return out + "'";
}

std::string offered(const OptionOutline& option) {
  switch (option.kind) {
    case ValueKind::kNone:
      return {};
    case ValueKind::kChoice:
      return " -x -a " + fish_word(joined(option.choices, " "));
    case ValueKind::kPath:
      return " -r -F";
    case ValueKind::kFolder:
      return " -x -a '(__fish_complete_directories (commandline -ct))'";
    case ValueKind::kText:
      break;
  }
  return " -x";
}

std::string option_line(const std::string& start, const OptionOutline& option) {
  std::string out = start;
  for (const std::string& name : option.names) {
    const bool is_long = name.starts_with("--");
    out += (is_long ? " -l " : " -s ") + name.substr(is_long ? 2 : 1);
  }
  return out + offered(option) + " -d " + fish_word(option.description) + "\n";
}

// Options and operands; `start` says of which program, and after which command.
std::string command_lines(const std::string& start, const CommandOutline& command) {
  std::string out;
  for (const OptionOutline& option : command.options) out += option_line(start, option);
  const bool paths = !command.operands.empty() && command.operands.front().kind == ValueKind::kPath;
  out += start + (paths ? " -F" : " -f");
  if (!command.operands.empty() && !paths) out += offered(command.operands.front()).substr(3);
  return out + "\n";
}

}  // namespace

std::string fish_completion(const CommandOutline& program) {
  const std::string& name = program.name;
  std::string out = "# Completion of " + name + " in fish; \"" + name + " completion fish\" writes it.\n\n";
  out += "function __fish_" + name +
         "_command\n  set -l words (commandline -opc)\n  test (count $words) -gt 1; and test $words[2] = "
         "$argv[1]\n"
         "end\n\n";
  const std::string first = "complete -c " + name + " -n __fish_use_subcommand";
  const std::string after = "complete -c " + name + " -n '__fish_" + name + "_command ";
  for (const OptionOutline& option : program.options) out += option_line(first, option);
  for (const CommandOutline& command : program.commands)
    out += first + " -f -a " + fish_word(command.name) + " -d " + fish_word(command.summary) + "\n";
  for (const CommandOutline& command : program.commands) {
    out += "\n" + command_lines(after + command.name + "'", command);
    if (!command.own_program.empty())
      out += "\n" + command_lines("complete -c " + command.own_program, command);
  }
  return out;
}

}  // namespace bearing
