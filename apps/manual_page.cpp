#include "apps/manual_page.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <utility>

#include "base/utf8.hpp"

namespace bearing {
namespace {

std::string upper(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : char(c); });
  return text;
}

std::string bold(std::string_view text) { return "\\fB" + roff_text(text) + "\\fR"; }
std::string italic(std::string_view text) { return "\\fI" + roff_text(text) + "\\fR"; }

void append_code_point(std::string_view character, std::string& out) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(character[i]); };
  std::uint32_t code = byte(0) & (0xFFU >> (character.size() + 1));
  for (std::size_t i = 1; i < character.size(); ++i) code = code << 6 | (byte(i) & 0x3FU);
  char name[16];
  std::snprintf(name, sizeof name, "\\[u%04X]", static_cast<unsigned>(code));
  out += name;
}

// A line of text of its own, where a dot or an apostrophe would begin a request.
std::string text_line(std::string_view text) { return roff_text(text) + "\n"; }

// Line feeds only wrap; an empty line begins a paragraph.
std::string paragraphs(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t line = std::min(text.find('\n'), text.size());
    out += line == 0 ? std::string(".PP\n") : text_line(text.substr(0, line));
    text.remove_prefix(std::min(line + 1, text.size()));
  }
  return out;
}

std::string heading(const Manual& manual, const std::string& name) {
  return ".TH \"" + upper(roff_text(name)) + "\" \"1\" \"\" \"" + roff_text(manual.program.name) + " " +
         roff_text(manual.version) + "\" \"" + roff_text(manual.program.name) + "\"\n";
}

std::string operand_form(const OptionOutline& operand) {
  const std::string form = italic(operand.value) + (operand.repeatable ? "..." : "");
  return operand.required ? " " + form : " [" + form + "]";
}

std::string synopsis(const std::string& words, const CommandOutline& command) {
  std::string line = bold(words) + " [" + italic("options") + "]";
  for (const OptionOutline& operand : command.operands) line += operand_form(operand);
  if (!command.commands.empty()) line += " " + italic("command") + " [" + italic("arguments") + "]";
  return line + "\n";
}

// What the declaration says beyond the words of its description.
std::string constraints(const OptionOutline& option) {
  std::string out;
  const auto say = [&](const std::string& sentence) { out.append(out.empty() ? "" : " ").append(sentence); };
  if (option.required && !option.names.empty()) say("Required.");
  if (!option.choices.empty()) say("One of " + joined(option.choices, ", ") + ".");
  if (!option.least.empty()) say("From " + option.least + " to " + option.most + ".");
  if (!option.default_value.empty()) say("Default: " + option.default_value);
  return out;
}

std::string entry(const OptionOutline& option) {
  std::string term;
  for (const std::string& name : option.names) term.append(term.empty() ? "" : ", ").append(bold(name));
  if (!option.value.empty()) term.append(term.empty() ? "" : " ").append(italic(option.value));
  if (option.repeatable) term += " ...";
  std::string text = option.description;
  const std::string more = constraints(option);
  if (!text.empty() && !text.ends_with('.') && !more.empty()) text += '.';
  return ".TP\n" + term + "\n" + text_line(text) + (more.empty() ? "" : ".br\n" + text_line(more));
}

std::string entries(const std::string& title, const std::vector<OptionOutline>& options) {
  if (options.empty()) return {};
  std::string out = ".SH " + title + "\n";
  for (const OptionOutline& option : options) out += entry(option);
  return out;
}

std::string see_also(const std::vector<std::string>& names) {
  std::string out = ".SH \"SEE ALSO\"\n";
  for (std::size_t i = 0; i < names.size(); ++i)
    out += ".BR " + roff_text(names[i]) + " (1)" + (i + 1 < names.size() ? "," : "") + "\n";
  return out;
}

std::string page_name(const Manual& manual, const CommandOutline& command) {
  return manual.program.name + "-" + command.name;
}

}  // namespace

std::string roff_text(std::string_view text) {
  static constexpr std::pair<char, const char*> kEscapes[] = {
      {'\\', "\\(rs"}, {'-', "\\-"},   {'\'', "\\(aq"}, {'`', "\\(ga"},
      {'^', "\\(ha"},  {'~', "\\(ti"}, {'"', "\\(dq"}};
  std::string out;
  if (text.starts_with('.')) out = "\\&";
  for (std::size_t i = 0; i < text.size();) {
    const Utf8Unit unit = utf8_unit(text.substr(i));
    const std::string_view character = text.substr(i, unit.size);
    i += unit.size;
    const auto* escape = std::find_if(std::begin(kEscapes), std::end(kEscapes),
                                      [&](const auto& known) { return character.front() == known.first; });
    if (escape != std::end(kEscapes)) {
      out += escape->second;
    } else if (!unit.valid) {
      out += "\\[uFFFD]";
    } else if (character.size() > 1) {
      append_code_point(character, out);
    } else {
      out += character == "\n" || character == "\t" ? ' ' : character.front();
    }
  }
  return out;
}

std::string manual_page(const Manual& manual) {
  const CommandOutline& program = manual.program;
  std::string out = heading(manual, program.name);
  out += ".SH NAME\n" + roff_text(program.name) + " \\- " + text_line(program.summary);
  out += ".SH SYNOPSIS\n" + synopsis(program.name, program);
  out += ".SH DESCRIPTION\n" + paragraphs(program.footer);
  out += entries("OPTIONS", program.options) + ".SH COMMANDS\n";
  std::vector<std::string> pages;
  for (const CommandOutline& command : program.commands) {
    out += ".TP\n" + bold(command.name) + "\n" + text_line(command.summary);
    pages.push_back(page_name(manual, command));
  }
  for (const ManualSection& section : manual.sections) {
    out += ".SH \"" + roff_text(section.title) + "\"\n";
    for (const auto& [term, description] : section.entries)
      out += ".TP\n" + bold(term) + "\n" + text_line(description);
  }
  return out + see_also(pages);
}

std::string manual_page(const Manual& manual, const CommandOutline& command) {
  const std::string name = page_name(manual, command);
  std::string out = heading(manual, name);
  out += ".SH NAME\n" + roff_text(name) + " \\- " + text_line(command.summary);
  out += ".SH SYNOPSIS\n" + synopsis(manual.program.name + " " + command.name, command);
  if (!command.own_program.empty()) out += ".br\n" + synopsis(command.own_program, command);
  out += ".SH DESCRIPTION\n" + text_line(command.summary + ".");
  if (!command.footer.empty()) out += ".PP\n" + paragraphs(command.footer);
  out += entries("OPERANDS", command.operands) + entries("OPTIONS", command.options);
  return out + see_also({manual.program.name});
}

}  // namespace bearing
