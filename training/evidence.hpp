// Sentences that a person marked as the ground for a topic or a stance.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "bearing/result.hpp"
#include "corpus/record.hpp"

namespace bearing {

/// Exact parts of the title or text.
using Parts = std::vector<std::string>;

/// Topic id -> parts that say something of substance on it.
using TopicEvidence = std::map<std::string, Parts>;

/// All parts that show one stance of one holder on one target.
struct StanceEvidence {
  std::string target, stance, holder;
  Parts sentences;
};

/// What a record says on its stances beyond the one sentence of each annotation.
struct TargetEvidence {
  std::vector<StanceEvidence> stances;
  std::map<std::string, Parts>
      touching;  ///< Target id -> parts that bear on it without showing one of the stances.
};

/// Names of the optional corpus fields that hold them: {topic: [part, ...]}; [{"target", "stance", "holder",
/// "sentences": [part, ...]}, ...]; {target: [part, ...]}.
inline constexpr const char* kTopicEvidenceField = "topic_evidence";
inline constexpr const char* kStanceEvidenceField = "stance_evidence";
inline constexpr const char* kTargetEvidenceField = "target_evidence";

/// Adds the evidence of a JSON Lines file (an object with "id" and one or more of the fields above a line) to
/// the records with the same ids. Errors: kIo; kInvalidData with file and line for malformed lines and for
/// ids given twice. Ids that no record has are passed over: the file may cover more than this part of the
/// corpus.
Status add_evidence(const std::string& path, std::vector<Record>& records);

/// Whether the record has topic evidence.
bool has_topic_evidence(const Record& record);

/// The record's evidence, empty without the field. Errors: kInvalidData when a field is not as described or
/// a part is not in title or text.
Result<TopicEvidence> topic_evidence_of(const Record& record);
Result<TargetEvidence> target_evidence_of(const Record& record);

}  // namespace bearing
