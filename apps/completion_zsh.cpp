#include <string_view>

#include "apps/completion_script.hpp"

namespace bearing {
namespace {

// Text within '...' of a specification of _arguments, where `special` needs a backslash.
std::string zsh_text(std::string_view text, std::string_view special) {
  std::string out;
  for (const char c : text) {
    if (c == '\'') {
      out += "'\\''";
      continue;
    }
    if (special.find(c) != std::string_view::npos) out += '\\';
    out += c == '\n' ? ' ' : c;
  }
  return out;
}

std::string action_of(const OptionOutline& option) {
  switch (option.kind) {
    case ValueKind::kNone:
      return {};
    case ValueKind::kChoice:
      return "(" + zsh_text(joined(option.choices, " "), ":\\") + ")";
    case ValueKind::kPath:
      return "_files";
    case ValueKind::kFolder:
      return "_files -/";
    case ValueKind::kText:
      break;
  }
  return " ";  // Nothing to offer, but a message.
}

// '(-o --output)'{-o+,--output=}'[where results go]:PATH:_files'
std::string option_line(const OptionOutline& option) {
  std::vector<std::string> names;
  names.reserve(option.names.size());
  for (const std::string& name : option.names)
    names.push_back(name + (option.value.empty() ? "" : name.starts_with("--") ? "=" : "+"));
  const bool several = names.size() > 1;
  std::string out = "    ";
  if (option.repeatable) {
    out += "'*'";
  } else if (several) {
    out += "'(" + joined(option.names, " ") + ")'";
  }
  out += several ? "{" + joined(names, ",") + "}" : names.front();
  out += "'[" + zsh_text(option.description, "[]\\") + "]";
  if (!option.value.empty()) out += ":" + zsh_text(option.value, ":[]\\") + ":" + action_of(option);
  return out + "' \\\n";
}

std::string operand_line(const OptionOutline& operand) {
  return "    '" + std::string(operand.repeatable ? "*" : "") + ":" + zsh_text(operand.value, ":\\") + ":" +
         action_of(operand) + "' \\\n";
}

std::string arguments(const CommandOutline& command) {
  std::string out = "  _arguments -s -S \\\n";
  for (const OptionOutline& option : command.options) out += option_line(option);
  for (const OptionOutline& operand : command.operands) out += operand_line(operand);
  out.erase(out.size() - 3);  // The last line goes on to nothing.
  return out + "\n";
}

}  // namespace

std::string zsh_completion(const CommandOutline& program) {
  const std::string& name = program.name;
  std::string programs = name, functions, descriptions, cases, own;
  for (const CommandOutline& command : program.commands) {
    const std::string function = "_" + name + "_" + command.name;
    functions += function + "() {\n" + arguments(command) + "}\n\n";
    descriptions += "    '" + zsh_text(command.name, ":") + ":" + zsh_text(command.summary, "\\") + "'\n";
    cases += "        " + command.name + ") " + function + " ;;\n";
    if (command.own_program.empty()) continue;
    programs += " " + command.own_program;
    own +=
        "  if [[ $service == " + command.own_program + " ]]; then\n    " + function + "\n    return\n  fi\n";
  }
  std::string out = "#compdef " + programs + "\n# Completion of " + name + " in zsh; \"" + name +
                    " completion zsh\" writes it.\n\n" + functions;
  out += "_" + name + "() {\n" + own;
  out += "  local state line curcontext=$curcontext\n  local -a commands\n  commands=(\n" + descriptions +
         "  )\n  _arguments -C \\\n";
  for (const OptionOutline& option : program.options) out += option_line(option);
  out += "    '1:command:->command' \\\n    '*::argument:->argument'\n";
  out += "  case $state in\n    command) _describe command commands ;;\n    argument)\n";
  out += "      curcontext=${curcontext%:*}-$words[1]:\n      case $words[1] in\n" + cases +
         "      esac\n      ;;\n  esac\n}\n\n";
  // Sourced, it defines itself; as a file in fpath, it is the function's first call.
  return out + "if [[ $funcstack[1] == _" + name + " ]]; then\n  _" + name + " \"$@\"\nelse\n  compdef _" +
         name + " " + programs + "\nfi\n";
}

}  // namespace bearing
