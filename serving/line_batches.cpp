#include "serving/line_batches.hpp"

#include <algorithm>

#include "corpus/buffered_input.hpp"

namespace bearing {
namespace {

constexpr std::size_t kBatchBytes = std::size_t{64} << 10;
constexpr std::size_t kBatchLines = 256;

}  // namespace

void LineBatches::add(std::string_view bytes) {
  while (!bytes.empty()) {
    const std::size_t end = bytes.find('\n');
    const bool ends = end != std::string_view::npos;
    const std::string_view part = bytes.substr(0, end);
    const std::size_t kept = std::min(part.size(), max_line_ + 1 - current_);
    bytes_.append(part.substr(0, kept));
    current_ += kept;
    bytes.remove_prefix(ends ? end + 1 : bytes.size());
    if (!ends) return;
    bytes_ += '\n';
    whole_ = bytes_.size();
    current_ = 0;
  }
}

LineBatch LineBatches::take() {
  LineBatch batch;
  batch.line = line_;
  std::size_t end = 0;
  for (std::size_t lines = 0; end < whole_ && lines < kBatchLines; ++lines) {
    const std::size_t feed = std::min(bytes_.find('\n', end), whole_ - 1);
    if (lines > 0 && feed + 1 > kBatchBytes) break;
    end = feed + 1;
    ++line_;
  }
  batch.size = end;
  batch.bytes.assign(bytes_, 0, end);
  batch.bytes.append(BufferedInput::kSlack, '\0');
  bytes_.erase(0, end);
  whole_ -= end;
  return batch;
}

}  // namespace bearing
