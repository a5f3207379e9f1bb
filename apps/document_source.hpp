// Whole corpora of documents, and parts of them.
#pragma once

#include <string>
#include <vector>

#include "bearing/result.hpp"
#include "corpus/record.hpp"
#include "corpus/record_reader.hpp"

namespace bearing {

/// Reads and prepares a whole corpus. The first entry that can't be read is the error.
Result<std::vector<Record>> read_documents(const std::vector<std::string>& inputs,
                                           const ReadOptions& options);

/// Keeps the records that a split file ("id<TAB>part") puts in one of `parts`; the others go to `rest` when
/// given. A record with stances and without topics needn't be in the split: it is learnt from (kept, where
/// `rest` is given) and never measured (passed over, where it isn't). Errors: those of read_split;
/// kInvalidData for any other id that the split does not know, or when nothing is left.
Status keep_parts(std::vector<Record>& records, const std::string& split_path,
                  const std::vector<std::string>& parts, std::vector<Record>* rest = nullptr);

}  // namespace bearing
