// The label scheme: topics and stance targets of a classifier.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "bearing/result.hpp"

namespace bearing {

/// A topic or a stance target.
struct SchemeEntry {
  std::string id;                                   ///< Kebab-case, unique among its kind.
  std::map<std::string, std::string> names;         ///< Language -> display name.
  std::map<std::string, std::string> descriptions;  ///< Language -> one sentence.
  std::map<std::string, std::vector<std::string>>
      terms;  ///< Language -> typical terms; optional prior knowledge for training.
  /// Language -> cues: phrases that, in a sentence on this target, show the stance. Targets only; optional,
  /// as the terms are.
  std::map<std::string, std::vector<std::string>> favor, against, neutral;
};

struct Scheme {
  std::string name;  ///< Kebab-case.
  std::vector<SchemeEntry> topics;
  std::vector<SchemeEntry> targets;
  bool exclusive = false;  ///< Every document has exactly one topic.

  /// Index of a topic id, or -1.
  int topic_index(const std::string& id) const;
  int target_index(const std::string& id) const;
};

/// Parses scheme.toml. Errors: kInvalidData with file and line (syntax, missing or doubled id, bad id,
/// unknown key).
Result<Scheme> read_scheme(const std::string& path);
Result<Scheme> parse_scheme(const std::string& toml, const std::string& source);

/// Round-trips through model metadata.
std::string scheme_to_json(const Scheme& scheme);
Result<Scheme> scheme_from_json(const std::string& json);

}  // namespace bearing
