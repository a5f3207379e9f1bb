// Configuration files of pair models: features, network, folds and decisions, in TOML.
#pragma once

#include <string>
#include <string_view>

#include "bearing/result.hpp"
#include "training/pair_trainer.hpp"

namespace bearing {

/// What a file that only says kind = "pairs" stands for, and what training uses without a file: the settings
/// of configs/pairs.toml.
PairTrainOptions default_pair_options();

/// Reads a configuration. What it leaves out keeps its default; with a [[features.block]] the default blocks
/// are gone. docs/training.md lists the keys. Errors: kIo; kInvalidData, with file and line, for anything
/// unknown, of the wrong type or out of range (the line where it is known).
Result<PairTrainOptions> read_pair_config(const std::string& path);

/// The same for text that came from `source`.
Result<PairTrainOptions> parse_pair_config(std::string_view toml, const std::string& source);

}  // namespace bearing
