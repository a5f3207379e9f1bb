#include "archive/result_labels.hpp"

#include <algorithm>

namespace bearing {

Labels labels_of(const ResultLine& result) {
  Labels labels;
  labels.lang = result.lang;
  labels.warnings = result.warnings;
  for (const ResultTopic& topic : result.topics) {
    labels.topics.push_back({topic.label, topic.confidence, 0, topic.assigned});
  }
  for (const ResultStance& stance : result.stances) {
    auto target = std::find_if(labels.targets.begin(), labels.targets.end(),
                               [&](const TargetLabel& known) { return known.target == stance.target; });
    if (target == labels.targets.end()) {
      TargetLabel fresh;
      fresh.target = stance.target;
      fresh.touched = true;
      target = labels.targets.insert(target, std::move(fresh));
    }
    StanceLabel label;
    label.stance = stance.stance;
    label.confidence = stance.confidence;
    label.likely = label.assigned = true;
    label.holder = stance.holder;
    label.evidence.text = stance.evidence;
    target->stances.push_back(std::move(label));
  }
  return labels;
}

}  // namespace bearing
