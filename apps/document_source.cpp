#include "apps/document_source.hpp"

#include <algorithm>
#include <utility>

#include "corpus/split.hpp"
#include "intake/prepare.hpp"

namespace bearing {

Result<std::vector<Record>> read_documents(const std::vector<std::string>& inputs,
                                           const ReadOptions& options) {
  auto records = read_corpus(inputs, options);
  if (!records) return records.error();
  for (Record& record : *records) prepare(record);
  return records;
}

Status keep_parts(std::vector<Record>& records, const std::string& split_path,
                  const std::vector<std::string>& parts, std::vector<Record>* rest) {
  auto split = read_split(split_path);
  if (!split) return split.error();
  std::vector<Record> kept;
  for (Record& record : records) {
    const auto part = split->find(record.document.id);
    const Annotation& annotation = record.annotation;
    const bool only_stances = !annotation.has_topics && !annotation.stances.empty();
    if (part == split->end() && (only_teaches(record) || only_stances)) {
      // Never part of what is measured, so a split needn't name it.
      if (rest != nullptr) kept.push_back(std::move(record));
      continue;
    }
    if (part == split->end()) {
      return Error{ErrorCode::kInvalidData,
                   "id \"" + record.document.id + "\" is not in the split file " + split_path,
                   record.source,
                   record.line,
                   {}};
    }
    if (std::find(parts.begin(), parts.end(), part->second) != parts.end()) {
      kept.push_back(std::move(record));
    } else if (rest != nullptr) {
      rest->push_back(std::move(record));
    }
  }
  if (kept.empty())
    return Error{ErrorCode::kInvalidData, "no document is in the parts asked for", split_path, 0, {}};
  records = std::move(kept);
  return success();
}

}  // namespace bearing
