#include <memory>
#include <utility>

#include "corpus/stream_writers.hpp"

namespace bearing {
namespace {

class PairsWriter final : public RecordWriter {
 public:
  explicit PairsWriter(std::unique_ptr<RecordWriter> writer) : writer_(std::move(writer)) {}

  Status write(const Record& record) override {
    if (record.error) return *record.error;
    const std::size_t count = record.annotation.stances.size() + record.document.targets.size();
    if (count == 0) return success();
    pair_ = record;
    pair_.annotation = {};
    pair_.document.targets.clear();
    std::size_t number = 0;
    const auto write_next = [&] {
      if (count > 1) pair_.document.id = record.document.id + "#" + std::to_string(++number);
      return writer_->write(pair_);
    };
    pair_.annotation.has_stances = true;
    for (const StanceAnnotation& stance : record.annotation.stances) {
      pair_.annotation.stances.assign(1, stance);
      if (auto written = write_next(); !written) return written;
    }
    pair_.annotation = {};
    for (const std::string& target : record.document.targets) {
      pair_.document.targets.assign(1, target);
      if (auto written = write_next(); !written) return written;
    }
    return success();
  }

  Status finish() override { return writer_->finish(); }

 private:
  std::unique_ptr<RecordWriter> writer_;
  Record pair_;  ///< The record with one of its pairs.
};

}  // namespace

std::unique_ptr<RecordWriter> make_pairs_writer(std::unique_ptr<RecordWriter> writer) {
  return std::make_unique<PairsWriter>(std::move(writer));
}

}  // namespace bearing
