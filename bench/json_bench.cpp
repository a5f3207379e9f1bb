// JSON in and out: records read, labels written.
#include <fstream>
#include <string>

#include "bearing/labeler.hpp"
#include "bench/bench_texts.hpp"
#include "corpus/buffered_input.hpp"
#include "corpus/json_record.hpp"
#include "inference/label_writer.hpp"

namespace bearing::bench {
namespace {

// The lines of the corpus that the records of a language came from, each with the slack that the parser
// wants.
std::vector<std::string> lines_of(std::string_view lang) {
  std::ifstream file(kCorpus);
  std::vector<std::string> lines, out;
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  for (const Record& record : records(lang))
    out.push_back(lines.at(record.line - 1) + std::string(BufferedInput::kSlack, ' '));
  return out;
}

void read_record(benchmark::State& state, const char* lang) {
  const std::vector<std::string> lines = lines_of(lang);
  JsonRecordParser parser({}, JsonShape::kNative);
  Record record;
  run_on_records(state, lang, [&](std::size_t i) {
    parser.parse(std::string_view(lines[i]).substr(0, lines[i].size() - BufferedInput::kSlack), record);
    benchmark::DoNotOptimize(record.document.text.data());
  });
}
BEARING_BENCHMARK(read_record);

void write_labels(benchmark::State& state, const char* lang) {
  auto labeler = Labeler::open(kModel);
  if (!labeler) return state.SkipWithError(labeler.error().to_string().c_str());
  Workspace workspace;
  std::vector<Labels> labels;
  for (const Record& record : records(lang)) labels.push_back((*labeler)->label(record.document, workspace));
  LabelWriterOptions options;
  options.all = true;
  options.stances = (*labeler)->stances();
  std::string out;
  run_on_records(state, lang, [&](std::size_t i) {
    out.clear();
    append_labels(options, records(lang)[i].document, labels[i], out);
    benchmark::DoNotOptimize(out.data());
  });
}
BEARING_BENCHMARK(write_labels);

}  // namespace
}  // namespace bearing::bench
