// From words to labels: terms and their features, scores; and everything together. One core, the shipped
// model.
#include <cstdio>
#include <cstdlib>
#include <memory>

#include "bearing/labeler.hpp"
#include "bench/bench_texts.hpp"
#include "inference/document_scorer.hpp"
#include "model/topic_model.hpp"

namespace bearing::bench {
namespace {

template <class Opened>
Opened opened_or_exit(Result<Opened> opened) {
  if (opened) return std::move(*opened);
  std::fprintf(stderr, "%s\n", opened.error().to_string().c_str());
  std::exit(1);
}

const TopicModel& model() {
  static const auto shared =
      opened_or_exit(TopicModel::from_file(opened_or_exit(TensorFile::open(kModel)), kModel));
  return *shared;
}

void extract(benchmark::State& state, const char* lang) {
  const auto& texts = analysed(lang);
  TermExtractor extractor;
  DocumentTerms terms;
  run_on_records(state, lang, [&](std::size_t i) {
    extractor.extract(texts[i].title, texts[i].text, model().rules, terms);
    benchmark::DoNotOptimize(terms.terms.data());
  });
}
BEARING_BENCHMARK(extract);

void extract_known(benchmark::State& state, const char* lang) {
  const auto& texts = analysed(lang);
  const VocabularyIndex known(model().terms);
  TermExtractor extractor;
  DocumentTerms terms;
  run_on_records(state, lang, [&](std::size_t i) {
    extractor.extract_known(texts[i].title, texts[i].text, model().rules, known, terms);
    benchmark::DoNotOptimize(terms.terms.data());
  });
}
BEARING_BENCHMARK(extract_known);

// The hashes of all features of a document, character n-grams included.
void hash(benchmark::State& state, const char* lang) {
  const auto& texts = analysed(lang);
  std::vector<DocumentTerms> terms(texts.size());
  TermExtractor extractor;
  for (std::size_t i = 0; i < texts.size(); ++i)
    extractor.extract(texts[i].title, texts[i].text, model().rules, terms[i]);
  std::vector<Feature> features;
  run_on_records(state, lang, [&](std::size_t i) {
    features.clear();
    for (const Term& term : terms[i].terms) {
      append_features(term, model().rules, features);
      append_char_features(term, model().rules, features);
    }
    benchmark::DoNotOptimize(features.data());
  });
}
BEARING_BENCHMARK(hash);

void score(benchmark::State& state, const char* lang) {
  const auto& texts = analysed(lang);
  DocumentScorer scorer(model());
  std::vector<DocumentTerms> terms(texts.size());
  TermExtractor extractor;
  for (std::size_t i = 0; i < texts.size(); ++i)
    extractor.extract_known(texts[i].title, texts[i].text, model().rules, scorer.known_terms(), terms[i]);
  run_on_records(state, lang, [&](std::size_t i) {
    scorer.score(terms[i]);
    benchmark::DoNotOptimize(scorer.scores().data());
  });
}
BEARING_BENCHMARK(score);

void label(benchmark::State& state, const char* lang) {
  static const auto labeler = opened_or_exit(Labeler::open(kModel));
  Workspace workspace;
  run_on_records(state, lang, [&](std::size_t i) {
    benchmark::DoNotOptimize(labeler->label(records(lang)[i].document, workspace));
  });
}
BEARING_BENCHMARK(label);

}  // namespace
}  // namespace bearing::bench

BENCHMARK_MAIN();
