// Parts of a corpus: train/dev/test splits and cross-validation folds.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "bearing/result.hpp"
#include "corpus/record.hpp"

namespace bearing {

/// Assigns each record to one of `folds` folds. Records with the same group (raw JSON field `group_field`,
/// for example "pair", or the same text) share a fold; strata (language, and the rarest topic of the group)
/// are spread evenly. Depends on ids and seed only, not on record order.
std::vector<std::uint32_t> assign_folds(const std::vector<Record>& records, std::uint32_t folds,
                                        std::uint64_t seed, const std::string& group_field = "pair");

/// A fixed split: id -> "train", "dev" or "test". Read from TSV lines "id<TAB>part".
Result<std::map<std::string, std::string>> read_split(const std::string& path);

}  // namespace bearing
