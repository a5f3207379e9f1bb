// How fast documents are analysed and labelled, one core, in memory: the shipped corpus and the shipped
// model.
#include <benchmark/benchmark.h>

#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "bearing/labeler.hpp"
#include "corpus/record_reader.hpp"
#include "feature/extractor.hpp"
#include "text/analyze.hpp"

namespace {

const std::vector<bearing::Record>& corpus() {
  static const auto records = [] {
    auto read = bearing::read_corpus({BEARING_SOURCE_DIR "/datasets/asean-affairs/asean-affairs.jsonl"}, {});
    if (!read) {
      std::fprintf(stderr, "%s\n", read.error().to_string().c_str());
      std::exit(1);
    }
    return std::move(*read);
  }();
  return records;
}

std::size_t bytes_of(const bearing::Record& record) {
  return record.document.title.size() + record.document.text.size();
}

void analyze(benchmark::State& state) {
  bearing::TextAnalyzer analyzer;
  bearing::AnalyzedText title, text;
  std::size_t i = 0, bytes = 0;
  for (auto unused : state) {
    const bearing::Record& record = corpus()[i++ % corpus().size()];
    analyzer.analyze(record.document.title, record.document.text, true, title, text);
    bytes += bytes_of(record);
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(bytes));
}
BENCHMARK(analyze);

void extract(benchmark::State& state) {
  bearing::TextAnalyzer analyzer;
  bearing::AnalyzedText title, text;
  bearing::TermExtractor extractor;
  bearing::DocumentTerms terms;
  std::size_t i = 0, bytes = 0;
  for (auto unused : state) {
    const bearing::Record& record = corpus()[i++ % corpus().size()];
    state.PauseTiming();
    analyzer.analyze(record.document.title, record.document.text, true, title, text);
    state.ResumeTiming();
    extractor.extract(title, text, {}, terms);
    bytes += bytes_of(record);
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(bytes));
}
BENCHMARK(extract);

void label(benchmark::State& state) {
  auto labeler = bearing::Labeler::open(BEARING_SOURCE_DIR "/models/asean-affairs.safetensors");
  if (!labeler) {
    state.SkipWithError(labeler.error().to_string().c_str());
    return;
  }
  bearing::Workspace workspace;
  std::size_t i = 0, bytes = 0;
  for (auto unused : state) {
    const bearing::Record& record = corpus()[i++ % corpus().size()];
    benchmark::DoNotOptimize((*labeler)->label(record.document, workspace));
    bytes += bytes_of(record);
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(bytes));
  state.SetItemsProcessed(static_cast<std::int64_t>(i));
}
BENCHMARK(label);

}  // namespace

BENCHMARK_MAIN();
