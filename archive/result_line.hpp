// One line of results, as `bearing label` writes JSON Lines, read back.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace bearing {

/// A topic of a result.
struct ResultTopic {
  std::string label;
  double confidence = 0.0;  ///< In [0, 1].
  bool assigned = true;     ///< False only in results that hold all topics (`bearing label --all`).
};

/// A stance that a result assigns.
struct ResultStance {
  std::string target;
  std::string stance;
  double confidence = 0.0;  ///< In [0, 1].
  std::string holder;       ///< Words of the document, "author", "none", or empty.
  std::string evidence;     ///< The sentence that shows it; empty when there is none.
  std::uint64_t begin = 0;  ///< Bytes of the field as it came in, [begin, end), where the evidence stands.
  std::uint64_t end = 0;    ///< 0 without evidence.
  bool in_title = false;    ///< Whether those bytes count in the title rather than the text.
};

/// The result of one document. All strings are valid UTF-8.
struct ResultLine {
  std::string id;
  std::string lang;
  std::vector<ResultTopic> topics;
  bool has_stances = false;  ///< The line speaks of stances, even if it has none.
  std::vector<ResultStance> stances;
  std::vector<std::string> warnings;
  std::string model;  ///< "name@hash".
  std::string error;  ///< Why the document could not be read; empty when it could.
  /// All other members, and those of "fields": name and raw JSON value, in input order.
  std::vector<std::pair<std::string, std::string>> fields;
};

/// Parses lines of results; keeps its scratch memory from one to the next. Not thread-safe.
class ResultParser {
 public:
  ResultParser();
  ~ResultParser();
  ResultParser(ResultParser&&) noexcept;

  /// Fills `result` from one JSON object (without line feed). Returns what is wrong with it, or nothing. A
  /// name that comes twice counts as it came last.
  std::string parse(std::string_view line, ResultLine& result);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace bearing
