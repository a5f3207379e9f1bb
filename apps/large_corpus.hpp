// Corpora that may be too large for memory.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bearing/result.hpp"
#include "corpus/record_reader.hpp"
#include "scheme/scheme.hpp"
#include "training/trainer.hpp"

namespace bearing {

/// The beginning of a corpus, and the reader of what follows: null where that is all.
struct LargeCorpus {
  std::vector<Record> records;
  std::unique_ptr<RecordReader> rest;
  double bytes = 0;  ///< Of all files, where that is known.
};

/// Reads a corpus, or the beginning of it if it has more than `most` bytes of text. Errors: those of the
/// reader, and of the first record that can't be read.
Result<LargeCorpus> open_corpus(const std::vector<std::string>& inputs, const ReadOptions& options,
                                std::size_t most);

/// Learns a flat model from a corpus as it is read; see FlatTrainer. Calls `passed_over` once if there are
/// evidence or stances, which are not learnt from.
Result<TrainedModel> train_large(LargeCorpus corpus, const std::optional<Scheme>& scheme,
                                 const std::string& name, const TrainOptions& options,
                                 const std::function<bool(const TrainingProgress&)>& report,
                                 const std::function<void(const Record&)>& passed_over);

}  // namespace bearing
