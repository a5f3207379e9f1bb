#include "feature/pair_field.hpp"

#include <algorithm>

#include "base/hash.hpp"

namespace bearing {
namespace {

constexpr std::uint64_t kMarkSeed = 33;

bool is_sign(char c) { return c == '#' || c == '@'; }

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
    const PairWord word = make_word(text, t, in_title);
    const char before = token.begin > end ? bytes[token.begin - 1] : '\0';
    const char sign = is_sign(before) ? before : '\0';
    units.push_back({sign ? mix(word.key, static_cast<unsigned char>(sign)) : word.key,
                     static_cast<std::uint32_t>(words.size()), sign});
    words.push_back(word);
    end = token.end;
  }
  add_marks(bytes.substr(end, sentence.end - end));
  out.last_word = static_cast<std::uint32_t>(words.size());
  out.last_unit = static_cast<std::uint32_t>(units.size());
  sentences.push_back(out);
  set_cues(out.first_word);
}

void PairField::add_marks(std::string_view between) {
  for (const char c : between) {
    if (c == '!' || c == '?')
      units.push_back({mix(kMarkSeed, static_cast<unsigned char>(c)), PairUnit::kMark, c});
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
