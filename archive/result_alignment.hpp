// Two streams of results side by side, document by document.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "archive/result_reader.hpp"
#include "bearing/result.hpp"

namespace bearing {

/// A topic, or a stance on a target, of a result.
struct ComparedLabel {
  std::string label;   ///< Topic or target.
  std::string stance;  ///< Empty for topics.
  double confidence = 0.0;
  bool assigned = true;
};

/// What is compared of a result.
struct ComparedResult {
  std::string id;
  std::uint64_t number = 0;           ///< Its place among the results, from 1.
  bool error = false;                 ///< The document could not be read.
  std::vector<ComparedLabel> labels;  ///< By label, then stance; each once.
  std::uint64_t rest = 0;             ///< A hash of language, warnings, holders, evidence and the error.
};

ComparedResult compared(const ResultLine& result);

/// Which side a document is on.
enum class Side { kBoth, kOnlyA, kOnlyB, kEnd };

/// Pairs the results of the same document by order, with ids checked. Where ids differ, it looks ahead on
/// both sides for the nearest id that they share; what stands before that is on one side only. It looks ahead
/// as far as 32,768 documents (less where results are very large): then the runs have lost each other. Not
/// thread-safe.
class ResultAlignment {
 public:
  /// Both readers must outlive this object.
  ResultAlignment(ResultReader& a, ResultReader& b) : a_{a}, b_{b} {}

  /// The next document. a() holds it for kBoth and kOnlyA, b() for kBoth and kOnlyB. Errors: those of the
  /// readers.
  Result<Side> next();

  const ComparedResult& a() const { return current_a_; }
  const ComparedResult& b() const { return current_b_; }

  /// Place among A's results where no common id was found any more; 0 if that never happened.
  std::uint64_t lost_at() const { return lost_at_; }

 private:
  /// One side's results that were read and not yet delivered.
  struct Window {
    explicit Window(ResultReader& source) : reader(source) {}
    Status fill(std::size_t documents);
    void take(ComparedResult& out);

    ResultReader& reader;
    std::deque<ComparedResult> results{};
    std::size_t bytes = 0;
    std::size_t skip = 0;  ///< How many at the front are on this side only.
    std::uint64_t count = 0;
    bool ended = false;
    ResultLine line{};
  };

  Status find_common_id();

  Window a_, b_;
  ComparedResult current_a_, current_b_;
  std::uint64_t lost_at_ = 0;
};

}  // namespace bearing
