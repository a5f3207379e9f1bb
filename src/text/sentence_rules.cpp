#include "text/sentence_rules.hpp"

#include <bit>

#include "text/latin_scan.hpp"
#include "text/utf8.hpp"

namespace bearing {
namespace {

using enum SentenceClass;

/// A place in a line and the class of the character there, Extend characters passed over (SB5).
class Cursor {
 public:
  Cursor(std::string_view line, std::size_t at, const CharacterClasses& classes)
      : line_(line), classes_(classes), at_(at) {
    read();
  }

  bool done() const { return at_ == line_.size(); }
  bool is(SentenceClass c) const { return !done() && class_ == c; }
  std::size_t at() const { return at_; }

  /// Steps over this character alone.
  void pass() {
    at_ += size_;
    read();
  }

  /// Steps over this character and the Extend characters that follow it.
  void step() {
    do {
      pass();
    } while (is(kExtend));
  }

 private:
  void read() {
    if (done()) return;
    const utf8::CodePoint c = utf8::decode(line_, at_);
    size_ = c.size;
    class_ = classes_.sentence(c.value);
  }

  std::string_view line_;
  const CharacterClasses& classes_;
  std::size_t at_;
  std::size_t size_ = 0;
  SentenceClass class_ = kOther;
};

bool follows_cased_letter(std::string_view line, std::size_t at, const CharacterClasses& classes) {
  while (at > 0) {
    at = utf8::previous(line, at);
    const SentenceClass c = classes.sentence(utf8::decode(line, at).value);
    if (c != kExtend) return c == kUpper || c == kLower;
  }
  return false;
}

/// SB8: whether the first letter from here on, with no terminator in between, is a lower-case one.
bool goes_on_in_lower_case(Cursor cursor) {
  while (!cursor.done()) {
    if (cursor.is(kLower)) return true;
    if (cursor.is(kUpper) || cursor.is(kOtherLetter) || cursor.is(kParagraphEnd) || cursor.is(kFullStop) ||
        cursor.is(kTerminator)) {
      return false;
    }
    cursor.step();
  }
  return false;
}

}  // namespace

std::size_t next_terminator(std::string_view text, std::size_t at, const CharacterClasses& classes) {
  while (at < text.size()) {
    if (at + latin::kReach <= text.size()) {
      const std::uint32_t found = latin::may_end_sentence(text.data() + at);
      at += static_cast<std::size_t>(std::countr_zero(found | 1U << latin::kBlock));
      if (found == 0) continue;
    }
    const auto byte = static_cast<unsigned char>(text[at]);
    if (byte < 0xC0) {  // ASCII, or the rest of a plain character that a block began.
      if (byte == '.' || byte == '!' || byte == '?' || byte == '\n' || byte == '\r') return at;
      ++at;
      continue;
    }
    const utf8::CodePoint c = utf8::decode(text, at);
    if (classes.block_may_end_sentence(c.value)) {
      const SentenceClass found = classes.sentence(c.value);
      if (found == kFullStop || found == kTerminator || found == kParagraphEnd) return at;
    }
    at += c.size;
  }
  return text.size();
}

Ending judge_terminator(std::string_view line, std::size_t at, const CharacterClasses& classes) {
  Cursor cursor(line, at, classes);
  if (cursor.is(kParagraphEnd)) {  // SB4
    cursor.pass();
    return {true, cursor.at()};
  }
  const bool full_stop = cursor.is(kFullStop);
  cursor.step();
  if (full_stop) {
    if (cursor.is(kNumeric)) return {false, cursor.at()};                                           // SB6
    if (cursor.is(kUpper) && follows_cased_letter(line, at, classes)) return {false, cursor.at()};  // SB7
  }
  while (cursor.is(kClose)) cursor.step();
  while (cursor.is(kSpace)) cursor.step();
  if (full_stop && goes_on_in_lower_case(cursor)) return {false, cursor.at()};  // SB8
  if (cursor.is(kContinue) || cursor.is(kFullStop) || cursor.is(kTerminator))
    return {false, cursor.at()};  // SB8a
  if (cursor.is(kParagraphEnd)) cursor.pass();
  return {true, cursor.at()};  // SB9 to SB11
}

}  // namespace bearing
