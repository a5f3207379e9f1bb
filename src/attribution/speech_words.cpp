#include "attribution/speech_words.hpp"

#include <algorithm>
#include <array>

#include "text/utf8.hpp"

namespace bearing {
namespace {

bool is_space(char c) { return c == ' ' || c == '\n' || c == '\t'; }

/// Reads what is between words and keeps track of quotation marks.
class GapReader {
 public:
  explicit GapReader(std::string_view text) : text_(text) {}

  bool quoted() const { return quoted_; }
  void end_paragraph() { quoted_ = false; }

  /// Reads text[begin, end), which holds no word.
  std::uint16_t read(std::size_t begin, std::size_t end) {
    if (end - begin == 1 && text_[begin] == ' ') return 0;
    std::uint16_t found = 0;
    for (std::size_t at = begin; at < end;) {
      const utf8::CodePoint c = utf8::decode(text_, at);
      found |= read_character(c.value, at, at + c.size);
      at += c.size;
    }
    return found;
  }

 private:
  std::uint16_t read_character(char32_t c, std::size_t at, std::size_t next) {
    const bool after_space =
        at == 0 || is_space(text_[at - 1]) || text_[at - 1] == '(' || text_[at - 1] == '[';
    const bool before_space = next >= text_.size() || is_space(text_[next]);
    switch (c) {
      case ' ':
      case '\n':
        return 0;
      case ',':
      case ';':
        return gap::kComma;
      case ':':
        return gap::kColon;
      case '.':
        return gap::kPeriod;
      case '-':
        return after_space || before_space ? gap::kDash : gap::kHyphen;
      case 0x2010:
      case 0x2011:
        return gap::kHyphen;
      case 0x2012:
      case 0x2013:
      case 0x2014:
      case 0x2015:
        return gap::kDash;
      case '(':
      case ')':
      case '[':
      case ']':
        return gap::kBracket;
      case '\'':
      case 0x2019:
        return single_quote(before_space);
      case 0x2018:
        return open_single_quote();
      case '"':
        // Which side a straight mark faces shows at the spaces around it; a mark between two letters turns.
        return set_quoted(after_space && !before_space   ? true
                          : !after_space && before_space ? false
                                                         : !quoted_);
      case 0x201C:
      case 0x201E:
      case 0xAB:
      case 0x300C:
      case 0x300E:
        return set_quoted(true);
      case 0x201D:
      case 0xBB:
      case 0x300D:
      case 0x300F:
        return set_quoted(false);
      case '!':
        return 0;
      case '?':
        return gap::kQuestion;
      default:
        return gap::kOther;
    }
  }

  std::uint16_t single_quote(bool before_space) {
    if (single_ && before_space) return set_quoted(false);
    return gap::kApostrophe;
  }

  std::uint16_t open_single_quote() {
    if (quoted_) return gap::kApostrophe;  // Nested, or a stray mark: the outer quotation decides.
    set_quoted(true);
    single_ = true;
    return gap::kQuoteOpens;
  }

  std::uint16_t set_quoted(bool quoted) {
    quoted_ = quoted;
    single_ = false;
    return quoted ? gap::kQuoteOpens : gap::kQuoteCloses;
  }

  std::string_view text_;
  bool quoted_ = false;
  bool single_ = false;
};

/// Upper-case, or without case at all, is told by the first character alone.
bool is_capital(std::string_view word, std::string_view folded) {
  const char first = word.front();
  if (static_cast<unsigned char>(first) < 0x80) return first >= 'A' && first <= 'Z';
  return !folded.empty() && utf8::decode(word, 0).value != utf8::decode(folded, 0).value;
}

class WordFinder {
 public:
  WordFinder(const AnalyzedText& text, const WordClasses& classes, bool vietnamese, SpeechText& out)
      : text_(text), classes_(classes), vietnamese_(vietnamese), out_(out), gaps_(text.text) {}

  void find() {
    std::uint32_t paragraph = 0;
    std::size_t end_of_last = 0;
    for (const Sentence& sentence : text_.sentences) {
      const std::string_view between =
          std::string_view(text_.text).substr(end_of_last, sentence.begin - end_of_last);
      if (sentence.kind != BlockKind::kBody || between.find('\n') != between.npos) {
        ++paragraph;
        gaps_.end_paragraph();
      }
      end_of_last = sentence.end;
      find_in(sentence, paragraph);
    }
  }

 private:
  void find_in(const Sentence& sentence, std::uint32_t paragraph) {
    SpeechSentence found;
    found.begin = sentence.begin;
    found.end = sentence.end;
    found.paragraph = paragraph;
    found.first_word = found.last_word = static_cast<std::uint32_t>(out_.words.size());
    found.body = sentence.kind == BlockKind::kBody;
    if (found.body) {
      found.starts_quoted = gaps_.quoted();
      std::uint32_t at = sentence.begin;
      for (std::uint32_t t = sentence.first_token; t < sentence.last_token;) {
        const std::uint16_t before = gaps_.read(at, text_.tokens[t].begin);
        t = add_word(t, sentence.last_token, before);
        at = out_.words.back().end;
      }
      found.end_gap = gaps_.read(at, sentence.end);
      found.ends_quoted = gaps_.quoted();
      found.last_word = static_cast<std::uint32_t>(out_.words.size());
    }
    out_.sentences.push_back(found);
  }

  /// Adds the word or longest phrase at token `t`; returns the token after it.
  std::uint32_t add_word(std::uint32_t t, std::uint32_t last, std::uint16_t before) {
    const Token& token = text_.tokens[t];
    std::string_view folded = text_.folded(token);
    SpeechWord& word = out_.words.emplace_back();
    word.begin = token.begin;
    word.gap_before = before;
    word.capital =
        is_capital(std::string_view(text_.text).substr(token.begin, token.end - token.begin), folded);
    word.quoted = gaps_.quoted();
    word.accented = token.shadow != token.folded;
    if (!vietnamese_) word.possessive = cut_possessive(token, folded);

    std::uint64_t chain = WordClasses::chain(0, WordClasses::word_hash(folded));
    std::uint32_t entry = classes_.find(chain);
    word.classes = entry & ~WordClasses::kContinues;
    word.key = static_cast<std::uint32_t>(chain);
    std::uint32_t end = t + 1;
    for (std::uint32_t next = t + 1;
         (entry & WordClasses::kContinues) != 0 && !word.possessive && next < last; ++next) {
      if (!joined(text_.tokens[next - 1], text_.tokens[next])) break;
      std::string_view part = text_.folded(text_.tokens[next]);
      const bool possessive = !vietnamese_ && cut_possessive(text_.tokens[next], part);
      chain = WordClasses::chain(chain, WordClasses::word_hash(part));
      entry = classes_.find(chain);
      if ((entry & ~WordClasses::kContinues) != 0) {
        word.classes = entry & ~WordClasses::kContinues;
        word.key = static_cast<std::uint32_t>(chain);
        word.possessive = possessive;
        end = next + 1;
      }
      if (possessive) break;
    }
    word.end = text_.tokens[end - 1].end;
    word.size = static_cast<std::uint8_t>(end - t);
    return end;
  }

  /// Whether only a space or hyphen is between two words.
  bool joined(const Token& left, const Token& right) const {
    return right.begin - left.end == 1 && (text_.text[left.end] == ' ' || text_.text[left.end] == '-');
  }

  /// Takes "'s" off a folded word; true when the word is a possessive.
  bool cut_possessive(const Token& token, std::string_view& folded) const {
    if (folded.size() > 3 && folded.ends_with("'s")) {
      folded.remove_suffix(2);
      return true;
    }
    if (!folded.ends_with('s')) return false;
    const std::string_view after = std::string_view(text_.text).substr(token.end, 4);
    return after.starts_with("' ") || after.starts_with("\xE2\x80\x99 ");
  }

  const AnalyzedText& text_;
  const WordClasses& classes_;
  bool vietnamese_;
  SpeechText& out_;
  GapReader gaps_;
};

}  // namespace

void find_speech_words(const AnalyzedText& text, const WordClasses& classes, bool vietnamese,
                       SpeechText& out) {
  out.words.clear();
  out.sentences.clear();
  WordFinder(text, classes, vietnamese, out).find();
}

bool looks_vietnamese(const AnalyzedText& text) {
  // The beginning tells; half of all Vietnamese words carry a mark, and few words of any other language that
  // writes them as separate syllables.
  constexpr std::size_t kWordsToRead = 400;
  const std::size_t count = std::min(text.tokens.size(), kWordsToRead);
  std::size_t telling = 0;
  constexpr std::array<std::string_view, 12> kTelling = {"của", "và",  "các",   "không", "được", "trong",
                                                         "là",  "cho", "những", "với",   "một",  "đã"};
  for (std::size_t i = 0; i < count; ++i) {
    if (std::ranges::find(kTelling, text.folded(text.tokens[i])) != kTelling.end()) ++telling;
  }
  return telling * 20 > count;
}

}  // namespace bearing
