// An archive in parts that are labelled by runs of their own, perhaps on machines of their own.
#pragma once

#include <cstdint>
#include <vector>

#include "corpus/input_list.hpp"

namespace bearing {

/// What part `number` [0, parts) of the inputs holds: neighbouring inputs with about as many bytes as every
/// other part's, in their order. Uncompressed JSON Lines are divided between lines, other inputs belong to
/// one part. The parts, one after another, are the inputs: nothing is missing, nothing double.
std::vector<InputItem> part_of(const std::vector<InputItem>& items, std::uint64_t number, std::uint64_t parts,
                               const ReadOptions& options);

}  // namespace bearing
