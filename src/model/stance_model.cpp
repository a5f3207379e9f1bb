#include "model/stance_model.hpp"

#include <algorithm>

#include "attribution/holder_features.hpp"
#include "base/check.hpp"
#include "feature/stance_features.hpp"

namespace bearing {

bool OwnTermsView::valid(std::size_t count) const {
  if (first.empty() || first.front() != 0 || first.back() != targets.size()) return false;
  return std::is_sorted(first.begin(), first.end()) &&
         std::all_of(targets.begin(), targets.end(), [&](std::uint16_t target) { return target < count; });
}

void append_stance_model(const StanceModelData& data, std::size_t terms, const OutputLayout& layout,
                         TensorList& out) {
  const std::uint64_t stances = data.stances.size(), columns = stances + 2, own = data.own.targets.size(),
                      targets = layout.targets;
  check(data.shared.size() == terms * columns && data.own_weights.size() == own * columns);
  check(OwnTermsView{data.own.first, data.own.targets}.valid(targets));
  check(data.holder.size() == kHolderFeatures && data.evidence.size() == kEvidenceFeatures);
  out.add_halved("stance.shared", {terms, columns}, data.shared);
  out.add("stance.own.first", Dtype::kU32, {terms + 1}, data.own.first);
  out.add("stance.own.targets", Dtype::kU16, {own}, data.own.targets);
  out.add_halved("stance.own.weights", {own, columns}, data.own_weights);
  out.add("stance.cue", Dtype::kF32, {kTargetCues, columns}, data.cue);
  out.add("stance.target_cue", Dtype::kF32, {targets, kTargetCues, columns}, data.target_cue);
  out.add("stance.target_bias", Dtype::kF32, {targets, columns}, data.target_bias);
  out.add("stance.bias", Dtype::kF32, {columns}, data.bias);
  out.add("stance.entry", Dtype::kF64, {stances * StancePool::kFeatures}, data.entry);
  out.add("stance.entry_bias", Dtype::kF64, {stances}, data.entry_bias);
  out.add("stance.entry_threshold", Dtype::kF64, {1}, std::vector<double>{data.entry_threshold});
  out.add("stance.evidence", Dtype::kF64, {kEvidenceFeatures}, data.evidence);
  out.add("stance.holder", Dtype::kF32, {kHolderFeatures}, data.holder);
}

StanceModel read_stance_model(TensorReader& in, std::vector<std::string> stances, std::size_t terms,
                              const OutputLayout& layout) {
  StanceModel model;
  const std::uint64_t count = stances.size(), columns = count + 2, targets = layout.targets;
  model.stances = std::move(stances);
  model.shared = in.halves("stance.shared", {terms, columns});
  model.own.first = in.read<std::uint32_t>("stance.own.first", Dtype::kU32, {terms + 1});
  model.own.targets = in.read<std::uint16_t>("stance.own.targets", Dtype::kU16, {0});
  if (!in.error() && !model.own.valid(targets))
    in.fail("tensors stance.own.first and stance.own.targets don't fit together");
  model.own_weights = in.halves("stance.own.weights", {model.own.targets.size(), columns});
  model.cue = in.floats("stance.cue", {kTargetCues, columns});
  model.target_cue = in.floats("stance.target_cue", {targets, kTargetCues, columns});
  model.target_bias = in.floats("stance.target_bias", {targets, columns});
  model.bias = in.floats("stance.bias", {columns});
  model.entry = in.doubles("stance.entry", count * StancePool::kFeatures);
  model.entry_bias = in.doubles("stance.entry_bias", count);
  const auto threshold = in.doubles("stance.entry_threshold", 1);
  if (!threshold.empty()) model.entry_threshold = threshold.front();
  model.evidence = in.doubles("stance.evidence", kEvidenceFeatures);
  model.holder = in.floats("stance.holder", {kHolderFeatures});
  return model;
}

}  // namespace bearing
