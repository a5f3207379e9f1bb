#include "model/stance_model.hpp"

#include "attribution/holder_features.hpp"
#include "base/check.hpp"
#include "feature/stance_features.hpp"

namespace bearing {

void append_stance_model(const StanceModelData& data, std::size_t terms, const OutputLayout& layout,
                         TensorList& out) {
  const std::uint64_t stances = data.stances.size(), columns = stances + 2, own = data.own.tags.size(),
                      targets = layout.targets;
  check(data.shared.size() == terms * columns && data.own_weights.size() == own * columns);
  check(data.holder.size() == kHolderFeatures && data.evidence.size() == kEvidenceFeatures);
  out.add_halved("stance.shared", {terms, columns}, data.shared);
  out.add("stance.own.buckets", Dtype::kU32, {data.own.buckets.size()}, data.own.buckets);
  out.add("stance.own.tags", Dtype::kU32, {own}, data.own.tags);
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
  model.own = in.vocabulary("stance.own");
  model.own_weights = in.halves("stance.own.weights", {model.own.size(), columns});
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
