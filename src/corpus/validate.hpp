// What is wrong with a corpus, said before time is spent on it.
#pragma once

#include <string>
#include <vector>

#include "bearing/result.hpp"
#include "corpus/record.hpp"
#include "scheme/scheme.hpp"

namespace bearing {

struct Finding {
  bool fatal = false;
  std::string message;
  std::string source;
  std::uint64_t line = 0;
  std::string to_string() const;  ///< "source:line: error: message" or "...: warning: ..."
};

/// Checks records against a scheme: unknown labels and targets, unknown stances, empty text, duplicate ids,
/// none or several topics where the scheme says exactly one, the same text annotated in two ways (both lines
/// named; different topics are a warning, different stances on a target an error), evidence or holder not in
/// the text, topics without positive (or without negative) examples, missing `topics`.
///
/// Targets that are not in the scheme are free: any words, with stances of any name. But one that has the
/// form of an id is taken for a misspelt one, unless no record names a target of the scheme at all. Records
/// with stances and no topics may hold other targets of the same text.
std::vector<Finding> check_corpus(const std::vector<Record>& records, const Scheme& scheme);

/// Whether something can be learnt from a record's stances: it has one on a target of the scheme, or says
/// that none of them applies.
bool teaches_stance(const Record& record, const Scheme& scheme);

/// Near-duplicates (shingle Jaccard similarity >= 0.8, found by MinHash) between two sets of records, for
/// example train and test.
std::vector<Finding> check_overlap(const std::vector<Record>& train, const std::vector<Record>& test);

}  // namespace bearing
