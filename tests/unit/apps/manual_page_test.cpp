#include "apps/manual_page.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bearing {
namespace {

using testing::HasSubstr;
using testing::Not;

Manual manual_with(OptionOutline option) {
  Manual manual;
  manual.program.name = "tool";
  manual.program.summary = "Do things";
  manual.version = "1.2";
  CommandOutline command;
  command.name = "work";
  command.summary = "Do work";
  command.options = {std::move(option)};
  manual.program.commands = {command};
  return manual;
}

std::string page_with(OptionOutline option) {
  const Manual manual = manual_with(std::move(option));
  return manual_page(manual, manual.program.commands.front());
}

TEST(RoffText, BeginsNoRequest) {
  EXPECT_EQ(roff_text(".gz and others"), "\\&.gz and others");
  EXPECT_EQ(roff_text("'tis"), "\\(aqtis");
  EXPECT_EQ(roff_text("ends with .gz"), "ends with .gz");
}

TEST(RoffText, EscapesWhatTypesettersChange) {
  EXPECT_EQ(roff_text("a-b"), "a\\-b");
  EXPECT_EQ(roff_text("C:\\n \"x\" `y` ^~"), "C:\\(rsn \\(dqx\\(dq \\(gay\\(ga \\(ha\\(ti");
}

TEST(RoffText, NamesCharactersBeyondAscii) {
  EXPECT_EQ(roff_text("é"), "\\[u00E9]");
  EXPECT_EQ(roff_text("hoà → 😀"), "ho\\[u00E0] \\[u2192] \\[u1F600]");
  EXPECT_EQ(roff_text("\xff!"), "\\[uFFFD]!");
}

TEST(RoffText, StaysOnItsLine) { EXPECT_EQ(roff_text("a\n.b\tc"), "a .b c"); }

TEST(ManualPage, SaysWhatIsDeclared) {
  OptionOutline option;
  option.names = {"-f", "--format"};
  option.value = "TEXT";
  option.kind = ValueKind::kChoice;
  option.choices = {"auto", "x-1"};
  option.default_value = "auto";
  option.description = "How it looks";
  const std::string page = page_with(option);
  EXPECT_THAT(page, HasSubstr(".TP\n\\fB\\-f\\fR, \\fB\\-\\-format\\fR \\fITEXT\\fR\nHow it looks.\n"));
  EXPECT_THAT(page, HasSubstr("One of auto, x\\-1. Default: auto\n"));
}

TEST(ManualPage, SaysRangesAndWhatIsRequired) {
  OptionOutline option;
  option.names = {"--count"};
  option.value = "INT";
  option.kind = ValueKind::kText;
  option.least = "0";
  option.most = "1000";
  option.required = true;
  option.description = "How many";
  EXPECT_THAT(page_with(option), HasSubstr("How many.\n.br\nRequired. From 0 to 1000.\n"));
}

TEST(ManualPage, HasNoDateAndNoEmptySections) {
  OptionOutline option;
  option.names = {"--all"};
  const std::string page = page_with(option);
  EXPECT_TRUE(page.starts_with(".TH \"TOOL\\-WORK\" \"1\" \"\" \"tool 1.2\" \"tool\"\n"));
  EXPECT_THAT(page, Not(HasSubstr("OPERANDS")));
}

TEST(ManualPage, JoinsWrappedLinesAndKeepsParagraphs) {
  Manual manual = manual_with({});
  manual.program.commands.front().footer = "One\n.two\n\nThree";
  EXPECT_THAT(manual_page(manual, manual.program.commands.front()), HasSubstr("One\n\\&.two\n.PP\nThree\n"));
}

TEST(ManualPage, OfTheProgramNamesEveryCommand) {
  Manual manual = manual_with({});
  manual.sections = {{"EXIT STATUS", {{"0", "Done."}}}};
  const std::string page = manual_page(manual);
  EXPECT_THAT(page, HasSubstr(".TP\n\\fBwork\\fR\nDo work\n"));
  EXPECT_THAT(page, HasSubstr(".SH \"EXIT STATUS\"\n.TP\n\\fB0\\fR\nDone.\n"));
  EXPECT_THAT(page, HasSubstr(".BR tool\\-work (1)\n"));
}

}  // namespace
}  // namespace bearing
