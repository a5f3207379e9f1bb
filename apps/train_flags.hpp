// The options of training. Declared apart from it: bearing-train learns by them, bearing describes them.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "apps/read_flags.hpp"
#include "apps/train_pairs.hpp"
#include "training/trainer.hpp"

namespace bearing {

inline constexpr const char* kTrainSummary = "Learn a model from an annotated corpus";

/// What the command line of bearing-train fills in.
struct TrainFlags {
  ReadFlags read;
  TrainOptions train;
  PairTraining pairs;
  std::vector<std::string> given;  ///< Options on the command line that not every kind of model has.
  std::string output, scheme, name, split;
  std::vector<std::string> evidence;
  std::vector<std::string> parts = {"train", "dev"};
  std::size_t most_in_memory = 256;  ///< MB of text.
  bool resume = false, quiet = false;
};

void declare_train_options(CLI::App& app, TrainFlags& options);

}  // namespace bearing
