#include "archive/input_walk.hpp"

#include <utility>

#include "archive/run_folder.hpp"
#include "base/hash.hpp"

namespace bearing {

InputWalk::InputWalk(const std::vector<InputItem>& items, ReadOptions options)
    : items_(items), options_(std::move(options)) {}

bool InputWalk::next(Record& record) {
  while (position_.item < items_.size()) {
    if (next_of_item(record)) {
      ++position_.records;
      return true;
    }
    end_item();
  }
  return false;
}

bool InputWalk::next_of_item(Record& record) {
  if (broken_) return false;
  const InputItem& item = items_[position_.item];
  std::optional<Error> error;
  if (!reader_) {
    meter_ = std::make_shared<InputMeter>();
    shown_meter_ = meter_;
    auto opened = open_input(item, options_, meter_.get());
    if (opened) {
      reader_ = std::move(*opened);
    } else {
      error = opened.error();
    }
  }
  if (!error) {
    auto more = reader_->next(record);
    if (more) return *more;
    error = more.error();
  }
  broken_ = true;
  clear_record(record);
  record.source = item.path;
  record.line = 0;
  record.error = std::move(error);
  if (record.error->source.empty()) record.error->source = item.path;
  ensure_id(record);
  return true;
}

void InputWalk::end_item() {
  finished_.push_back(
      {position_.item, meter_->bytes(), broken_ ? std::string() : to_hex(meter_->hash()), position_.records});
  reader_.reset();
  bytes_before_ += meter_->bytes();
  shown_meter_ = std::shared_ptr<InputMeter>();
  broken_ = false;
  position_ = {position_.item + 1, 0};
}

Status InputWalk::skip_to(const InputPosition& position) {
  for (; position_.item < position.item && position_.item < items_.size();
       position_ = {position_.item + 1, 0})
    bytes_before_ += stored_bytes(items_[position_.item]);
  Record record;
  while (position_.records < position.records) {
    if (position_.item < items_.size() && next_of_item(record)) {
      ++position_.records;
      continue;
    }
    return Error{ErrorCode::kInvalidData,
                 "this input has " + std::to_string(position_.records) + " records, " +
                     std::to_string(position.records) + " were read before the run was stopped",
                 position_.item < items_.size() ? items_[position_.item].path : std::string(),
                 0,
                 {}};
  }
  return success();
}

std::vector<FinishedInput> InputWalk::take_finished() { return std::exchange(finished_, {}); }

std::uint64_t InputWalk::bytes_read() const {
  const std::shared_ptr<InputMeter> meter = shown_meter_.load();
  return bytes_before_ + (meter ? meter->bytes() : 0);
}

}  // namespace bearing
