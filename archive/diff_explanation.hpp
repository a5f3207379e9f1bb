// Why documents changed their labels: the words that two models weigh differently.
#pragma once

#include <functional>
#include <string>
#include <unordered_set>

#include "archive/result_diff.hpp"
#include "bearing/document.hpp"
#include "bearing/labeler.hpp"
#include "bearing/result.hpp"

namespace bearing {

/// Finds documents again: calls `found` with each document that has one of the ids, ready to be labelled. May
/// find none, or several with one id (the first counts).
using DocumentLookup = std::function<Status(const std::unordered_set<std::string>& ids,
                                            const std::function<void(const Document&)>& found)>;

/// Gives the examples of a diff the words whose contributions differ most between model A and model B, at
/// most `words` of them; occurrences of a word are added up. Examples whose document isn't found, and labels
/// that neither model explains (free targets), stay without. A stance that only one model assigns is
/// explained by that model alone, the other counting as 0. Errors: those of the lookup.
Status explain_examples(const DocumentLookup& lookup, const Labeler& a, const Labeler& b, std::size_t words,
                        ResultDiff& diff);

}  // namespace bearing
