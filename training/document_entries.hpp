// From the text of a document to its features, before anything is known of the corpus.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "bearing/document.hpp"
#include "feature/extractor.hpp"
#include "feature/lexicon.hpp"
#include "text/analyze.hpp"
#include "training/feature_table.hpp"

namespace bearing {

/// A term of a document that has this feature.
struct FeatureEntry {
  std::uint64_t hash;
  float value;        ///< sublinear(count) * weight of the family; the final value for kLexicon.
  std::uint16_t row;  ///< Number of the row in its chunk.
  FeatureKind kind;
};

/// What stands for a group of the scheme's terms among the hashes.
std::uint64_t group_hash(std::size_t group);

/// Features are parted by their hash, so that several threads can number them and still agree.
inline constexpr std::size_t kFeatureShards = 16;
constexpr std::size_t shard_of(std::uint64_t hash) { return hash % kFeatureShards; }

/// A few neighbouring documents: a row each, and where asked for one more for the text without diacritics.
struct EntryChunk {
  std::array<std::vector<FeatureEntry>, kFeatureShards> entries;  ///< In the order of rows and their terms.
  std::vector<std::uint8_t> copy;      ///< [rows] 1: the row before it without diacritics.
  std::vector<std::string> languages;  ///< [documents] Declared, or else detected.
  std::vector<std::size_t> words;      ///< [documents]
};

/// Makes entries. Scratch memory and a cache of words inside: one per thread.
class EntryMaker {
 public:
  /// `lexicon` must outlive the maker; `groups` is the number of its groups.
  EntryMaker(const FeatureRules& rules, const LexiconView& lexicon, std::size_t groups);

  /// Appends the row of a document, and with `copies` that of an accented one without diacritics.
  void append(const Document& document, bool copies, EntryChunk& out);

 private:
  struct CachedFeature {
    std::uint64_t hash;
    float weight;
    FeatureKind kind;
  };
  struct Range {
    std::uint32_t begin = 0, end = 0;
  };
  Range word(const Term& term);
  void append_row(bool copy, EntryChunk& out);
  void append_lexicon(std::uint16_t row, EntryChunk& out);

  const FeatureRules& rules_;
  const LexiconView& lexicon_;
  TextAnalyzer analyzer_;
  AnalyzedText title_, text_;
  TermExtractor extractor_;
  DocumentTerms terms_;
  std::vector<LexiconHit> hits_;
  std::vector<std::uint32_t> lexicon_rows_, group_counts_;
  std::vector<Feature> features_;
  std::unordered_map<std::uint64_t, Range> words_;  // By Term::key.
  std::vector<CachedFeature> cached_;
};

}  // namespace bearing
