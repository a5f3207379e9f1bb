#include "training/feature_matrix.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <set>
#include <unordered_map>

#include "base/hash.hpp"
#include "model/bfloat16.hpp"
#include "training/evidence.hpp"
#include "training/stripped_text.hpp"

namespace bearing {
namespace {

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
      for (const Feature& f : features.terms(term)) count(f.hash, term.is_word() ? terms_ : pairs_);
      for (const Feature& f : features.chars(term)) count(f.hash, chars_);
    }
  }
  const Frequencies& terms() const { return terms_; }
  const Frequencies& pairs() const { return pairs_; }
  const Frequencies& chars() const { return chars_; }

 private:
  void count(std::uint64_t hash, Frequencies& into) {
    if (seen_.emplace(hash, 0).second) ++into[hash];
  }
  Frequencies terms_, pairs_, chars_, seen_;
};

// Drops the features that fewer than `least` documents have.
void drop_rare(std::uint32_t least, Frequencies& frequencies) {
  std::erase_if(frequencies, [&](const auto& entry) { return entry.second < least; });
}

// Inverse document frequency, smoothed: (ln((1 + N) / (1 + df)) + 1)^exponent.
void fill_vocabulary(const Frequencies& frequencies, std::size_t documents, const FeatureOptions& options,
                     Vocabulary& vocabulary, std::vector<float>& idf) {
  std::vector<std::uint64_t> hashes;
  for (const auto& [hash, count] : frequencies) hashes.push_back(hash);
  vocabulary = build_vocabulary(std::move(hashes));
  idf.assign(vocabulary.tags.size(), 0.0F);
  const VocabularyView view = vocabulary.view();
  std::vector<std::uint32_t> counts(
      idf.size(), 0);  // Features that share a row count as one: the larger decides, in any order.
  for (const auto& [hash, count] : frequencies) {
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
      : records_(records), scheme_(scheme), options_(options) {}

  Result<FeatureMatrices> build() {
    if (auto found = find_layout(); !found) return found.error();
    out_.lexicon = build_lexicon(scheme_, layout_);
    count();
    measure_sentence_floor();
    out_.documents.outputs = layout_.topics;
    out_.sentences.outputs = layout_.outputs();
    out_.documents.features.columns = out_.document_columns();
    out_.sentences.features.columns = out_.sentence_columns();
    const bool sentences =
        layout_.targets > 0 || std::any_of(records_.begin(), records_.end(), has_topic_evidence);
    for (std::uint32_t d = 0; d < records_.size(); ++d) {
      if (auto added = add_record(d, sentences); !added) return added.error();
    }
    return std::move(out_);
  }

 private:
  Status find_layout() {
    std::set<std::string> names;
    for (const Record& record : records_) {
      for (const StanceAnnotation& stance : record.annotation.stances) {
        if (scheme_.target_index(stance.target) >= 0) names.insert(stance.stance);
      }
    }
    layout_ = {scheme_.topics.size(), names.empty() ? 0 : scheme_.targets.size()};
    for (const char* usual : {"favor", "against", "neutral"}) {
      if (names.erase(usual) > 0) out_.stances.emplace_back(usual);
    }
    out_.stances.insert(out_.stances.end(), names.begin(), names.end());
    out_.layout = layout_;
    if (out_.stances.size() > 8)
      return Error{ErrorCode::kInvalidData, "there are more than 8 different stances", {}, 0, {}};
    return success();
  }

  std::uint8_t stance_bit(const std::string& name) const {
    const auto found = std::find(out_.stances.begin(), out_.stances.end(), name);
    return found == out_.stances.end() ? std::uint8_t{0}
                                       : static_cast<std::uint8_t>(1U << (found - out_.stances.begin()));
  }

  // Whether annotators looked at a target in this record.
  bool target_known(const Record& record, std::size_t target) const {
    if (!record.annotation.has_stances) return false;
    const auto& only = record.document.targets;
    return only.empty() || std::find(only.begin(), only.end(), scheme_.targets[target].id) != only.end();
  }

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
    Frequencies terms = frequencies_.terms(), pairs = frequencies_.pairs(), chars = frequencies_.chars();
    drop_rare(options_.least_documents, terms);
    drop_rare(options_.least_pair_documents, pairs);
    drop_rare(options_.least_documents, chars);
    terms.merge(pairs);
    fill_vocabulary(terms, records_.size(), options_, out_.terms, out_.terms_idf);
    fill_vocabulary(chars, records_.size(), options_, out_.chars, out_.chars_idf);
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
    out_.words.push_back(terms_.words);
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
      if (!term.is_word() || term.folded.front() == '#' ||
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
    if (records_[d].annotation.has_topics) add_document(d, weight, copy);
    return sentences ? add_sentences(d, weight, copy) : success();
  }

  // Ends a row, with all labels unknown.
  void end_row(View& view, std::uint32_t d, float weight, bool copy) {
    view.features.end_row();
    view.labels.resize(view.labels.size() + view.outputs, 0);
    view.known.resize(view.labels.size(), 0);
    view.row_weights.push_back(weight);
    view.document.push_back(d);
    view.copy.push_back(copy ? 1 : 0);
  }

  // The labels of the last row.
  std::uint8_t* labels(View& view) const { return view.labels.data() + view.labels.size() - view.outputs; }
  std::uint8_t* known(View& view) const { return view.known.data() + view.known.size() - view.outputs; }

  // Distinct lexicon rows per group among the hits for which `use` holds.
  template <class Use>
  std::vector<std::size_t> group_counts(Use use) const {
    std::vector<std::uint32_t> rows;
    for (const LexiconHit& hit : hits_) {
      if (use(hit)) rows.push_back(hit.row);
    }
    std::sort(rows.begin(), rows.end());
    rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
    std::vector<std::size_t> counts(layout_.groups(), 0);
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
    for (std::size_t g = 0; g < counts.size(); ++g) {
      if (counts[g] == 0) continue;
      const double value = options_.rules.document_lexicon *
                           document_lexicon_value(static_cast<double>(counts[g]), terms_.words);
      out_.documents.features.add(static_cast<std::uint32_t>(base + g), static_cast<float>(value));
    }
    end_row(out_.documents, d, weight, copy);
    std::fill_n(known(out_.documents), layout_.topics, 1);
    for (const std::string& topic : records_[d].annotation.topics) {
      labels(out_.documents)[static_cast<std::size_t>(scheme_.topic_index(topic))] = 1;
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
    auto topics = topic_evidence_of(record);
    if (!topics) return topics.error();
    auto targets = target_evidence_of(record);
    if (!targets) return targets.error();
    const bool topics_known =
        record.annotation.has_topics && (has_topic_evidence(record) || record.annotation.topics.empty());
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
      for (std::size_t g = 0; g < counts.size(); ++g) {
        if (counts[g] == 0) continue;
        const double value =
            options_.rules.sentence_lexicon * sentence_lexicon_value(static_cast<double>(counts[g]));
        out_.sentences.features.add(static_cast<std::uint32_t>(out_.terms.tags.size() + g),
                                    static_cast<float>(value));
      }
      end_row(out_.sentences, d, weight, copy);
      std::fill_n(known(out_.sentences), layout_.topics, topics_known ? 1 : 0);
      mark_topics(record.document, sentence, *topics);
      if (layout_.targets == 0) continue;
      add_note(s);
      mark_targets(record, sentence, *targets);
    }
    return success();
  }

  void add_note(std::uint32_t s) {
    SentenceNote& note = out_.notes.emplace_back();
    note.range = describe_sentence(title_, text_, terms_, s, note.traits);
  }

  // Whether a sentence shares most of itself, or of a marked part, with a marked part.
  class Overlap {
   public:
    Overlap(const Document& document, const AnalyzedText& field, const TermSentence& sentence)
        : source_(sentence.in_title ? document.title : document.text) {
      const Sentence& place = field.sentences[sentence.index];
      range_ = field.origin.to_source({place.begin, place.end});
    }
    bool with(const std::string& part) const {
      if (part.empty()) return false;
      for (std::size_t at = source_.find(part); at != std::string::npos; at = source_.find(part, at + 1)) {
        const std::size_t begin = std::max(at, range_.begin), end = std::min(at + part.size(), range_.end);
        if (end > begin && 2 * (end - begin) > std::min(part.size(), range_.size())) return true;
      }
      return false;
    }
    bool with(const Parts& parts) const {
      return std::any_of(parts.begin(), parts.end(), [&](const std::string& part) { return with(part); });
    }

   private:
    const std::string& source_;
    ByteRange range_;
  };

  void mark_topics(const Document& document, const TermSentence& sentence, const TopicEvidence& evidence) {
    const Overlap overlap(document, sentence.in_title ? title_ : text_, sentence);
    for (const auto& [topic, parts] : evidence) {
      const int index = scheme_.topic_index(topic);
      if (index >= 0 && overlap.with(parts)) labels(out_.sentences)[index] = 1;
    }
  }

  void mark_targets(const Record& record, const TermSentence& sentence, const TargetEvidence& evidence) {
    const Overlap overlap(record.document, sentence.in_title ? title_ : text_, sentence);
    std::vector<StanceMark> marks(layout_.targets);
    const auto mark_of = [&](const std::string& target) -> StanceMark* {
      const int index = scheme_.target_index(target);
      return index < 0 ? nullptr : &marks[static_cast<std::size_t>(index)];
    };
    for (const StanceAnnotation& stance : record.annotation.stances) {
      StanceMark* mark = mark_of(stance.target);
      if (mark == nullptr || sentence.in_title || !overlap.with(stance.evidence)) continue;
      mark->chosen |= stance_bit(stance.stance);
      mark->shows |= stance_bit(stance.stance);
    }
    for (const StanceEvidence& entry : evidence.stances) {
      StanceMark* mark = mark_of(entry.target);
      if (mark != nullptr && overlap.with(entry.sentences)) mark->shows |= stance_bit(entry.stance);
    }
    for (const auto& [target, parts] : evidence.touching) {
      StanceMark* mark = mark_of(target);
      if (mark != nullptr && overlap.with(parts)) mark->touches = true;
    }
    for (std::size_t t = 0; t < marks.size(); ++t) {
      StanceMark& mark = marks[t];
      mark.touches = mark.touches || mark.shows != 0;
      // In a passage that was chosen for its stance, nobody judged the sentences around the marked one.
      mark.known = target_known(record, t) &&
                   (mark.touches || !only_teaches(record) || record.annotation.stances.empty());
      labels(out_.sentences)[layout_.target_output(t)] = mark.touches ? 1 : 0;
      known(out_.sentences)[layout_.target_output(t)] = mark.known ? 1 : 0;
    }
    out_.marks.insert(out_.marks.end(), marks.begin(), marks.end());
  }

  const std::vector<Record>& records_;
  const Scheme& scheme_;
  const FeatureOptions& options_;
  OutputLayout layout_;
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
