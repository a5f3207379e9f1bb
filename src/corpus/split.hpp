// Parts of a corpus: train/dev/test splits and cross-validation folds.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "bearing/result.hpp"
#include "corpus/record.hpp"

namespace bearing {

/// What decides the fold of a record: small enough to keep for millions of them.
struct FoldItem {
  std::uint64_t order = 0;  ///< From id and seed: the same in whatever order the records come.
  std::array<std::uint64_t, 3>
      keys{};                         ///< Of the text, the group, the title; 0: none. Equal keys, same fold.
  std::vector<std::uint64_t> strata;  ///< Size, language, topics, topics by language.
};

FoldItem fold_item(const Record& record, std::uint64_t seed, const std::string& group_field = "pair");

/// Assigns each item to one of `folds` folds; see below.
std::vector<std::uint32_t> assign_folds(const std::vector<FoldItem>& items, std::uint32_t folds);

/// Assigns each record to one of `folds` folds. Records with the same group (raw JSON field `group_field`,
/// for example "pair", the same text, or the same title but for "Re:" and the like) share a fold, but for
/// titles that a large part of all records has; strata (language, and the rarest topic of the group) are
/// spread evenly. Depends on ids and seed only, not on record order.
std::vector<std::uint32_t> assign_folds(const std::vector<Record>& records, std::uint32_t folds,
                                        std::uint64_t seed, const std::string& group_field = "pair");

/// A fixed split: id -> "train", "dev" or "test". Read from TSV lines "id<TAB>part".
Result<std::map<std::string, std::string>> read_split(const std::string& path);

}  // namespace bearing
