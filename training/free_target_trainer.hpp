// Training of the part of a topic model that judges free targets.
#pragma once

#include <functional>
#include <vector>

#include "bearing/result.hpp"
#include "corpus/record.hpp"
#include "scheme/scheme.hpp"
#include "training/pair_trainer.hpp"
#include "training/trainer.hpp"

namespace bearing {

/// Records that have no topics, and whose stances are all on targets in words: what a part for free targets
/// is learnt from.
std::vector<Record> free_target_records(const std::vector<Record>& records, const Scheme& scheme);

/// A pair model with touch (pair_model.hpp). Which stance a sentence shows on a target is learnt from the
/// passages (texts of at most kLongestPassage sentences) of `free` and from the passages of `records`, whose
/// targets are given by their names in the scheme; without any passage in `free`, from its articles. When an
/// article bears on a target is learnt from the articles of `free`, or from all of it where there are fewer
/// than 20. The words of `records` and `free` tell how common a stem is. `options.rules` must have the
/// overlap features. Errors: those of train_pairs and fit_touch.
Result<TrainedModel> train_free_targets(const std::vector<Record>& records, const std::vector<Record>& free,
                                        const Scheme& scheme, PairTrainOptions options,
                                        const std::function<bool(const TrainingProgress&)>& report);

}  // namespace bearing
