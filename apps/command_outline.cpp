#include "apps/command_outline.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <string_view>

#include "apps/train_flags.hpp"

namespace bearing {
namespace {

std::vector<std::string> split(std::string_view list) {
  std::vector<std::string> parts;
  while (!list.empty()) {
    const std::size_t comma = std::min(list.find(','), list.size());
    parts.emplace_back(list.substr(0, comma));
    list.remove_prefix(std::min(comma + 1, list.size()));
  }
  return parts;
}

// CLI11 tells what checks an option has in its type: "TEXT:{a,b}", "UINT:INT in [1 - 9]".
void take_type(const std::string& type, OptionOutline& outline) {
  const std::size_t open = type.find(":{"), close = type.find('}', open == std::string::npos ? 0 : open);
  if (open != std::string::npos && close != std::string::npos) {
    outline.kind = ValueKind::kChoice;
    outline.choices = split(std::string_view(type).substr(open + 2, close - open - 2));
  }
  constexpr std::string_view kIn = " in [", kTo = " - ";
  const std::size_t in = type.find(kIn), to = type.find(kTo, in == std::string::npos ? 0 : in);
  if (in != std::string::npos && to != std::string::npos) {
    outline.least = type.substr(in + kIn.size(), to - in - kIn.size());
    outline.most = type.substr(to + kTo.size(), type.find(']', to) - to - kTo.size());
  }
  // ADDRESS:PORT is a name, UINT:POSITIVE a type with a check.
  const std::string name = type.substr(0, type.find(':'));
  const bool checked = outline.kind == ValueKind::kChoice || !outline.least.empty() || name == "TEXT" ||
                       name == "INT" || name == "UINT" || name == "FLOAT";
  outline.value = checked ? name : type;
}

ValueKind kind_of(const OptionOutline& outline) {
  if (outline.kind == ValueKind::kChoice) return outline.kind;
  if (outline.names.empty()) return ValueKind::kPath;
  if (outline.value == "FOLDER") return ValueKind::kFolder;
  return outline.value.ends_with("FILE") || outline.value == "PATH" ? ValueKind::kPath : ValueKind::kText;
}

OptionOutline option_of(const CLI::Option& option) {
  OptionOutline outline;
  outline.description = option.get_description();
  outline.required = option.get_required();
  outline.repeatable = option.get_expected_max() >= CLI::detail::expected_max_vector_size;
  for (const std::string& name : option.get_snames()) outline.names.push_back("-" + name);
  for (const std::string& name : option.get_lnames()) outline.names.push_back("--" + name);
  if (option.get_items_expected_max() == 0) return outline;
  take_type(option.get_type_name(), outline);
  if (outline.names.empty()) outline.value = option.get_name(true);
  outline.kind = kind_of(outline);
  outline.default_value = option.get_default_str();
  // Lists come as [a,b], and are given as a,b.
  if (outline.default_value.starts_with('[') && outline.default_value.ends_with(']'))
    outline.default_value = outline.default_value.substr(1, outline.default_value.size() - 2);
  return outline;
}

CommandOutline command_of(const CLI::App& app) {
  CommandOutline outline;
  outline.name = app.get_name();
  outline.summary = app.get_description();
  if (outline.summary.ends_with('.')) outline.summary.pop_back();
  const CLI::App* parent = app.get_parent();
  if (parent == nullptr || parent->get_footer() != app.get_footer()) outline.footer = app.get_footer();
  for (const CLI::Option* option : app.get_options()) {
    if (option->get_group().empty()) continue;
    OptionOutline described = option_of(*option);
    (described.names.empty() ? outline.operands : outline.options).push_back(std::move(described));
  }
  for (const CLI::App* command : app.get_subcommands({})) {
    if (!command->get_group().empty()) outline.commands.push_back(command_of(*command));
  }
  return outline;
}

CommandOutline train_outline() {
  CLI::App app(kTrainSummary, "train");
  app.set_version_flag("--version", "");
  TrainFlags flags;
  declare_train_options(app, flags);
  CommandOutline outline = command_of(app);
  outline.own_program = "bearing-train";
  return outline;
}

}  // namespace

CommandOutline outline_of(const CLI::App& app) {
  CommandOutline outline = command_of(app);
  for (CommandOutline& command : outline.commands) {
    if (command.name == "train") command = train_outline();
  }
  return outline;
}

}  // namespace bearing
