// What the texts of a run look like, all together and by language, source and month: what is held against the
// training documents of the model (drift_report.hpp).
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "bearing/document.hpp"
#include "bearing/labels.hpp"
#include "model/text_summary.hpp"

namespace bearing {

/// Summaries by a name. At most kMostGroups names are kept: those whose hashes are lowest, so that those kept
/// and their counts are the same however documents were parted; all other documents count as `other`.
struct SummaryGroups {
  static constexpr std::size_t kMostGroups = 512;
  static constexpr std::size_t kLongestName =
      100;  ///< Bytes; longer names are cut between characters, bad UTF-8 becomes U+FFFD.

  std::map<std::string, TextSummary> named;
  TextSummary other;

  void add(std::string name, const TextSummary& summary);
  SummaryGroups& operator+=(const SummaryGroups& other_groups);
  friend bool operator==(const SummaryGroups&, const SummaryGroups&) = default;

 private:
  void keep_lowest();
};

/// Where a document comes from; empty where it doesn't say.
struct DocumentOrigin {
  std::string source;
  std::string month;  ///< "2024-05".
};

/// `source` is the field `source_field`, or where that is empty the first of source, publisher, site and
/// domain that holds text, or else the host of url or link. `month` is the beginning of the first field that
/// holds an ISO 8601 date of date, published, published_at, publish_date, publication_date, pubDate,
/// datetime, timestamp, created_at.
DocumentOrigin origin_of(const Document& document, const std::string& source_field);

/// "vnexpress.net [vi]": what texts of one language from one origin are counted under, since languages differ
/// in how familiar their words are. A name is cut between characters after 100 bytes; bad UTF-8 in it becomes
/// U+FFFD.
std::string in_language(std::string name, const std::string& language);
/// "vi" of it; empty where there is none.
std::string language_in(const std::string& name);

/// Counts of labelled documents. Those of parts, added up, are those of the whole, in any order. Not
/// thread-safe.
struct DriftCounts {
  TextSummary texts;
  SummaryGroups languages;        ///< By primary_language(), as detected.
  SummaryGroups sources, months;  ///< By in_language().

  void add(const Labels& labels, const DocumentOrigin& origin);
  DriftCounts& operator+=(const DriftCounts& other);
  friend bool operator==(const DriftCounts&, const DriftCounts&) = default;
};

/// {"texts":{..},"languages":{"named":{"en":{..}},"other":{..}},"sources":{..},"months":{..}}; "other" only
/// where something is in it.
nlohmann::ordered_json to_json(const DriftCounts& counts);

/// False, with `counts` in any state, where `json` isn't what to_json() makes.
bool from_json(const nlohmann::ordered_json& json, DriftCounts& counts);

}  // namespace bearing
