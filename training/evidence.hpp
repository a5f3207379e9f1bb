// Sentences that a person marked as the ground for a topic.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "bearing/result.hpp"
#include "corpus/record.hpp"

namespace bearing {

/// Topic id -> exact parts of the title or text that say something of substance on it.
using TopicEvidence = std::map<std::string, std::vector<std::string>>;

/// Name of the optional corpus field that holds it, as a JSON object.
inline constexpr const char* kEvidenceField = "topic_evidence";

/// Adds the evidence of a JSON Lines file ({"id": ..., "topic_evidence": {topic: [part, ...]}}) to the
/// records with the same ids. Errors: kIo; kInvalidData with file and line for malformed lines and for ids
/// given twice. Ids that no record has are passed over: the file may cover more than this part of the corpus.
Status add_evidence(const std::string& path, std::vector<Record>& records);

/// Whether the record has the field.
bool has_evidence(const Record& record);

/// The record's evidence, empty without the field. Errors: kInvalidData when the field is not as described or
/// a part is not in title or text.
Result<TopicEvidence> evidence_of(const Record& record);

}  // namespace bearing
