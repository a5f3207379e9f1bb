#include "training/document_entries.hpp"

#include <algorithm>

#include "base/hash.hpp"
#include "text/language.hpp"
#include "training/stripped_text.hpp"

namespace bearing {
namespace {

constexpr std::size_t kMostCached = std::size_t{1} << 22;  // Features of words.
constexpr std::uint64_t kGroupSeed = 0x6C657869636F6E;     // Keeps groups apart from all hashes of words.

}  // namespace

EntryMaker::EntryMaker(const FeatureRules& rules, const LexiconView& lexicon, std::size_t groups)
    : rules_(rules), lexicon_(lexicon), group_counts_(groups) {}

void EntryMaker::append(const Document& document, bool copies, EntryChunk& out) {
  analyzer_.analyze(document.title, document.text, true, title_, text_);
  append_row(false, out);
  out.words.push_back(terms_.words);
  if (copies && is_accented(text_)) {
    strip_diacritics(title_);
    strip_diacritics(text_);
    append_row(true, out);
  }
  const std::string& text = text_.text.empty() ? title_.text : text_.text;
  out.languages.push_back(document.lang.empty() ? detect_language(text).code : document.lang);
}

void EntryMaker::append_row(bool copy, EntryChunk& out) {
  const auto row = static_cast<std::uint16_t>(out.copy.size());
  out.copy.push_back(copy ? 1 : 0);
  extractor_.extract(title_, text_, rules_, terms_);
  if (cached_.size() > kMostCached) {
    words_.clear();
    cached_.clear();
  }
  const auto add = [&](std::uint64_t hash, double value, FeatureKind kind) {
    out.entries[shard_of(hash)].push_back({hash, static_cast<float>(value), row, kind});
  };
  for (const Term& term : terms_.terms) {
    const double times = sublinear(term.count);
    if (!term.is_word()) {
      features_.clear();
      append_features(term, rules_, features_);
      for (const Feature& f : features_)
        add(f.hash, times * static_cast<double>(f.weight), FeatureKind::kPair);
      continue;
    }
    const Range range = word(term);
    for (std::uint32_t i = range.begin; i < range.end; ++i)
      add(cached_[i].hash, times * static_cast<double>(cached_[i].weight), cached_[i].kind);
  }
  if (lexicon_.index.size() > 0) append_lexicon(row, out);
}

EntryMaker::Range EntryMaker::word(const Term& term) {
  const auto [found, fresh] = words_.try_emplace(term.key);
  if (!fresh) return found->second;
  const bool number =
      term.folded.front() == '#' || (term.folded.front() >= '0' && term.folded.front() <= '9');
  Range& range = found->second;
  range.begin = static_cast<std::uint32_t>(cached_.size());
  features_.clear();
  append_features(term, rules_, features_);
  for (const Feature& f : features_)
    cached_.push_back({f.hash, f.weight, number ? FeatureKind::kNumber : FeatureKind::kWord});
  features_.clear();
  append_char_features(term, rules_, features_);
  for (const Feature& f : features_) cached_.push_back({f.hash, f.weight, FeatureKind::kChars});
  range.end = static_cast<std::uint32_t>(cached_.size());
  return range;
}

// Distinct terms of each group, as inference counts them.
void EntryMaker::append_lexicon(std::uint16_t row, EntryChunk& out) {
  find_terms(lexicon_, terms_, hits_);
  lexicon_rows_.clear();
  for (const LexiconHit& hit : hits_) lexicon_rows_.push_back(hit.row);
  std::sort(lexicon_rows_.begin(), lexicon_rows_.end());
  lexicon_rows_.erase(std::unique(lexicon_rows_.begin(), lexicon_rows_.end()), lexicon_rows_.end());
  std::fill(group_counts_.begin(), group_counts_.end(), 0U);
  for (const std::uint32_t found : lexicon_rows_) {
    for (std::uint32_t i = lexicon_.first[found]; i < lexicon_.first[found + 1]; ++i)
      ++group_counts_[lexicon_.groups[i]];
  }
  for (std::size_t group = 0; group < group_counts_.size(); ++group) {
    if (group_counts_[group] == 0) continue;
    const std::uint64_t hash = group_hash(group);
    const double value = rules_.document_lexicon * document_lexicon_value(group_counts_[group], terms_.words);
    out.entries[shard_of(hash)].push_back({hash, static_cast<float>(value), row, FeatureKind::kLexicon});
  }
}

std::uint64_t group_hash(std::size_t group) { return mix(kGroupSeed, group); }

}  // namespace bearing
