#include "apps/large_corpus.hpp"

#include <algorithm>
#include <filesystem>
#include <span>

#include "intake/prepare.hpp"
#include "training/evidence.hpp"
#include "training/flat_trainer.hpp"

namespace bearing {
namespace {

constexpr std::size_t kRecordsTogether = 1024;

// Compressed text is about a third of what comes out; only progress depends on it.
constexpr double kUnpacked = 3;

double bytes_of(const std::vector<std::string>& inputs) {
  double sum = 0;
  for (const std::string& input : inputs) {
    std::error_code error;
    const auto size = std::filesystem::file_size(input, error);
    const std::string extension = std::filesystem::path(input).extension().string();
    if (!error)
      sum += static_cast<double>(size) * (extension == ".gz" || extension == ".zst" ? kUnpacked : 1);
  }
  return sum;
}

std::size_t text_bytes(const Record& record) {
  return record.document.title.size() + record.document.text.size();
}

// Appends a record; false at the end of the corpus.
Result<bool> read_one(RecordReader& reader, std::vector<Record>& records) {
  auto more = reader.next(records.emplace_back());
  if (more && *more && !records.back().error) {
    prepare(records.back());
    return true;
  }
  if (more && *more) return *records.back().error;
  records.pop_back();
  return more;
}

}  // namespace

Result<LargeCorpus> open_corpus(const std::vector<std::string>& inputs, const ReadOptions& options,
                                std::size_t most) {
  auto reader = open_records(inputs, options);
  if (!reader) return reader.error();
  LargeCorpus corpus;
  corpus.bytes = bytes_of(inputs);
  for (std::size_t bytes = 0; bytes <= most;) {
    auto more = read_one(**reader, corpus.records);
    if (!more) return more.error();
    if (!*more) return corpus;
    bytes += text_bytes(corpus.records.back());
  }
  corpus.rest = std::move(*reader);
  return corpus;
}

Result<TrainedModel> train_large(LargeCorpus corpus, const std::optional<Scheme>& scheme,
                                 const std::string& name, const TrainOptions& options,
                                 const std::function<bool(const TrainingProgress&)>& report,
                                 const std::function<void(const Record&)>& passed_over) {
  FlatTrainer trainer(scheme, name, options, report);
  double bytes = 0;
  bool told = false;
  const auto add = [&](std::span<const Record> records) {
    for (const Record& record : records) {
      bytes += static_cast<double>(text_bytes(record));
      if (told || (!has_topic_evidence(record) && record.annotation.stances.empty())) continue;
      passed_over(record);
      told = true;
    }
    return trainer.add(records, corpus.bytes > 0 ? std::min(1.0, bytes / corpus.bytes) : 0);
  };
  for (std::size_t at = 0; at < corpus.records.size(); at += kRecordsTogether) {
    const auto batch = std::span(corpus.records).subspan(at);
    if (auto added = add(batch.first(std::min(batch.size(), kRecordsTogether))); !added) return added.error();
  }
  std::vector<Record>().swap(corpus.records);
  for (bool more = true; more;) {
    std::vector<Record> batch;
    while (more && batch.size() < kRecordsTogether) {
      auto read = read_one(*corpus.rest, batch);
      if (!read) return read.error();
      more = *read;
    }
    if (auto added = add(batch); !added) return added.error();
  }
  return trainer.finish();
}

}  // namespace bearing
