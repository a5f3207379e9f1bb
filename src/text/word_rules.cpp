#include "text/word_rules.hpp"

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

/// ASCII that begins no word, in any version of the rules.
constexpr auto kStartsNothing = [] {
  auto starts_nothing = kEndsPlainWord;
  starts_nothing['.'] = true;
  return starts_nothing;
}();

/// A full stop joins letters only.
bool is_stop_before_space(const char* text, std::size_t at, std::size_t limit) {
  return text[at] == '.' && (at + 1 == limit || text[at + 1] == ' ' || text[at + 1] == '\n');
}

}  // namespace

std::size_t find_plain_word(std::string_view text, std::size_t begin, std::size_t limit) {
  for (std::size_t at = begin; at < limit && at + latin::kReach <= text.size(); at += latin::kBlock) {
    const std::uint32_t letters = latin::letters(text.data() + at);
    if (letters == 0xFFFF) continue;
    const std::size_t end = at + static_cast<std::size_t>(std::countr_one(letters));
    if (end == begin) return 0;
    if (end >= limit) return limit;
    return kEndsPlainWord[static_cast<unsigned char>(text[end])] ? end : 0;
  }
  return 0;
}

bool PlainWordFinder::look(std::size_t begin) {
  // The byte behind the window is looked at, and the one behind that.
  if (begin + kWindow + 2 > text_.size()) return false;
  letters_ = 0;
  for (std::size_t i = 0; i < kWindow; i += latin::kBlock)
    letters_ |= std::uint64_t{latin::letters(text_.data() + begin + i)} << i;
  begin_ = begin;
  end_ = begin + kWindow;
  if (end_ > limit_) {
    letters_ &= ~(~std::uint64_t{0} << (limit_ - begin));
    end_ = limit_;
  }
  return true;
}

std::size_t PlainWordFinder::append(std::size_t at, std::vector<TokenSpan>& out) {
  while (at < limit_) {
    if (at < end_ || look(at)) {
      bool stopped = false;
      at = append_of_window(at, out, stopped);
      if (stopped) return at;
      if (at == end_ || (at > begin_ && look(at))) continue;
    }
    // Too near the end of the text for a window, or longer than one.
    const std::size_t end = find_plain_word(text_, at, limit_);
    if (end == 0) return at;
    out.push_back({static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(end), TokenKind::kWord});
    at = end;
  }
  return at;
}

std::size_t PlainWordFinder::append_of_window(std::size_t at, std::vector<TokenSpan>& out,
                                              bool& stopped) const {
  std::array<TokenSpan, kWindow / 2> found;
  TokenSpan* next = found.data();
  const char* const text = text_.data();
  const std::size_t window = begin_, window_end = end_, limit = limit_;
  std::uint64_t letters = letters_ >> (at - window);
  while (at < window_end) {
    if ((letters & 1) == 0) {
      stopped = !kStartsNothing[static_cast<unsigned char>(text[at])];
      if (stopped) break;
      ++at;
      letters >>= 1U;
      continue;
    }
    const auto size = static_cast<unsigned>(std::countr_one(letters));
    const std::size_t end = at + size;
    const bool parted = kEndsPlainWord[static_cast<unsigned char>(text[end])];
    if (parted && end < window_end) {
      *next++ = {static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(end), TokenKind::kWord};
      at = end + 1;
      letters = letters >> size >> 1U;
      continue;
    }
    if (end == window_end && end != limit) break;  // Goes on, perhaps: the next window begins with it.
    stopped = end != limit && !is_stop_before_space(text, end, limit);
    if (stopped) break;
    *next++ = {static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(end), TokenKind::kWord};
    at = end;
    if (end == window_end) break;
    letters >>= size;
  }
  out.insert(out.end(), found.data(), next);
  return at;
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
