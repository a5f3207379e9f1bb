#include "feature/lexicon.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "base/hash.hpp"

namespace bearing {
namespace {

constexpr std::uint64_t kLexiconSeed = 6;

std::uint64_t chain(std::uint64_t hash, std::uint64_t word) { return mix(hash, word); }

// A spelling: the folded words of a term.
using Spelling = std::vector<std::string>;

// The word with or without its plural "s".
Spelling other_number(Spelling words) {
  std::string& last = words.back();
  if (last.size() > 3 && last.back() == 's') {
    last.pop_back();
  } else {
    last.push_back('s');
  }
  return words.back().size() > 3 ? words : Spelling{};
}

void add_spellings(const std::string& term, const std::string& language, TextAnalyzer& analyzer,
                   std::set<Spelling>& out) {
  AnalyzedText title, text;
  analyzer.analyze({}, term, false, title, text);
  Spelling folded, shadow;
  std::size_t letters = 0;
  for (const Token& token : text.tokens) {
    folded.emplace_back(text.folded(token));
    shadow.emplace_back(text.shadow(token));
    letters += shadow.back().size();
  }
  if (folded.empty()) return;
  out.insert(folded);
  // A single syllable without its accents means too many things.
  if (shadow != folded && shadow.size() >= 2 && letters >= 6) out.insert(shadow);
  if (language == "en") {
    if (Spelling other = other_number(folded); !other.empty()) out.insert(std::move(other));
  }
}

std::uint64_t spelling_word_key(const std::string& word) {
  const bool number =
      !word.empty() && std::all_of(word.begin(), word.end(), [](char c) { return c >= '0' && c <= '9'; });
  return word_key(word, number ? TokenKind::kNumber : TokenKind::kWord);
}

// A sequence of words, or the beginning of one.
struct Entry {
  std::set<std::uint16_t> groups;
  bool continues = false;
};

using Phrases = std::map<std::string, std::vector<std::string>>;

void add_group(const Phrases& phrases, std::size_t group, TextAnalyzer& analyzer,
               std::map<std::uint64_t, Entry>& entries) {
  std::set<Spelling> spellings;
  for (const auto& [language, terms] : phrases) {
    for (const std::string& term : terms) add_spellings(term, language, analyzer, spellings);
  }
  for (const Spelling& words : spellings) {
    std::uint64_t hash = kLexiconSeed;
    for (std::size_t i = 0; i < words.size(); ++i) {
      hash = chain(hash, spelling_word_key(words[i]));
      if (i + 1 < words.size()) entries[hash].continues = true;
    }
    entries[hash].groups.insert(static_cast<std::uint16_t>(group));
  }
}

}  // namespace

bool LexiconView::valid(std::size_t group_count) const {
  if (!index.valid() || first.size() != index.size() + 1 || continues.size() != index.size()) return false;
  if (first.front() != 0 || first.back() != groups.size() || !std::is_sorted(first.begin(), first.end()))
    return false;
  return std::all_of(groups.begin(), groups.end(), [&](std::uint16_t group) { return group < group_count; });
}

Lexicon build_lexicon(const Scheme& scheme, const OutputLayout& layout) {
  std::map<std::uint64_t, Entry> entries;
  TextAnalyzer analyzer;
  for (std::size_t t = 0; t < layout.topics; ++t) add_group(scheme.topics[t].terms, t, analyzer, entries);
  for (std::size_t t = 0; t < layout.targets; ++t) {
    const SchemeEntry& target = scheme.targets[t];
    const auto add = [&](const Phrases& phrases, TargetCue cue) {
      add_group(phrases, layout.target_group(t, static_cast<std::size_t>(cue)), analyzer, entries);
    };
    add(target.terms, TargetCue::kTerm);
    add(target.favor, TargetCue::kFavor);
    add(target.against, TargetCue::kAgainst);
    add(target.neutral, TargetCue::kNeutral);
  }
  std::vector<std::uint64_t> hashes;
  for (const auto& [hash, entry] : entries) hashes.push_back(hash);
  Lexicon lexicon;
  lexicon.index = build_vocabulary(hashes);
  const VocabularyView view = lexicon.index.view();
  std::vector<const Entry*> rows(view.size());
  for (const auto& [hash, entry] : entries) rows[view.find(hash)] = &entry;
  lexicon.first.push_back(0);
  for (const Entry* entry : rows) {
    lexicon.groups.insert(lexicon.groups.end(), entry->groups.begin(), entry->groups.end());
    lexicon.first.push_back(static_cast<std::uint32_t>(lexicon.groups.size()));
    lexicon.continues.push_back(entry->continues ? 1 : 0);
  }
  return lexicon;
}

std::uint32_t lexicon_start(const LexiconView& lexicon, const Term& word) {
  if (!word.is_word() || lexicon.index.size() == 0) return VocabularyView::kUnknown;
  return lexicon.index.find(chain(kLexiconSeed, word.key));
}

void find_terms(const LexiconView& lexicon, const VocabularyFilter& known, const DocumentTerms& document,
                std::span<const std::uint32_t> starts, std::vector<LexiconHit>& out) {
  out.clear();
  for (std::uint32_t s = 0; s < document.sentences.size(); ++s) {
    const std::uint32_t end = document.sentences[s].end;
    for (std::uint32_t start = document.sentences[s].begin; start < end;) {
      const Occurrence& first = document.occurrences[start];
      std::uint32_t row = starts[first.term];  // Unknown for what stands between the words.
      if (row == VocabularyView::kUnknown) {
        ++start;
        continue;
      }
      LexiconHit hit{VocabularyView::kUnknown, start, 0, s};
      std::uint64_t hash = chain(kLexiconSeed, document.terms[first.term].key);
      std::uint32_t next = ++start;
      for (std::uint32_t words = 1;; ++words) {
        if (lexicon.first[row] != lexicon.first[row + 1]) hit.row = row, hit.words = words, start = next;
        if (lexicon.continues[row] == 0) break;
        while (next < end && document.occurrences[next].tokens != 1) ++next;
        if (next == end) break;
        hash = chain(hash, document.terms[document.occurrences[next++].term].key);
        if (!known.may_know(hash)) break;
        row = lexicon.index.find(hash);
        if (row == VocabularyView::kUnknown) break;
      }
      if (hit.row != VocabularyView::kUnknown) out.push_back(hit);
    }
  }
}

void find_terms(const LexiconView& lexicon, const DocumentTerms& document, std::vector<LexiconHit>& out) {
  std::vector<std::uint32_t> starts;
  starts.reserve(document.terms.size());
  for (const Term& term : document.terms) starts.push_back(lexicon_start(lexicon, term));
  find_terms(lexicon, VocabularyFilter(lexicon.index), document, starts, out);
}

double sentence_lexicon_value(double count) { return std::log1p(count); }

double document_lexicon_value(double count, std::size_t words) {
  return std::log1p(count * std::sqrt(230.0 / (static_cast<double>(words) + 50.0)));
}

}  // namespace bearing
