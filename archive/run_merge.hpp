// One run of the runs of all parts.
#pragma once

#include <string>
#include <vector>

#include "archive/run_counts.hpp"
#include "bearing/result.hpp"

namespace bearing {

/// Joins finished runs of all parts of an archive (bearing label --shard K/N), given in any order, into a new
/// run folder whose results are those of one run over everything, in its order. Proves first that nothing is
/// missing or double: every part is there once, all have the same model, options and version, their inputs
/// put together are the archive, each input was read to its end, every shard is whole, and there is a result
/// for each record. Shards become hard links where the file system can. Returns the counts of all.
///
/// Errors: kUsage for parts that don't belong together, are missing, double or unfinished, or a folder that
/// isn't new; kInvalidData for damaged ones; kIo.
Result<RunCounts> merge_runs(const std::vector<std::string>& folders, const std::string& out);

}  // namespace bearing
