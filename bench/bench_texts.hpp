// The texts that the micro-benchmarks run on: those of the shipped corpus, by language.
#pragma once

#include <benchmark/benchmark.h>

#include <cstddef>
#include <string_view>
#include <vector>

#include "corpus/record.hpp"
#include "feature/extractor.hpp"
#include "text/analyze.hpp"

namespace bearing::bench {

inline constexpr const char* kCorpus = BEARING_SOURCE_DIR "/datasets/asean-affairs/asean-affairs.jsonl";
inline constexpr const char* kModel = BEARING_SOURCE_DIR "/models/asean-affairs.safetensors";

/// The records of the shipped corpus in a language, "en" or "vi". Ends the program when it can't be read.
const std::vector<Record>& records(std::string_view lang);

/// The same, analysed; and the text of one of them with what it was analysed to.
struct Analysed {
  AnalyzedText title, text;
};
const std::vector<Analysed>& analysed(std::string_view lang);

/// Runs `measured(record number)` on one record after another and reports bytes and documents per second.
template <class Measured>
void run_on_records(benchmark::State& state, std::string_view lang, Measured measured) {
  const std::vector<Record>& all = records(lang);
  std::size_t i = 0, bytes = 0;
  for (auto unused : state) {
    const Document& document = all[i % all.size()].document;
    measured(i % all.size());
    bytes += document.title.size() + document.text.size();
    ++i;
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(bytes));
  state.SetItemsProcessed(static_cast<std::int64_t>(i));
}

}  // namespace bearing::bench

/// Registers a benchmark for each language: `function(benchmark::State&, const char* lang)`.
#define BEARING_BENCHMARK(function)           \
  BENCHMARK_CAPTURE(function, english, "en"); \
  BENCHMARK_CAPTURE(function, vietnamese, "vi")
