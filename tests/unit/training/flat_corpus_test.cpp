#include "training/flat_corpus.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <map>

#include "feature/extractor.hpp"
#include "tests/small_model.hpp"
#include "tests/tiny_corpus.hpp"
#include "training/flat_trainer.hpp"
#include "training/stripped_text.hpp"

namespace bearing {
namespace {

FlatCorpusOptions options_of(const std::string& folder = {}, std::size_t most_in_memory = 1U << 20) {
  FlatCorpusOptions options;
  options.features.rules = flat_rules();
  options.folder = folder;
  options.most_in_memory = most_in_memory;
  return options;
}

FlatCorpus corpus_of(const std::vector<Record>& records, const FlatCorpusOptions& options,
                     const Lexicon& lexicon = build_lexicon({}, {}), std::size_t groups = 0) {
  FlatCorpusBuilder builder(lexicon, groups, options);
  EXPECT_TRUE(builder.add(records).ok());
  auto corpus = builder.finish();
  EXPECT_TRUE(corpus.ok());
  return std::move(*corpus);
}

std::vector<std::uint32_t> all_of(SpillArray& array) {
  const auto view = array.view();
  if (!view.ok()) return {};
  return {view->begin(), view->end()};
}

std::vector<float> values_of(FlatCorpus& corpus) {
  std::vector<float> out;
  for (const std::uint32_t value : all_of(corpus.values)) out.push_back(std::bit_cast<float>(value));
  return out;
}

// Row of the model -> value; rows of `chars` come after those of `terms`.
std::map<std::uint32_t, float> row_of(FlatCorpus& corpus, std::size_t row) {
  std::map<std::uint32_t, float> out;
  const auto columns = all_of(corpus.columns);
  const auto values = values_of(corpus);
  for (std::uint64_t i = corpus.starts[row]; i < corpus.starts[row + 1]; ++i) {
    EXPECT_TRUE(out.emplace(corpus.place[columns[i]], values[i]).second) << "a column stands once in a row";
  }
  return out;
}

// The same row by the rules, from scratch.
std::map<std::uint32_t, float> expected_row(const FlatCorpus& corpus, const Document& document,
                                            bool stripped) {
  TextAnalyzer analyzer;
  AnalyzedText title, text;
  TermExtractor extractor;
  DocumentTerms terms;
  analyzer.analyze(document.title, document.text, true, title, text);
  if (stripped) {
    strip_diacritics(title);
    strip_diacritics(text);
  }
  extractor.extract(title, text, flat_rules(), terms);
  std::map<std::uint32_t, double> sums;
  double squared = 1e-9;
  const auto add = [&](const std::vector<Feature>& features, const VocabularyView& view,
                       const std::vector<float>& idf, std::uint32_t base, double times) {
    for (const Feature& feature : features) {
      const std::uint32_t row = view.find(feature.hash);
      if (row == VocabularyView::kUnknown) continue;
      const double value = times * static_cast<double>(feature.weight) * static_cast<double>(idf[row]);
      sums[base + row] += value;
      squared += value * value;
    }
  };
  for (const Term& term : terms.terms) {
    std::vector<Feature> words, chars;
    append_features(term, flat_rules(), words);
    append_char_features(term, flat_rules(), chars);
    add(words, corpus.terms.view(), corpus.terms_idf, 0, sublinear(term.count));
    add(chars, corpus.chars.view(), corpus.chars_idf, static_cast<std::uint32_t>(corpus.terms_idf.size()),
        sublinear(term.count));
  }
  std::map<std::uint32_t, float> row;
  for (const auto& [place, sum] : sums) row[place] = static_cast<float>(sum / std::sqrt(squared));
  return row;
}

TEST(FlatCorpus, HasTheRowsThatInferenceWouldMake) {
  const auto records = tiny_corpus();
  FlatCorpus corpus = corpus_of(records, options_of());
  ASSERT_EQ(corpus.documents(), records.size());
  ASSERT_EQ(corpus.rows(), records.size() + 30) << "Vietnamese documents have one more";
  for (std::size_t row = 0; row < corpus.rows(); ++row) {
    const Document& document = records[corpus.document[row]].document;
    const bool copy = corpus.copy[row] != 0;
    const auto found = row_of(corpus, row), expected = expected_row(corpus, document, copy);
    EXPECT_FLOAT_EQ(corpus.row_weights[row], copy ? 0.3F / 0.7F : 1.0F);
    ASSERT_EQ(found.size(), expected.size()) << row;
    for (const auto& [place, value] : expected) {
      ASSERT_TRUE(found.contains(place)) << row;
      ASSERT_NEAR(found.at(place), value, 1e-6) << row;
    }
  }
}

TEST(FlatCorpus, CopiesBringNoFeaturesOfTheirOwn) {
  FlatCorpusOptions options = options_of();
  const auto with = corpus_of(tiny_corpus(), options);
  options.features.stripped_weight = 0;
  const auto without = corpus_of(tiny_corpus(), options);
  EXPECT_EQ(without.rows(), without.documents());
  EXPECT_EQ(with.terms.tags, without.terms.tags);
  EXPECT_EQ(with.chars.tags, without.chars.tags);
  EXPECT_EQ(with.terms_idf, without.terms_idf);
  EXPECT_EQ(with.coverage, without.coverage);
}

TEST(FlatCorpus, LeavesOutRareFeatures) {
  std::vector<Record> records(4);
  for (std::size_t i = 0; i < records.size(); ++i) {
    records[i].document.text = i < 2 ? "Zebra crossing." : i == 2 ? "Zebra." : "Harbour.";
    records[i].annotation.has_topics = true;
  }
  FlatCorpusOptions options = options_of();
  options.features.rules.boundary = 0;
  options.features.rules.chars = 0;
  const auto terms = [&](std::uint32_t least, std::uint32_t pairs) {
    options.features.least_documents = least;
    options.features.least_pair_documents = pairs;
    return corpus_of(records, options).terms.tags.size();
  };
  EXPECT_EQ(terms(1, 1), 4U) << "zebra, crossing, harbour, zebra crossing";
  EXPECT_EQ(terms(2, 2), 3U);
  EXPECT_EQ(terms(2, 3), 2U);
  EXPECT_EQ(terms(3, 3), 1U);
  EXPECT_EQ(terms(4, 4), 0U);
}

TEST(FlatCorpus, IsTheSameForAnyThreadsAndInAFile) {
  std::vector<Record> records;
  for (int copy = 0; copy < 30; ++copy) {
    for (Record record : tiny_corpus()) {
      record.document.text += " " + std::to_string(copy % 7) + " copies";
      records.push_back(std::move(record));
    }
  }
  const ScratchFolder folder;
  FlatCorpusOptions options = options_of();
  options.threads = 1;
  FlatCorpus one = corpus_of(records, options);
  for (const std::size_t threads : {2, 5}) {
    for (const std::size_t most : {0U, 10000U, 1U << 30}) {
      FlatCorpusOptions other = options_of(folder.path("."), most);
      other.threads = threads;
      FlatCorpus corpus = corpus_of(records, other);
      EXPECT_EQ(corpus.columns.in_file(), most < 20000);
      EXPECT_TRUE(all_of(corpus.columns) == all_of(one.columns));
      EXPECT_TRUE(all_of(corpus.values) == all_of(one.values));
      EXPECT_EQ(corpus.starts, one.starts);
      EXPECT_EQ(corpus.place, one.place);
      EXPECT_EQ(corpus.document, one.document);
      EXPECT_EQ(corpus.coverage, one.coverage);
      EXPECT_EQ(corpus.hash, one.hash);
    }
  }
}

TEST(FlatCorpus, NotesLabelsAndLanguages) {
  auto records = tiny_corpus();
  records[0].annotation.topics = {"trade", "floods", "trade"};
  const FlatCorpus corpus = corpus_of(records, options_of());
  for (std::size_t d = 0; d < records.size(); ++d) {
    std::vector<std::string> found, expected = records[d].annotation.topics;
    for (std::uint64_t i = corpus.label_starts[d]; i < corpus.label_starts[d + 1]; ++i)
      found.push_back(corpus.label_names[corpus.labels[i]]);
    std::sort(found.begin(), found.end());
    std::sort(expected.begin(), expected.end());
    expected.erase(std::unique(expected.begin(), expected.end()), expected.end());
    EXPECT_EQ(found, expected) << d;
    EXPECT_EQ(corpus.language_names[corpus.languages[d]], records[d].document.lang);
  }
  EXPECT_EQ(to_hex(corpus.hash), corpus_hash(records));
}

TEST(FlatCorpus, CountsTheTermsOfTheScheme) {
  Scheme scheme = tiny_scheme();
  for (SchemeEntry& topic : scheme.topics) topic.terms.clear();
  scheme.topics[1].terms["en"] = {"lighthouse", "old harbour"};
  const Lexicon lexicon = build_lexicon(scheme, {scheme.topics.size(), 0});
  std::vector<Record> records(3);
  for (Record& record : records) record.annotation.has_topics = true;
  records[0].document.text = "The lighthouse stands at the old harbour, says the lighthouse keeper.";
  records[1].document.text = "Nothing of the kind.";
  records[2].document.text = "The old harbour sleeps.";
  FlatCorpus corpus = corpus_of(records, options_of(), lexicon, scheme.topics.size());
  const auto group = static_cast<std::uint32_t>(corpus.terms_idf.size() + corpus.chars_idf.size() + 1);
  const double weight = flat_rules().document_lexicon;
  EXPECT_NEAR(row_of(corpus, 0).at(group), weight * document_lexicon_value(2, 11), 1e-6);
  EXPECT_FALSE(row_of(corpus, 1).contains(group));
  EXPECT_NEAR(row_of(corpus, 2).at(group), weight * document_lexicon_value(1, 4), 1e-6);
}

}  // namespace
}  // namespace bearing
