#include <utility>

#include "corpus/stream_readers.hpp"

namespace bearing {
namespace {

class RefusedReader final : public RecordReader {
 public:
  explicit RefusedReader(Error error) : error_(std::move(error)) {}

  Result<bool> next(Record& record) override {
    if (done_) return false;
    done_ = true;
    return refused_record(error_, record);
  }

 private:
  Error error_;
  bool done_ = false;
};

}  // namespace

bool refused_record(const Error& error, Record& record) {
  clear_record(record);
  record.source = error.source;
  record.line = error.line;
  record.error = error;
  ensure_id(record);
  return true;
}

std::unique_ptr<RecordReader> make_refused_reader(Error error) {
  return std::make_unique<RefusedReader>(std::move(error));
}

}  // namespace bearing
