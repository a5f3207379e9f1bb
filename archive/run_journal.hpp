// What a run has finished, line by line, so that it can be gone on with.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "archive/run_counts.hpp"
#include "bearing/result.hpp"

namespace bearing {

/// How far the inputs were read: all of the first `item` inputs, and `records` records of the one after them.
struct InputPosition {
  std::uint64_t item = 0, records = 0;
  friend auto operator<=>(const InputPosition&, const InputPosition&) = default;
};

/// An input that was read to its end (or to where it broke off).
struct FinishedInput {
  std::uint64_t item = 0;
  std::uint64_t bytes = 0;  ///< Bytes read, as stored.
  std::string hash;  ///< XXH3-64 of them in hexadecimal digits; empty where they were not read in order.
  std::uint64_t records = 0;
  friend bool operator==(const FinishedInput&, const FinishedInput&) = default;
};

/// A shard of results that is whole and on the disk, and all that changed with it.
struct FinishedShard {
  std::uint64_t number = 0;
  std::uint64_t bytes = 0;            ///< Of its file.
  std::string hash;                   ///< XXH3-128 of its file.
  std::uint64_t rejects_bytes = 0;    ///< Of the file of rejects, once the shard was done.
  InputPosition end;                  ///< Where the next shard begins.
  std::vector<FinishedInput> inputs;  ///< Finished within this shard.
  RunCounts counts;                   ///< Of this shard.
  friend bool operator==(const FinishedShard&, const FinishedShard&) = default;
};

/// One line of JSON, with line feed, that ends in a checksum of itself.
std::string journal_line(const FinishedShard& shard);

/// What stands in a journal. A last line that was being written when the run was stopped counts as not there;
/// `whole_bytes` is where it begins. Errors: kInvalidData, with the line, for anything else that
/// journal_line() didn't write, or shards out of order.
struct Journal {
  std::vector<FinishedShard> shards;
  std::uint64_t whole_bytes = 0;
};
Result<Journal> parse_journal(const std::string& bytes, const std::string& source);

}  // namespace bearing
