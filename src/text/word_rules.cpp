#include "text/word_rules.hpp"

#include <array>
#include <bit>

#include "text/latin_scan.hpp"
#include "text/utf8.hpp"

namespace bearing {
namespace {

/// WB6, WB7, WB11, WB12: whether `middle` can join two characters of class `last`.
bool joins(WordClass last, WordClass middle) {
  if (last == WordClass::kLetter) {
    return middle == WordClass::kMidLetter || middle == WordClass::kMidNumLet ||
           middle == WordClass::kSingleQuote;
  }
  if (last == WordClass::kNumeric) {
    return middle == WordClass::kMidNum || middle == WordClass::kMidNumLet ||
           middle == WordClass::kSingleQuote;
  }
  return false;
}

/// A space that nothing hangs on parts whatever is left of it from whatever is right of it; so does a line
/// feed.
bool parts(std::string_view text, std::size_t at) {
  if (text[at] == '\n') return true;
  if (text[at] != ' ') return false;
  if (at + 1 == text.size() || static_cast<unsigned char>(text[at + 1]) < 0x80) return true;
  return !CharacterClasses::extends_previous(utf8::decode(text, at + 1).value);
}

/// ASCII that never prolongs a word which ends in a letter, in any version of the rules.
constexpr auto kEndsLetters = [] {
  std::array<bool, 256> ends{};
  for (const char c : std::string_view(" \n,;!?()[]\"-/")) ends[static_cast<unsigned char>(c)] = true;
  return ends;
}();

}  // namespace

std::size_t find_plain_word(std::string_view text, std::size_t begin, std::size_t limit) {
  for (std::size_t at = begin; at < limit && at + latin::kReach <= text.size(); at += latin::kBlock) {
    const std::uint32_t letters = latin::letters(text.data() + at);
    if (letters == 0xFFFF) continue;
    const std::size_t end = at + static_cast<std::size_t>(std::countr_one(letters));
    if (end == begin) return 0;
    if (end >= limit) return limit;
    return kEndsLetters[static_cast<unsigned char>(text[end])] ? end : 0;
  }
  return 0;
}

FoundWord find_word(std::string_view text, std::size_t begin, const CharacterClasses& classes) {
  std::size_t at = begin;
  std::uint8_t content = 0;
  WordClass last = WordClass::kOther;
  while (at < text.size()) {
    const utf8::CodePoint c = utf8::decode(text, at);
    const WordEntry entry = classes.word(c.value);
    const WordClass word_class = entry.word_class();
    if (word_class == WordClass::kLetter || word_class == WordClass::kNumeric ||
        word_class == WordClass::kExtendNumLet) {
      last = word_class;
      content |= entry.bits;
      at += c.size;
    } else if (word_class == WordClass::kExtend) {
      at += c.size;
    } else if (joins(last, word_class)) {
      std::size_t next = at + c.size;
      utf8::CodePoint after{0, 0};
      while (next < text.size()) {
        after = utf8::decode(text, next);
        if (classes.word(after.value).word_class() != WordClass::kExtend) break;
        next += after.size;
      }
      if (next >= text.size() || classes.word(after.value).word_class() != last) break;
      at = next;
    } else {
      break;
    }
  }
  return {at, static_cast<std::uint8_t>(content & ~WordEntry::kClassMask)};
}

Island find_island(std::string_view text, std::size_t first, std::size_t at) {
  std::size_t begin = at;
  while (begin > first && !parts(text, begin - 1)) --begin;
  std::size_t end = at;
  while (end < text.size() && !parts(text, end)) ++end;
  return {begin, end};
}

}  // namespace bearing
