// From records to documents: whole files are decoded, pages become text.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "bearing/document.hpp"
#include "bearing/result.hpp"
#include "corpus/record.hpp"
#include "corpus/record_reader.hpp"

namespace bearing {

/// Makes a record's text ready: bytes of whole-file documents are decoded (charset into record.charset), HTML
/// becomes title and text. Thread-safe.
void prepare(Record& record);

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
