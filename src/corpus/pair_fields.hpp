// Records that hold one (text, target, stance) in fields of their own, as most stance data sets do.
#pragma once

#include <string>

#include "corpus/record.hpp"
#include "corpus/record_reader.hpp"

namespace bearing {

/// Makes an annotation of the carried fields options.target_field, options.stance_field, "holder" and
/// "evidence", and takes them out. Without a stance the target becomes one to label. Does nothing where the
/// record has a list of stances, or no target in words. Returns what is wrong, or nothing.
std::string adopt_pair(Record& record, const ReadOptions& options);

}  // namespace bearing
