#include "training/feature_matrix.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <unordered_map>

#include "base/hash.hpp"
#include "model/bfloat16.hpp"
#include "training/evidence.hpp"

namespace bearing {
namespace {

// A text counts as accented when at least this share of its words carries diacritics: Vietnamese about 0.7,
// English next to none.
constexpr double kAccentedShare = 0.2;

bool is_accented(const AnalyzedText& text) {
  std::size_t accented = 0;
  for (const Token& token : text.tokens) accented += text.folded(token) != text.shadow(token) ? 1 : 0;
  return static_cast<double>(accented) >= kAccentedShare * static_cast<double>(text.tokens.size()) &&
         accented > 0;
}

void strip_diacritics(AnalyzedText& text) {
  for (Token& token : text.tokens) {
    token.folded = token.shadow;
    token.folded_size = token.shadow_size;
  }
}

// Features of one term, each hash once, with the family weights added up.
class TermFeatures {
 public:
  explicit TermFeatures(const FeatureRules& rules) : rules_(rules) {}
  const std::vector<Feature>& terms(const Term& term) { return fill(term, append_features); }
  const std::vector<Feature>& chars(const Term& term) { return fill(term, append_char_features); }

 private:
  const std::vector<Feature>& fill(const Term& term,
                                   void (*append)(const Term&, const FeatureRules&, std::vector<Feature>&)) {
    features_.clear();
    append(term, rules_, features_);
    return features_;
  }
  const FeatureRules& rules_;
  std::vector<Feature> features_;
};

using Frequencies = std::unordered_map<std::uint64_t, std::uint32_t>;

// How many documents have each feature.
class DocumentFrequencies {
 public:
  void add(const DocumentTerms& document, const FeatureRules& rules) {
    TermFeatures features(rules);
    seen_.clear();
    for (const Term& term : document.terms) {
      for (const Feature& f : features.terms(term)) count(f.hash, terms_);
      for (const Feature& f : features.chars(term)) count(f.hash, chars_);
    }
  }
  const Frequencies& terms() const { return terms_; }
  const Frequencies& chars() const { return chars_; }

 private:
  void count(std::uint64_t hash, Frequencies& into) {
    if (seen_.emplace(hash, 0).second) ++into[hash];
  }
  Frequencies terms_, chars_, seen_;
};

// Inverse document frequency, smoothed: (ln((1 + N) / (1 + df)) + 1)^exponent.
void fill_vocabulary(const Frequencies& frequencies, std::size_t documents, const FeatureOptions& options,
                     Vocabulary& vocabulary, std::vector<float>& idf) {
  std::vector<std::uint64_t> hashes;
  for (const auto& [hash, count] : frequencies) {
    if (count >= options.least_documents) hashes.push_back(hash);
  }
  vocabulary = build_vocabulary(std::move(hashes));
  idf.assign(vocabulary.tags.size(), 0.0F);
  const VocabularyView view = vocabulary.view();
  std::vector<std::uint32_t> counts(
      idf.size(), 0);  // Features that share a row count as one: the larger decides, in any order.
  for (const auto& [hash, count] : frequencies) {
    if (count < options.least_documents) continue;
    std::uint32_t& kept = counts[view.find(hash)];
    kept = std::max(kept, count);
  }
  for (std::size_t row = 0; row < idf.size(); ++row) {
    const double plain = std::log((1.0 + static_cast<double>(documents)) / (1.0 + counts[row])) + 1.0;
    idf[row] = from_bfloat16(to_bfloat16(static_cast<float>(std::pow(plain, options.rules.idf_exponent))));
  }
}

class Builder {
 public:
  Builder(const std::vector<Record>& records, const Scheme& scheme, const FeatureOptions& options)
      : records_(records), scheme_(scheme), options_(options), topics_(scheme.topics.size()) {}

  Result<FeatureMatrices> build() {
    out_.lexicon = build_lexicon(scheme_);
    count();
    measure_sentence_floor();
    out_.documents.features.columns = out_.document_columns(topics_);
    out_.sentences.features.columns = out_.sentence_columns(topics_);
    const bool sentences = std::any_of(records_.begin(), records_.end(), has_evidence);
    for (std::uint32_t d = 0; d < records_.size(); ++d) {
      if (auto added = add_record(d, sentences); !added) return added.error();
    }
    return std::move(out_);
  }

 private:
  void analyze(const Record& record, bool stripped) {
    analyzer_.analyze(record.document.title, record.document.text, true, title_, text_);
    accented_ = is_accented(text_);
    if (stripped) {
      strip_diacritics(title_);
      strip_diacritics(text_);
    }
    extractor_.extract(title_, text_, options_.rules, terms_);
  }

  void count() {
    for (const Record& record : records_) {
      analyze(record, false);
      frequencies_.add(terms_, options_.rules);
    }
    fill_vocabulary(frequencies_.terms(), records_.size(), options_, out_.terms, out_.terms_idf);
    fill_vocabulary(frequencies_.chars(), records_.size(), options_, out_.chars, out_.chars_idf);
  }

  // The squared norm of a sentence's vector before the floor.
  double squared_norm(const TermSentence& sentence, std::vector<std::uint32_t>& distinct) {
    distinct.clear();
    for (std::uint32_t o = sentence.begin; o < sentence.end; ++o)
      distinct.push_back(terms_.occurrences[o].term);
    std::sort(distinct.begin(), distinct.end());
    distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
    TermFeatures features(options_.rules);
    const VocabularyView view = out_.terms.view();
    double squared = 0;
    for (const std::uint32_t term : distinct) {
      for (const Feature& f : features.terms(terms_.terms[term])) {
        const std::uint32_t row = view.find(f.hash);
        if (row == VocabularyView::kUnknown) continue;
        const double value = static_cast<double>(f.weight) * static_cast<double>(out_.terms_idf[row]);
        squared += value * value;
      }
    }
    return squared;
  }

  void measure_sentence_floor() {
    double total = 0;
    std::size_t sentences = 0;
    std::vector<std::uint32_t> distinct;
    for (const Record& record : records_) {
      analyze(record, false);
      for (const TermSentence& sentence : terms_.sentences)
        total += squared_norm(sentence, distinct), ++sentences;
    }
    out_.sentence_floor =
        sentences == 0 ? 0 : options_.rules.sentence_floor * total / static_cast<double>(sentences);
  }

  Status add_record(std::uint32_t d, bool sentences) {
    const Record& record = records_[d];
    analyze(record, false);
    out_.coverage.push_back(coverage());
    const bool with_copy = accented_ && options_.stripped_weight > 0;
    const auto weight = static_cast<float>(with_copy ? 1.0 - options_.stripped_weight : 1.0);
    if (auto added = add_views(d, weight, false, sentences); !added) return added;
    if (!with_copy) return success();
    analyze(record, true);
    return add_views(d, static_cast<float>(options_.stripped_weight), true, sentences);
  }

  // Words that some other document has too.
  double coverage() {
    double words = 0, known = 0;
    TermFeatures features(options_.rules);
    for (const Term& term : terms_.terms) {
      if (term.pair || term.folded.front() == '#' ||
          (term.folded.front() >= '0' && term.folded.front() <= '9'))
        continue;
      const auto& found = features.terms(term);
      words += term.count;
      const bool elsewhere = std::any_of(found.begin(), found.end(), [&](const Feature& f) {
        const auto at = frequencies_.terms().find(f.hash);
        return at != frequencies_.terms().end() && at->second > options_.least_documents;
      });
      if (elsewhere) known += term.count;
    }
    return words > 0 ? known / words : 0;
  }

  Status add_views(std::uint32_t d, float weight, bool copy, bool sentences) {
    find_terms(out_.lexicon.view(), terms_, hits_);
    add_document(d, weight, copy);
    return sentences ? add_sentences(d, weight, copy) : success();
  }

  void end_row(View& view, std::uint32_t d, float weight, bool copy, bool learnable) {
    view.features.end_row();
    view.labels.resize(view.labels.size() + topics_, 0);
    view.row_weights.push_back(weight);
    view.document.push_back(d);
    view.learnable.push_back(learnable ? 1 : 0);
    view.copy.push_back(copy ? 1 : 0);
  }

  // Distinct lexicon rows per group among the hits for which `use` holds.
  template <class Use>
  std::vector<std::size_t> group_counts(Use use) const {
    std::vector<std::uint32_t> rows;
    for (const LexiconHit& hit : hits_) {
      if (use(hit)) rows.push_back(hit.row);
    }
    std::sort(rows.begin(), rows.end());
    rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
    std::vector<std::size_t> counts(topics_, 0);
    for (const std::uint32_t row : rows) {
      for (std::uint32_t i = out_.lexicon.first[row]; i < out_.lexicon.first[row + 1]; ++i)
        ++counts[out_.lexicon.groups[i]];
    }
    return counts;
  }

  void add_document(std::uint32_t d, float weight, bool copy) {
    TermFeatures features(options_.rules);
    const std::size_t term_columns = out_.terms.tags.size();
    row_.clear();
    double squared = 0;
    for (const Term& term : terms_.terms) {
      const double times = sublinear(term.count);
      squared += add_features(features.terms(term), out_.terms.view(), out_.terms_idf, 0, times);
      squared += add_features(features.chars(term), out_.chars.view(), out_.chars_idf, term_columns, times);
    }
    finish_row(squared, out_.documents.features);
    const auto counts = group_counts([](const LexiconHit&) { return true; });
    const std::size_t base = term_columns + out_.chars.tags.size();
    for (std::size_t g = 0; g < topics_; ++g) {
      if (counts[g] == 0) continue;
      const double value = options_.rules.document_lexicon *
                           document_lexicon_value(static_cast<double>(counts[g]), terms_.words);
      out_.documents.features.add(static_cast<std::uint32_t>(base + g), static_cast<float>(value));
    }
    end_row(out_.documents, d, weight, copy, true);
    for (const std::string& topic : records_[d].annotation.topics) {
      out_.documents.labels[out_.documents.labels.size() - topics_ +
                            static_cast<std::size_t>(scheme_.topic_index(topic))] = 1;
    }
  }

  // Collects values by column; returns the sum of squares as inference computes it (each feature for itself).
  double add_features(const std::vector<Feature>& features, const VocabularyView& view,
                      const std::vector<float>& idf, std::size_t base, double times) {
    double squared = 0;
    for (const Feature& f : features) {
      const std::uint32_t row = view.find(f.hash);
      if (row == VocabularyView::kUnknown) continue;
      const double value = times * static_cast<double>(f.weight) * static_cast<double>(idf[row]);
      row_.emplace_back(static_cast<std::uint32_t>(base + row), value);
      squared += value * value;
    }
    return squared;
  }

  void finish_row(double squared, SparseMatrix& matrix) {
    std::stable_sort(row_.begin(), row_.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    const double norm = std::sqrt(squared + 1e-9);
    for (std::size_t i = 0; i < row_.size();) {
      double sum = 0;
      const std::uint32_t column = row_[i].first;
      for (; i < row_.size() && row_[i].first == column; ++i) sum += row_[i].second;
      matrix.add(column, static_cast<float>(sum / norm));
    }
  }

  Status add_sentences(std::uint32_t d, float weight, bool copy) {
    const Record& record = records_[d];
    auto evidence = evidence_of(record);
    if (!evidence) return evidence.error();
    const bool learnable = has_evidence(record) || record.annotation.topics.empty();
    TermFeatures features(options_.rules);
    std::vector<std::uint32_t> distinct;
    for (std::uint32_t s = 0; s < terms_.sentences.size(); ++s) {
      const TermSentence& sentence = terms_.sentences[s];
      row_.clear();
      double squared = out_.sentence_floor + squared_norm(sentence, distinct);
      for (const std::uint32_t term : distinct)
        add_features(features.terms(terms_.terms[term]), out_.terms.view(), out_.terms_idf, 0, 1.0);
      finish_row(squared, out_.sentences.features);
      const auto counts = group_counts([&](const LexiconHit& hit) { return hit.sentence == s; });
      for (std::size_t g = 0; g < topics_; ++g) {
        if (counts[g] == 0) continue;
        const double value =
            options_.rules.sentence_lexicon * sentence_lexicon_value(static_cast<double>(counts[g]));
        out_.sentences.features.add(static_cast<std::uint32_t>(out_.terms.tags.size() + g),
                                    static_cast<float>(value));
      }
      end_row(out_.sentences, d, weight, copy, learnable);
      mark_evidence(record.document, sentence, *evidence);
    }
    return success();
  }

  // A sentence supports a topic when it shares most of itself, or of the marked part, with a marked part.
  void mark_evidence(const Document& document, const TermSentence& sentence, const TopicEvidence& evidence) {
    const AnalyzedText& field = sentence.in_title ? title_ : text_;
    const Sentence& place = field.sentences[sentence.index];
    const ByteRange range = field.origin.to_source({place.begin, place.end});
    const std::string& source = sentence.in_title ? document.title : document.text;
    std::uint8_t* labels = out_.sentences.labels.data() + out_.sentences.labels.size() - topics_;
    for (const auto& [topic, parts] : evidence) {
      const int index = scheme_.topic_index(topic);
      if (index < 0) continue;
      for (const std::string& part : parts) {
        for (std::size_t at = source.find(part); at != std::string::npos; at = source.find(part, at + 1)) {
          const std::size_t begin = std::max(at, range.begin), end = std::min(at + part.size(), range.end);
          if (end > begin && 2 * (end - begin) > std::min(part.size(), range.size())) labels[index] = 1;
        }
      }
    }
  }

  const std::vector<Record>& records_;
  const Scheme& scheme_;
  const FeatureOptions& options_;
  std::size_t topics_;
  FeatureMatrices out_;
  DocumentFrequencies frequencies_;
  TextAnalyzer analyzer_;
  TermExtractor extractor_;
  AnalyzedText title_, text_;
  DocumentTerms terms_;
  std::vector<LexiconHit> hits_;
  bool accented_ = false;
  std::vector<std::pair<std::uint32_t, double>> row_;
};

}  // namespace

Result<FeatureMatrices> build_features(const std::vector<Record>& records, const Scheme& scheme,
                                       const FeatureOptions& options) {
  return Builder(records, scheme, options).build();
}

}  // namespace bearing
