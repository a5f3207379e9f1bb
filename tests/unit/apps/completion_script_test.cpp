#include "apps/completion_script.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bearing {
namespace {

using testing::HasSubstr;

// A command with an option of each kind. The driver tests/install/manual.py asks real shells.
CommandOutline program() {
  CommandOutline command;
  command.name = "two-words";
  command.summary = "Doesn't: stop";
  command.own_program = "tool-two-words";
  OptionOutline flag, choice, file;
  flag.names = {"-a", "--all"};
  flag.description = "It's [all]";
  choice.names = {"--kind"};
  choice.value = "TEXT";
  choice.kind = ValueKind::kChoice;
  choice.choices = {"x", "y"};
  file.names = {"-i"};
  file.value = "FILE";
  file.kind = ValueKind::kPath;
  file.repeatable = true;
  command.options = {flag, choice, file};
  CommandOutline tool;
  tool.name = "tool";
  tool.commands = {command};
  return tool;
}

TEST(BashCompletion, KnowsWhatOptionsTake) {
  const std::string script = bash_completion(program());
  EXPECT_THAT(script, HasSubstr("    --kind) values='x y' ;;\n    -i) values='@paths' ;;\n"));
  EXPECT_THAT(script, HasSubstr("  options='-a --all --kind -i'\n"));
  EXPECT_THAT(script, HasSubstr("_tool_two_words() {\n"));  // What functions may be called.
  EXPECT_THAT(script, HasSubstr("_tool_two_words_program() { _tool_complete two_words; }\n"
                                "complete -F _tool_two_words_program tool-two-words\n"));
}

TEST(ZshCompletion, EscapesBracketsColonsAndQuotes) {
  const std::string script = zsh_completion(program());
  EXPECT_TRUE(script.starts_with("#compdef tool tool-two-words\n"));
  EXPECT_THAT(script, HasSubstr(R"('(-a --all)'{-a,--all}'[It'\''s \[all\]]')"));
  EXPECT_THAT(script, HasSubstr("--kind='[]:TEXT:(x y)'"));
  EXPECT_THAT(script, HasSubstr("'*'-i+'[]:FILE:_files'"));
  EXPECT_THAT(script, HasSubstr(R"('two-words:Doesn'\''t: stop')"));
}

TEST(FishCompletion, EscapesQuotes) {
  const std::string script = fish_completion(program());
  EXPECT_THAT(script, HasSubstr(R"(-a 'two-words' -d 'Doesn\'t: stop')"));
  EXPECT_THAT(script, HasSubstr("complete -c tool -n '__fish_tool_command two-words' -l kind -x -a 'x y'"));
  EXPECT_THAT(script, HasSubstr("complete -c tool-two-words -s i -r -F"));
}

}  // namespace
}  // namespace bearing
