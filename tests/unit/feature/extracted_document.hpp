// A document on its way from text to features, for the tests of this room.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "feature/extractor.hpp"

namespace bearing {

/// Owns what DocumentTerms borrows: must stay where it is.
struct ExtractedDocument {
  explicit ExtractedDocument(std::string_view body, std::string_view headline = {},
                             const FeatureRules& rules = {}) {
    TextAnalyzer analyzer;
    TermExtractor extractor;
    analyzer.analyze(headline, body, true, title, text);
    extractor.extract(title, text, rules, terms);
  }
  ExtractedDocument(const ExtractedDocument&) = delete;
  ExtractedDocument& operator=(const ExtractedDocument&) = delete;

  /// The term of a word, or nullptr.
  const Term* word(std::string_view folded) const {
    const auto found = std::find_if(terms.terms.begin(), terms.terms.end(), [&](const Term& term) {
      return term.is_word() && term.folded == folded;
    });
    return found == terms.terms.end() ? nullptr : &*found;
  }

  /// "word word+pair ..." in order of occurrence: an easy thing to compare and to print.
  std::string listing() const {
    std::string out;
    for (const Occurrence& occurrence : terms.occurrences) {
      const AnalyzedText& field = occurrence.in_title ? title : text;
      if (!out.empty()) out += ' ';
      for (std::uint32_t t = 0; t < occurrence.tokens; ++t) {
        if (t > 0) out += '+';
        out += field.folded(field.tokens[occurrence.token + t]);
      }
    }
    return out;
  }

  /// Hashes of the word and pair features (or the character features), sorted, each once.
  std::vector<std::uint64_t> hashes(bool chars = false, const FeatureRules& rules = {}) const {
    std::vector<Feature> features;
    for (const Term& term : terms.terms) {
      chars ? append_char_features(term, rules, features) : append_features(term, rules, features);
    }
    std::vector<std::uint64_t> out;
    for (const Feature& feature : features) out.push_back(feature.hash);
    std::sort(out.begin(), out.end());
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
  }

  AnalyzedText title, text;
  DocumentTerms terms;
};

}  // namespace bearing
