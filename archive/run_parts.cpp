#include "archive/run_parts.hpp"

#include <algorithm>

#include "corpus/line_range.hpp"

namespace bearing {
namespace {

// What opening an input costs, in bytes: so that empty and unknown sizes are shared out too.
constexpr std::uint64_t kItemCost = 4096;
// Pieces smaller than this aren't worth a second look at the file.
constexpr std::uint64_t kLeastDivided = std::uint64_t{1} << 16;

// The first of `total` bytes that belongs to a part. 128 bits, since the product may need them.
std::uint64_t border(std::uint64_t total, std::uint64_t part, std::uint64_t parts) {
  __extension__ using Wide = unsigned __int128;
  return static_cast<std::uint64_t>(static_cast<Wide>(total) * part / parts);
}

}  // namespace

std::vector<InputItem> part_of(const std::vector<InputItem>& items, std::uint64_t number, std::uint64_t parts,
                               const ReadOptions& options) {
  if (parts <= 1) return items;
  std::uint64_t total = 0;
  for (const InputItem& item : items) total += item.bytes + kItemCost;
  const std::uint64_t first = border(total, number, parts), last = border(total, number + 1, parts);
  std::vector<InputItem> part;
  std::uint64_t begin = 0;
  for (const InputItem& item : items) {
    const std::uint64_t end = begin + item.bytes + kItemCost, middle = begin + (end - begin) / 2;
    const bool whole = first <= begin && end <= last;
    const bool touches = begin < last && first < end;
    if (whole) {
      part.push_back(item);
    } else if (touches) {
      if (item.bytes >= kLeastDivided && has_line_ranges(item.path, options)) {
        InputItem& piece = part.emplace_back(item);
        piece.begin = first > begin ? std::min(first - begin, item.bytes) : 0;
        piece.end = std::min(last - begin, item.bytes);
        if (piece.begin >= piece.end) part.pop_back();
      } else if (first <= middle && middle < last) {
        part.push_back(item);
      }
    }
    begin = end;
  }
  return part;
}

}  // namespace bearing
