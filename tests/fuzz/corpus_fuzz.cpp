// Any bytes as a corpus in any format: they are refused, or each record that is read without error comes back
// from JSON Lines just as it went there.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <iterator>
#include <memory>
#include <string>

#include "corpus/byte_source.hpp"
#include "corpus/record_writer.hpp"
#include "corpus/stream_readers.hpp"

namespace {

using namespace bearing;

constexpr CorpusFormat kFormats[] = {
    CorpusFormat::kAuto,     CorpusFormat::kJsonLines,   CorpusFormat::kCsv,         CorpusFormat::kTsv,
    CorpusFormat::kFastText, CorpusFormat::kLabelStudio, CorpusFormat::kDoccano,     CorpusFormat::kText,
    CorpusFormat::kHtml,     CorpusFormat::kPairs,       CorpusFormat::kSemEval2016, CorpusFormat::kFnc1,
    CorpusFormat::kVast,     CorpusFormat::kWarc};

/// The bytes as both files of FNC-1, the bodies before the last "Headline" or in the first half.
std::unique_ptr<RecordReader> open_joined(const std::string& bytes, const ReadOptions& options) {
  const std::size_t headline = bytes.rfind("Headline");
  const std::size_t middle = headline == std::string::npos ? bytes.size() / 2 : headline;
  auto pairs = memory_byte_source(bytes.substr(middle), "pairs");
  auto bodies = memory_byte_source(bytes.substr(0, middle), "bodies");
  if (!pairs || !bodies) return nullptr;
  return make_fnc1_reader({std::make_unique<BufferedInput>(std::move(*pairs)), "pairs"},
                          {std::make_unique<BufferedInput>(std::move(*bodies)), "bodies"}, options);
}

std::unique_ptr<RecordReader> open(const std::string& bytes, CorpusFormat format,
                                   std::size_t max_record_bytes) {
  auto source = memory_byte_source(bytes, "fuzz");
  if (!source) return nullptr;
  ReadOptions options;
  options.format = format;
  options.max_record_bytes = max_record_bytes;
  if (format == CorpusFormat::kFnc1) return open_joined(bytes, options);
  auto reader = open_stream_reader(std::move(*source), "fuzz", options);
  return reader ? std::move(*reader) : nullptr;
}

void check_round_trip(const Record& record) {
  std::string line, again;
  append_json_line(record, line);
  const auto reader = open(line, CorpusFormat::kJsonLines, std::size_t{1} << 30);
  Record back;
  if (!reader) std::abort();
  const auto more = reader->next(back);
  if (!more || !*more || back.error) std::abort();
  append_json_line(back, again);
  if (again != line && !record.document.id.empty()) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  // The last byte chooses the format, and whether the limit for one record is in the way.
  const std::uint8_t choice = data[size - 1];
  const std::string bytes(reinterpret_cast<const char*>(data), size - 1);
  const CorpusFormat format = kFormats[choice % std::size(kFormats)];
  const auto reader = open(bytes, format, choice < 128 ? std::size_t{1} << 20 : 16);
  if (!reader) return 0;
  Record record;
  for (;;) {
    const auto more = reader->next(record);
    if (!more || !*more) return 0;
    if (!record.error) check_round_trip(record);
  }
}
