// Training on pairs of texts and free targets, as bearing train does it.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "bearing/result.hpp"
#include "corpus/record.hpp"
#include "training/pair_trainer.hpp"

namespace bearing {

/// What the command line says.
struct PairTraining {
  std::string config;  ///< File, or bare name of a configuration that ships; empty: the built-in settings.
  std::string name;    ///< Of the model; empty: that of the configuration.
  std::uint32_t folds = 0;  ///< 0: as the configuration says.
  std::uint64_t seed = 1;
  std::size_t threads = 0;
};

/// Whether to train on pairs though no configuration says so: somebody has said where some of the texts
/// stand, and nobody which topics they have.
bool are_pairs(const std::vector<Record>& records);

/// A configuration's settings with those of the command line. `name` without a folder that is no file here is
/// looked for, with or without ".toml", in ../share/bearing/configs beside the executable and in the source
/// tree. Errors: kUsage when it is nowhere; those of read_pair_config.
Result<PairTrainOptions> pair_options(const PairTraining& training);

}  // namespace bearing
