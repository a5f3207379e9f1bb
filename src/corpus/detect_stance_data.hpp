// Public stance data sets, told by their column names.
#pragma once

#include <string_view>

#include "corpus/record_reader.hpp"

namespace bearing {

/// kSemEval2016, kFnc1 or kVast where the first line of `head` names the columns (or JSON fields) of that
/// set, else kAuto. Also kAuto where the options rename the text: whoever does that says how to read the
/// table.
CorpusFormat detect_stance_data(std::string_view head, const ReadOptions& options);

}  // namespace bearing
