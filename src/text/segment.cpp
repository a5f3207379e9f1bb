#include "text/segment.hpp"

#include <unicode/ubrk.h>
#include <unicode/utf16.h>

#include <algorithm>
#include <string>

#include "base/check.hpp"
#include "text/character_classes.hpp"
#include "text/sentence_exceptions.hpp"
#include "text/sentence_rules.hpp"
#include "text/utf8.hpp"
#include "text/word_rules.hpp"

namespace bearing {
namespace {

/// One of ICU's iterators for the root locale, over UTF-16 made from UTF-8.
class IcuBreaks {
 public:
  explicit IcuBreaks(UBreakIteratorType type) : type_(type) {}
  ~IcuBreaks() {
    if (iterator_ != nullptr) ubrk_close(iterator_);
  }
  IcuBreaks(const IcuBreaks&) = delete;
  IcuBreaks& operator=(const IcuBreaks&) = delete;

  void set_text(std::string_view text);

  /// The next boundary as an offset into the UTF-8, or npos.
  std::size_t next() {
    const int32_t unit = ubrk_next(iterator_);
    return unit == UBRK_DONE ? std::string_view::npos : offsets_[static_cast<std::size_t>(unit)];
  }

 private:
  UBreakIteratorType type_;
  UBreakIterator* iterator_ = nullptr;
  std::u16string units_;
  std::vector<std::uint32_t> offsets_;  // Of each UTF-16 unit, and the end.
};

void IcuBreaks::set_text(std::string_view text) {
  units_.clear();
  offsets_.clear();
  for (std::size_t at = 0; at < text.size();) {
    const utf8::CodePoint c = utf8::decode(text, at);
    offsets_.push_back(static_cast<std::uint32_t>(at));
    if (c.value < 0x10000) {
      units_.push_back(static_cast<char16_t>(c.value));
    } else {
      units_.push_back(static_cast<char16_t>(U16_LEAD(c.value)));
      units_.push_back(static_cast<char16_t>(U16_TRAIL(c.value)));
      offsets_.push_back(static_cast<std::uint32_t>(at));
    }
    at += c.size;
  }
  offsets_.push_back(static_cast<std::uint32_t>(text.size()));
  UErrorCode status = U_ZERO_ERROR;
  if (iterator_ == nullptr) iterator_ = ubrk_open(type_, "", nullptr, 0, &status);
  // Without its data ICU can do nothing at all; no input brings that about.
  check(U_SUCCESS(status));
  ubrk_setText(iterator_, units_.data(), static_cast<int32_t>(units_.size()), &status);
  check(U_SUCCESS(status));
}

void append_word(std::size_t begin, std::size_t end, std::uint8_t content, std::vector<TokenSpan>& out) {
  if (content == 0) return;
  const bool word = (content & WordEntry::kHasLetter) != 0;
  out.push_back({static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end),
                 word ? TokenKind::kWord : TokenKind::kNumber});
}

/// Takes the places where sentences end and makes spans of them. The fast path and the reference path share
/// it.
class SentenceCutter {
 public:
  SentenceCutter(std::string_view text, std::vector<SentenceSpan>& out, std::uint32_t base)
      : text_(text), out_(out), base_(base) {}

  void begin_line(std::size_t begin, std::size_t end) {
    line_begin_ = begin_ = begin;
    line_end_ = end;
  }
  /// UAX #29 ends a sentence before `next`; the line goes on.
  void offer(std::size_t next) {
    const std::string_view line = text_.substr(line_begin_, line_end_ - line_begin_);
    if (!goes_on(line, begin_ - line_begin_, next - line_begin_)) cut(next);
  }
  /// UAX #29 keeps the full stop at `at` and what follows together.
  void offer_glued(std::size_t at) {
    const std::string_view line = text_.substr(line_begin_, line_end_ - line_begin_);
    if (is_glued_end(line, at - line_begin_)) cut(at + 1);
  }
  void end_line() { cut(line_end_); }

 private:
  bool is_white(char32_t c) const {
    const SentenceClass found = classes_.sentence(c);
    return found == SentenceClass::kSpace || found == SentenceClass::kParagraphEnd;
  }

  void cut(std::size_t next) {
    std::size_t begin = begin_, end = next;
    begin_ = next;
    while (begin < end) {
      const utf8::CodePoint c = utf8::decode(text_, begin);
      if (!is_white(c.value)) break;
      begin += c.size;
    }
    while (end > begin) {
      const std::size_t last = utf8::previous(text_, end);
      if (!is_white(utf8::decode(text_, last).value)) break;
      end = last;
    }
    if (begin < end)
      out_.push_back({base_ + static_cast<std::uint32_t>(begin), base_ + static_cast<std::uint32_t>(end)});
  }

  const CharacterClasses& classes_ = CharacterClasses::instance();
  std::string_view text_;
  std::vector<SentenceSpan>& out_;
  std::uint32_t base_;
  std::size_t line_begin_ = 0, line_end_ = 0, begin_ = 0;
};

template <class Visit>
void for_each_line(std::string_view text, Visit visit) {
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    visit(begin, end);
    begin = end + 1;
  }
}

}  // namespace

struct Segmenter::Impl {
  IcuBreaks words{UBRK_WORD};
  IcuBreaks sentences{UBRK_SENTENCE};
};

Segmenter::Segmenter() : impl_(std::make_unique<Impl>()) {}
Segmenter::~Segmenter() = default;
Segmenter::Segmenter(Segmenter&&) noexcept = default;
Segmenter& Segmenter::operator=(Segmenter&&) noexcept = default;

void Segmenter::words(std::string_view text, std::vector<TokenSpan>& out, std::uint32_t base) {
  const std::size_t first = out.size();
  words_within(text, {0, text.size()}, out);
  for (std::size_t i = first; base != 0 && i < out.size(); ++i) {
    out[i].begin += base;
    out[i].end += base;
  }
}

void Segmenter::words_within(std::string_view text, ByteRange range, std::vector<TokenSpan>& out) {
  const CharacterClasses& classes = CharacterClasses::instance();
  const std::string_view part = text.substr(0, range.end);
  const std::size_t first = out.size();
  PlainWordFinder plain_words(text, part.size());
  for (std::size_t at = range.begin; at < part.size();) {
    at = plain_words.append(at, out);
    if (at == part.size()) break;
    const utf8::CodePoint c = utf8::decode(part, at);
    const WordClass word_class = classes.word(c.value).word_class();
    if (word_class == WordClass::kLetter || word_class == WordClass::kNumeric ||
        word_class == WordClass::kExtendNumLet) {
      const FoundWord word = find_word(part, at, classes);
      append_word(at, word.end, word.content, out);
      at = word.end;
    } else if (word_class == WordClass::kSlow) {
      const Island island = find_island(part, range.begin, at);
      while (out.size() > first && out.back().begin >= island.begin) out.pop_back();
      reference_words(part.substr(island.begin, island.end - island.begin), out,
                      static_cast<std::uint32_t>(island.begin));
      at = island.end;
    } else {
      at += c.size;
    }
  }
}

void Segmenter::reference_words(std::string_view text, std::vector<TokenSpan>& out, std::uint32_t base) {
  const CharacterClasses& classes = CharacterClasses::instance();
  impl_->words.set_text(text);
  std::size_t begin = 0;
  for (std::size_t end = impl_->words.next(); end != std::string_view::npos; end = impl_->words.next()) {
    std::uint8_t content = 0;
    for (std::size_t at = begin; at < end;) {
      const utf8::CodePoint c = utf8::decode(text, at);
      content |= classes.word(c.value).bits & ~WordEntry::kClassMask;
      at += c.size;
    }
    append_word(base + begin, base + end, content, out);
    begin = end;
  }
}

void Segmenter::sentences(std::string_view text, std::vector<SentenceSpan>& out, std::uint32_t base) {
  const CharacterClasses& classes = CharacterClasses::instance();
  SentenceCutter cutter(text, out, base);
  for_each_line(text, [&](std::size_t begin, std::size_t end) {
    const std::string_view line = text.substr(begin, end - begin);
    cutter.begin_line(begin, end);
    for (std::size_t at = next_terminator(line, 0, classes); at < line.size();
         at = next_terminator(line, at, classes)) {
      const Ending ending = judge_terminator(line, at, classes);
      if (!ending.ends) {
        cutter.offer_glued(begin + at);
      } else if (ending.next < line.size()) {
        cutter.offer(begin + ending.next);
      }
      at = ending.next;
    }
    cutter.end_line();
  });
}

void Segmenter::reference_sentences(std::string_view text, std::vector<SentenceSpan>& out,
                                    std::uint32_t base) {
  SentenceCutter cutter(text, out, base);
  for_each_line(text, [&](std::size_t begin, std::size_t end) {
    const std::string_view line = text.substr(begin, end - begin);
    cutter.begin_line(begin, end);
    impl_->sentences.set_text(line);
    std::size_t from = 0;
    for (std::size_t next = impl_->sentences.next(); next != std::string_view::npos;
         next = impl_->sentences.next()) {
      for (std::size_t at = from; at + 1 < next; ++at) {
        if (line[at] == '.') cutter.offer_glued(begin + at);
      }
      if (next < line.size()) cutter.offer(begin + next);
      from = next;
    }
    cutter.end_line();
  });
}

}  // namespace bearing
