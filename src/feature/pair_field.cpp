#include "feature/pair_field.hpp"

#include <algorithm>

#include "base/hash.hpp"

namespace bearing {
namespace {

constexpr std::uint64_t kMarkSeed = 33;

bool is_sign(char c) { return c == '#' || c == '@'; }

bool is_capital(char c) { return c >= 'A' && c <= 'Z'; }
bool is_small(char c) { return c >= 'a' && c <= 'z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool all_capital(std::string_view written) {
  return written.size() >= 3 && std::all_of(written.begin(), written.end(), is_capital);
}

// Whether a part of a hashtag begins at byte i > 0, or a "_" between parts stands there: "ProLife|Youth",
// "NY|Times", "hillary|2016".
bool parts_begin_at(std::string_view written, std::size_t i) {
  const char before = written[i - 1], here = written[i];
  if (here == '_') return true;
  if (is_digit(here) != is_digit(before)) return true;
  if (!is_capital(here)) return false;
  return is_small(before) || (is_capital(before) && i + 1 < written.size() && is_small(written[i + 1]));
}

PairWord make_word(const AnalyzedText& text, std::uint32_t token, bool in_title) {
  const Token& from = text.tokens[token];
  PairWord word;
  word.folded = text.folded(from);
  word.key = cue_key(word.folded);
  word.stem = stem_key(word.folded, from.kind);
  word.cues = 0;
  word.token = token;
  word.stop = is_stop_word(word.key);
  word.stop_stem = is_stop_stem(word.stem);
  word.digit = !word.folded.empty() && word.folded[0] >= '0' && word.folded[0] <= '9';
  word.in_title = in_title;
  return word;
}

}  // namespace

void PairField::clear() {
  words.clear();
  units.clear();
  sentences.clear();
  asks = quotes = false;
  form = {};
}

void PairField::add(const AnalyzedText& text, std::uint32_t first, std::uint32_t last, bool in_title,
                    bool all_blocks) {
  last = std::min(last, static_cast<std::uint32_t>(text.sentences.size()));
  for (std::uint32_t s = first; s < last; ++s) {
    const Sentence& sentence = text.sentences[s];
    if (!all_blocks && sentence.kind != BlockKind::kBody) continue;
    const std::string_view bytes =
        std::string_view(text.text).substr(sentence.begin, sentence.end - sentence.begin);
    asks = asks || bytes.find('?') != std::string_view::npos;
    for (const std::string_view mark : {"\"", "“", "‘", "«"})
      quotes = quotes || bytes.find(mark) != std::string_view::npos;
    form.links += bytes.find("http") != std::string_view::npos ? 1 : 0;
    for (const std::string_view dots : {"...", "…"})
      form.ellipses += bytes.find(dots) != std::string_view::npos ? 1 : 0;
    if (sentence.first_token < sentence.last_token) add_sentence(text, sentence, in_title);
  }
}

void PairField::add_sentence(const AnalyzedText& text, const Sentence& sentence, bool in_title) {
  const std::string_view bytes = text.text;
  PairSentence out;
  out.first_word = static_cast<std::uint32_t>(words.size());
  out.first_unit = static_cast<std::uint32_t>(units.size());
  std::uint32_t end = sentence.begin;
  for (std::uint32_t t = sentence.first_token; t < sentence.last_token; ++t) {
    const Token& token = text.tokens[t];
    add_marks(bytes.substr(end, token.begin - end));
    words.push_back(make_word(text, t, in_title));
    const char before = token.begin > end ? bytes[token.begin - 1] : '\0';
    add_word(text, token, is_sign(before) ? before : '\0');
    end = token.end;
  }
  add_marks(bytes.substr(end, sentence.end - end));
  out.last_word = static_cast<std::uint32_t>(words.size());
  out.last_unit = static_cast<std::uint32_t>(units.size());
  sentences.push_back(out);
  set_cues(out.first_word);
}

// The last of `words` becomes a unit.
void PairField::add_word(const AnalyzedText& text, const Token& token, char sign) {
  const PairWord& word = words.back();
  units.push_back({sign ? mix(word.key, static_cast<unsigned char>(sign)) : word.key,
                   static_cast<std::uint32_t>(words.size() - 1), sign, false, word.folded});
  form.hashtags += sign == '#' ? 1 : 0;
  const bool mention = word.folded.starts_with('@');
  form.mentions += mention ? 1 : 0;
  form.begins_with_mention = form.begins_with_mention || (mention && words.size() == 1);
  form.capitals +=
      all_capital(std::string_view(text.text).substr(token.begin, token.end - token.begin)) ? 1 : 0;
  if (split_hashtags && sign == '#') add_parts(text, token);
}

// Parts are bytes of the folded form, which must be as long as what was written; otherwise, and where nothing
// tells them apart, there is one part, the word.
void PairField::add_parts(const AnalyzedText& text, const Token& token) {
  const auto word = static_cast<std::uint32_t>(words.size() - 1);
  const std::string_view folded = words.back().folded;
  const std::string_view written = std::string_view(text.text).substr(token.begin, token.end - token.begin);
  const auto add_part = [&](std::size_t begin, std::size_t end) {
    const std::string_view part = folded.substr(begin, end - begin);
    if (!part.empty()) units.push_back({cue_key(part), word, '\0', true, part});
  };
  std::size_t begin = 0;
  for (std::size_t i = 1; folded.size() == written.size() && i < written.size(); ++i) {
    if (!parts_begin_at(written, i)) continue;
    add_part(begin, i);
    begin = written[i] == '_' ? i + 1 : i;
  }
  add_part(begin, folded.size());
}

void PairField::add_marks(std::string_view between) {
  char last = '\0';
  for (const char c : between) {
    if (c == '!' || c == '?') {
      units.push_back({mix(kMarkSeed, static_cast<unsigned char>(c)), PairUnit::kMark, c});
      ++(c == '!' ? form.exclamations : form.questions);
      form.repeated_marks += last == '!' || last == '?' ? 1 : 0;
    }
    last = c;
  }
}

void PairField::set_cues(std::uint32_t first_word) {
  cue_words_.clear();
  for (const PairWord& word : std::span(words).subspan(first_word))
    cue_words_.push_back({word.key, word.stem, word.folded.ends_with("n't")});
  cues_.resize(cue_words_.size());
  find_cues(cue_words_, cues_);
  for (std::size_t i = 0; i < cues_.size(); ++i) words[first_word + i].cues = cues_[i];
}

}  // namespace bearing
