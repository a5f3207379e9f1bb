#include <algorithm>
#include <cstddef>
#include <string_view>

#include "apps/completion_script.hpp"

namespace bearing {
namespace {

// Words of the declarations within '...'; none of them holds white space.
std::string bash_word(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'')
      out += "'\\''";
    else
      out += c;
  }
  return out + "'";
}

// What names of functions may hold.
std::string identifier(std::string name) {
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

std::string function_of(const std::string& program, const std::string& command) {
  return "_" + identifier(program + "_" + command);
}

// What the functions below call values: words, or one of three names for what can't be listed.
std::string values_of(const OptionOutline& option) {
  switch (option.kind) {
    case ValueKind::kChoice:
      return joined(option.choices, " ");
    case ValueKind::kPath:
      return "@paths";
    case ValueKind::kFolder:
      return "@folders";
    case ValueKind::kText:
      return "@text";
    case ValueKind::kNone:
      break;
  }
  return {};
}

std::string pattern_of(const OptionOutline& option) {
  std::string out;
  for (const std::string& name : option.names) out.append(out.empty() ? "" : " | ").append(name);
  return out;
}

// Sets what may stand after the word $1 of a command, its options, and its operands.
std::string command_function(const std::string& program, const std::string& name,
                             const CommandOutline& command, const std::string& operands) {
  std::string cases;
  std::vector<std::string> names;
  for (const OptionOutline& option : command.options) {
    names.insert(names.end(), option.names.begin(), option.names.end());
    const std::string values = values_of(option);
    if (!values.empty()) cases += "    " + pattern_of(option) + ") values=" + bash_word(values) + " ;;\n";
  }
  std::string out = function_of(program, name) + "() {\n";
  if (!cases.empty()) out += "  case $1 in\n" + cases + "  esac\n";
  return out + "  options=" + bash_word(joined(names, " ")) + "\n  operands=" + bash_word(operands) +
         "\n}\n\n";
}

// For a command that is a program of its own.
std::string own_program_function(const std::string& program, const CommandOutline& command) {
  const std::string function = function_of(command.own_program, "program");
  return "\n" + function + "() { _" + program + "_complete " + identifier(command.name) +
         "; }\ncomplete -F " + function + " " + command.own_program + "\n";
}

constexpr const char* kOffer = R"(_PROGRAM_offer() {
  case $1 in
    @text) ;;
    @paths)
      compopt -o filenames 2>/dev/null
      mapfile -t COMPREPLY < <(compgen -f -- "$2")
      ;;
    @folders)
      compopt -o filenames 2>/dev/null
      mapfile -t COMPREPLY < <(compgen -d -- "$2")
      ;;
    *) mapfile -t COMPREPLY < <(compgen -W "$1" -- "$2") ;;
  esac
}

_PROGRAM_complete() {
  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} values='' options='' operands=''
  COMPREPLY=()
  # Words are split at "=": --option=value comes as three of them, and so does NAME=FILE.
  if [[ $word == '=' ]]; then
    word=''
  elif [[ $before == '=' ]]; then
    before=${COMP_WORDS[COMP_CWORD - 2]}
    [[ $before == -* || $COMP_CWORD -lt 4 ]] || before=${COMP_WORDS[COMP_CWORD - 3]}
  fi
  "_PROGRAM_$1" "$before"
  if [[ -n $values ]]; then
    _PROGRAM_offer "$values" "$word"
  elif [[ $word == -* ]]; then
    _PROGRAM_offer "$options" "$word"
  else
    _PROGRAM_offer "$operands" "$word"
  fi
}

_PROGRAM() {
  if [[ $COMP_CWORD -eq 1 ]]; then
    _PROGRAM_complete program
    return
  fi
  COMPREPLY=()
  case ${COMP_WORDS[1]} in
    COMMANDS) _PROGRAM_complete "${COMP_WORDS[1]//-/_}" ;;
  esac
}
)";

std::string replaced(std::string text, std::string_view what, std::string_view by) {
  for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += by.size())
    text.replace(at, what.size(), by);
  return text;
}

}  // namespace

std::string bash_completion(const CommandOutline& program) {
  const std::string& name = program.name;
  std::string out = "# Completion of " + name + " in bash; \"" + name + " completion bash\" writes it.\n\n";
  std::vector<std::string> commands;
  std::string pattern, own;
  for (const CommandOutline& command : program.commands) {
    commands.push_back(command.name);
    pattern.append(pattern.empty() ? "" : " | ").append(command.name);
    std::string operands;
    if (!command.operands.empty()) operands = values_of(command.operands.front());
    out += command_function(name, command.name, command, operands);
    if (command.own_program.empty()) continue;
    own += own_program_function(name, command);
  }
  out += command_function(name, "program", program, joined(commands, " "));
  out += replaced(replaced(kOffer, "COMMANDS", pattern), "PROGRAM", name);
  return out + "complete -F _" + name + " " + name + "\n" + own;
}

}  // namespace bearing
