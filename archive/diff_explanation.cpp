#include "archive/diff_explanation.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace bearing {
namespace {

/// An example and the label that it is one of.
struct Asked {
  const LabelDiff* label = nullptr;
  DiffExample* example = nullptr;
};

/// The explanations of one document by one model: topics first, then targets and stances.
struct Explained {
  std::vector<Explanation> all;
  std::size_t topics = 0;

  const Explanation* find(const std::string& label, const std::string& stance, bool topic) const {
    const std::size_t begin = topic ? 0 : topics, end = topic ? topics : all.size();
    for (std::size_t i = begin; i < end; ++i) {
      if (all[i].label == label && all[i].stance == stance) return &all[i];
    }
    return nullptr;
  }
};

Explained explained(const Labeler& labeler, const Document& document, Workspace& workspace) {
  return {labeler.explain(document, workspace), labeler.topics().size()};
}

void add_words(const Document& document, const Explanation* explanation, double WordChange::* side,
               std::map<std::string_view, WordChange>& sums) {
  if (explanation == nullptr) return;
  for (const Contribution& c : explanation->contributions) {
    const std::string& field = c.in_title ? document.title : document.text;
    const std::string_view word = std::string_view(field).substr(c.range.begin, c.range.size());
    sums[word].*side += c.weight;
  }
}

std::vector<WordChange> largest_changes(const Document& document, const Explanation* before,
                                        const Explanation* after, std::size_t most) {
  std::map<std::string_view, WordChange> sums;
  add_words(document, before, &WordChange::before, sums);
  add_words(document, after, &WordChange::after, sums);
  std::vector<WordChange> changes;
  for (auto& [word, change] : sums) {
    change.word = word;
    if (change.before != change.after) changes.push_back(std::move(change));
  }
  std::stable_sort(changes.begin(), changes.end(), [](const WordChange& x, const WordChange& y) {
    return std::abs(x.after - x.before) > std::abs(y.after - y.before);
  });
  changes.resize(std::min(changes.size(), most));
  return changes;
}

void explain_example(const Document& document, const Explained& a, const Explained& b, std::size_t words,
                     const Asked& asked) {
  const std::string& label = asked.label->label;
  const bool topic = asked.label->stance.empty();
  const Explanation* before = a.find(label, asked.label->stance, topic);
  const Explanation* after = b.find(label, asked.label->stance, topic);
  if (!topic && (before == nullptr || after == nullptr)) {
    // One model doesn't assign the stance; if both find the target touched, that can be compared.
    const Explanation* touched_before = a.find(label, {}, false);
    const Explanation* touched_after = b.find(label, {}, false);
    if (touched_before != nullptr && touched_after != nullptr) {
      before = touched_before;
      after = touched_after;
    }
  }
  if (before == nullptr && after == nullptr) return;
  asked.example->explained = true;
  asked.example->words = largest_changes(document, before, after, words);
}

std::unordered_map<std::string, std::vector<Asked>> examples_by_id(ResultDiff& diff) {
  std::unordered_map<std::string, std::vector<Asked>> asked;
  for (auto* labels : {&diff.topics, &diff.stances}) {
    for (LabelDiff& label : *labels) {
      for (auto* examples : {&label.gained_examples, &label.lost_examples, &label.moved_examples}) {
        for (DiffExample& example : *examples) asked[example.id].push_back({&label, &example});
      }
    }
  }
  return asked;
}

}  // namespace

Status explain_examples(const DocumentLookup& lookup, const Labeler& a, const Labeler& b, std::size_t words,
                        ResultDiff& diff) {
  auto asked = examples_by_id(diff);
  std::unordered_set<std::string> ids;
  for (const auto& [id, examples] : asked) ids.insert(id);
  if (ids.empty()) return success();
  Workspace workspace_a, workspace_b;
  return lookup(ids, [&](const Document& document) {
    const auto examples = asked.find(document.id);
    if (examples == asked.end()) return;
    const Explained by_a = explained(a, document, workspace_a), by_b = explained(b, document, workspace_b);
    for (const Asked& example : examples->second) explain_example(document, by_a, by_b, words, example);
    asked.erase(examples);
  });
}

}  // namespace bearing
