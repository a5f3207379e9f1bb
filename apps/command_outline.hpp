// What a program offers on its command line, taken from the declarations that parsing and --help come from
// too; manual pages and completion are made of it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace CLI {
class App;
}

namespace bearing {

/// What a word after an option, or an operand, may be.
enum class ValueKind { kNone, kChoice, kPath, kFolder, kText };

struct OptionOutline {
  std::vector<std::string> names;  ///< "-o", "--output"; none: an operand.
  std::string value;               ///< What stands for its value: "FILE"; empty: a flag.
  ValueKind kind = ValueKind::kNone;
  std::vector<std::string> choices;  ///< Of kChoice, all that may be given.
  std::string least, most;           ///< Of numbers with a range; both or none.
  std::string default_value;         ///< Empty: none.
  std::string description;           ///< Plain text.
  bool required = false, repeatable = false;
};

struct CommandOutline {
  std::string name;         ///< "label"; of the program, "bearing".
  std::string own_program;  ///< A program that does just this; empty: none.
  std::string summary;      ///< A line without a full stop.
  std::string footer;       ///< Paragraphs; empty where it is that of the whole program.
  std::vector<OptionOutline> options, operands;
  std::vector<CommandOutline> commands;
};

/// Of an application with all its subcommands, those of training included, which another program declares.
/// Options and subcommands without a group are hidden: they are left out.
CommandOutline outline_of(const CLI::App& app);

inline std::string joined(const std::vector<std::string>& words, std::string_view between) {
  std::string out;
  for (const std::string& word : words) out.append(out.empty() ? std::string_view() : between).append(word);
  return out;
}

}  // namespace bearing
