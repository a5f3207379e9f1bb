#include "inference/terminal_text.hpp"

#include <algorithm>
#include <array>

#include "base/utf8.hpp"

namespace bearing {
namespace {

// `unit` is well-formed.
char32_t code_point(std::string_view unit) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(unit[i]); };
  constexpr std::array<unsigned char, 5> kLeadBits = {0, 0x7F, 0x1F, 0x0F, 0x07};
  char32_t point = byte(0) & kLeadBits[unit.size()];
  for (std::size_t i = 1; i < unit.size(); ++i) point = (point << 6) | (byte(i) & 0x3F);
  return point;
}

struct CodeRange {
  char32_t first, last;
};

bool holds(const auto& intervals, char32_t point) {
  return std::any_of(intervals.begin(), intervals.end(),
                     [&](const CodeRange& i) { return i.first <= point && point <= i.last; });
}

// Marks of Latin and of the scripts of Southeast Asia that stand above or below a letter, and what has no
// width.
constexpr std::array<CodeRange, 18> kNoColumn = {{{0x300, 0x36F},
                                                  {0x483, 0x489},
                                                  {0x591, 0x5BD},
                                                  {0x64B, 0x65F},
                                                  {0x93C, 0x93C},
                                                  {0x941, 0x948},
                                                  {0x94D, 0x94D},
                                                  {0xE31, 0xE31},
                                                  {0xE34, 0xE3A},
                                                  {0xE47, 0xE4E},
                                                  {0xEB1, 0xEB1},
                                                  {0xEB4, 0xEBC},
                                                  {0xEC8, 0xECD},
                                                  {0x102D, 0x1030},
                                                  {0x1032, 0x103A},
                                                  {0x17B7, 0x17BD},
                                                  {0x200B, 0x200F},
                                                  {0xFE00, 0xFE0F}}};
constexpr std::array<CodeRange, 8> kTwoColumns = {{{0x1100, 0x115F},
                                                   {0x2E80, 0x303E},
                                                   {0x3041, 0xA4CF},
                                                   {0xAC00, 0xD7A3},
                                                   {0xF900, 0xFAFF},
                                                   {0xFF01, 0xFF60},
                                                   {0x1F300, 0x1FAFF},
                                                   {0x20000, 0x3FFFD}}};

std::size_t columns_of_unit(std::string_view unit) {
  if (unit.size() == 1) return 1;
  const char32_t point = code_point(unit);
  if (holds(kNoColumn, point)) return 0;
  return holds(kTwoColumns, point) ? 2 : 1;
}

bool is_control(std::string_view unit) {
  const char32_t point = code_point(unit);
  return point < 0x20 || (point >= 0x7F && point <= 0x9F);
}

// Plain, and with single spaces.
std::string tidied(std::string_view text) {
  std::string plain, tidy;
  append_plain(text, plain);
  for (const char c : plain) {
    if (c != ' ' || (!tidy.empty() && tidy.back() != ' ')) tidy += c;
  }
  if (tidy.ends_with(' ')) tidy.pop_back();
  return tidy;
}

}  // namespace

void append_plain(std::string_view text, std::string& out) {
  while (!text.empty()) {
    const Utf8Unit unit = utf8_unit(text);
    const std::string_view bytes = text.substr(0, unit.size);
    if (!unit.valid) {
      out += "\uFFFD";
    } else if (is_control(bytes)) {
      out += ' ';
    } else {
      out += bytes;
    }
    text.remove_prefix(unit.size);
  }
}

std::size_t columns_of(std::string_view text) {
  std::size_t columns = 0;
  while (!text.empty()) {
    const Utf8Unit unit = utf8_unit(text);
    columns += unit.valid ? columns_of_unit(text.substr(0, unit.size)) : 1;
    text.remove_prefix(unit.size);
  }
  return columns;
}

std::string shortened(std::string_view text, std::size_t columns) {
  std::string tidy = tidied(text);
  if (columns_of(tidy) <= columns) return tidy;
  std::size_t kept = 0, used = 0;
  while (kept < tidy.size()) {
    const std::string_view rest = std::string_view(tidy).substr(kept);
    const std::size_t size = utf8_unit(rest).size;
    const std::size_t width = columns_of_unit(rest.substr(0, size));
    if (used + width + 1 > columns) break;  // One column is for the "…".
    used += width;
    kept += size;
  }
  // Half a word is worse than none, but most of the text must stay: some scripts have no spaces.
  const std::size_t space = kept < tidy.size() && tidy[kept] == ' ' ? kept : tidy.rfind(' ', kept);
  if (space != std::string::npos && space >= kept / 2) kept = space;
  tidy.resize(kept);
  return tidy + "…";
}

void append_padded(std::string_view text, std::size_t columns, std::string& out) {
  out += text;
  const std::size_t taken = columns_of(text);
  if (taken < columns) out.append(columns - taken, ' ');
}

}  // namespace bearing
