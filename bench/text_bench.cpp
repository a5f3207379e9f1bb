// From bytes to words: decode, normalise, furniture, sentences and words, forms, language; and all but the
// first and the last together.
#include <string>

#include "bench/bench_texts.hpp"
#include "text/charset.hpp"
#include "text/fold.hpp"
#include "text/furniture.hpp"
#include "text/language.hpp"
#include "text/normalise.hpp"
#include "text/segment.hpp"

namespace bearing::bench {
namespace {

void decode(benchmark::State& state, const char* lang) {
  run_on_records(state, lang, [&](std::size_t i) {
    benchmark::DoNotOptimize(bearing::decode(records(lang)[i].document.text));
  });
}
BEARING_BENCHMARK(decode);

void normalise(benchmark::State& state, const char* lang) {
  NormalisedText out;
  run_on_records(state, lang, [&](std::size_t i) {
    bearing::normalise(records(lang)[i].document.text, out);
    benchmark::DoNotOptimize(out.text.data());
  });
}
BEARING_BENCHMARK(normalise);

void furniture(benchmark::State& state, const char* lang) {
  const auto& texts = analysed(lang);
  std::vector<Block> blocks;
  run_on_records(state, lang, [&](std::size_t i) {
    find_blocks(texts[i].text.text, texts[i].title.text, blocks);
    benchmark::DoNotOptimize(blocks.data());
  });
}
BEARING_BENCHMARK(furniture);

void segment(benchmark::State& state, const char* lang) {
  const auto& texts = analysed(lang);
  Segmenter segmenter;
  std::vector<SentenceSpan> sentences;
  std::vector<TokenSpan> words;
  run_on_records(state, lang, [&](std::size_t i) {
    sentences.clear();
    words.clear();
    segmenter.sentences(texts[i].text.text, sentences);
    for (const SentenceSpan& span : sentences)
      segmenter.words_within(texts[i].text.text, {span.begin, span.end}, words);
    benchmark::DoNotOptimize(words.data());
  });
}
BEARING_BENCHMARK(segment);

// Both forms of every word, without what the analyser remembers of words.
void fold(benchmark::State& state, const char* lang) {
  const auto& texts = analysed(lang);
  std::string folded, shadow;
  run_on_records(state, lang, [&](std::size_t i) {
    const std::string_view text = texts[i].text.text;
    for (const Token& token : texts[i].text.tokens) {
      folded.clear();
      shadow.clear();
      append_folded(text.substr(token.begin, token.end - token.begin), folded);
      append_shadow(folded, shadow);
    }
    benchmark::DoNotOptimize(shadow.data());
  });
}
BEARING_BENCHMARK(fold);

void language(benchmark::State& state, const char* lang) {
  const auto& texts = analysed(lang);
  run_on_records(state, lang,
                 [&](std::size_t i) { benchmark::DoNotOptimize(detect_language(texts[i].text.text)); });
}
BEARING_BENCHMARK(language);

void analyze(benchmark::State& state, const char* lang) {
  TextAnalyzer analyzer;
  AnalyzedText title, text;
  run_on_records(state, lang, [&](std::size_t i) {
    const Document& document = records(lang)[i].document;
    analyzer.analyze(document.title, document.text, true, title, text);
    benchmark::DoNotOptimize(text.tokens.data());
  });
}
BEARING_BENCHMARK(analyze);

// What labels of flat models need of it: sentences and words alone.
void analyze_words(benchmark::State& state, const char* lang) {
  TextAnalyzer analyzer;
  SegmentedText title, text;
  run_on_records(state, lang, [&](std::size_t i) {
    const Document& document = records(lang)[i].document;
    analyzer.segment(document.title, document.text, false, title, text);
    benchmark::DoNotOptimize(text.words.data());
  });
}
BEARING_BENCHMARK(analyze_words);

}  // namespace
}  // namespace bearing::bench
