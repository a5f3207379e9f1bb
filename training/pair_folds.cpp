#include "training/pair_folds.hpp"

#include <algorithm>
#include <numeric>

#include "base/hash.hpp"

namespace bearing {
namespace {

// Which nodes hang together (union by smaller number, paths halved).
class Components {
 public:
  explicit Components(std::size_t nodes) : parent_(nodes) { std::iota(parent_.begin(), parent_.end(), 0U); }
  std::uint32_t root(std::uint32_t node) {
    while (parent_[node] != node) node = parent_[node] = parent_[parent_[node]];
    return node;
  }
  void join(std::uint32_t a, std::uint32_t b) {
    const std::uint32_t first = root(a), second = root(b);
    parent_[std::max(first, second)] = std::min(first, second);
  }

 private:
  std::vector<std::uint32_t> parent_;
};

// The group of each text and of each target; only one of the two counts unless groups are components.
struct Grouping {
  std::vector<std::uint32_t> of_text, of_target;
  std::size_t groups = 0;
};

Grouping components_of(const PairCorpus& corpus, const std::string& loose) {
  const auto texts = static_cast<std::uint32_t>(corpus.texts.size()),
             targets = static_cast<std::uint32_t>(corpus.targets.size());
  Components components(texts + targets);
  for (const LabelledPair& pair : corpus.pairs) {
    if (corpus.classes[pair.label] != loose) components.join(pair.text, texts + pair.target);
  }
  Grouping out;
  std::vector<std::uint32_t> number(texts + targets, 0xFFFFFFFF);
  const auto group_of = [&](std::uint32_t node) {
    std::uint32_t& group = number[components.root(node)];
    if (group == 0xFFFFFFFF) group = static_cast<std::uint32_t>(out.groups++);
    return group;
  };
  for (std::uint32_t t = 0; t < texts; ++t) out.of_text.push_back(group_of(t));
  for (std::uint32_t t = 0; t < targets; ++t) out.of_target.push_back(group_of(texts + t));
  return out;
}

Grouping group(const PairCorpus& corpus, const PairFoldOptions& options) {
  if (options.by == PairGroups::kConnected) return components_of(corpus, options.loose);
  Grouping out;
  const bool by_text = options.by == PairGroups::kText;
  out.groups = by_text ? corpus.texts.size() : corpus.targets.size();
  auto& of = by_text ? out.of_text : out.of_target;
  of.resize(out.groups);
  std::iota(of.begin(), of.end(), 0U);
  return out;
}

std::uint32_t group_of(const Grouping& grouping, const LabelledPair& pair) {
  return grouping.of_text.empty() ? grouping.of_target[pair.target] : grouping.of_text[pair.text];
}

struct Spread {
  std::vector<std::uint32_t> fold;  // By group.
  std::size_t groups = 0;           // With a pair to judge.
};

// Large groups first, each to the fold where its classes are rarest so far.
Spread spread(const PairCorpus& corpus, const Grouping& grouping, const PairFoldOptions& options) {
  const std::size_t classes = corpus.classes.size();
  std::vector<double> counts(grouping.groups * classes), totals(classes), sizes(grouping.groups);
  for (const LabelledPair& pair : corpus.pairs) {
    const std::uint32_t group = group_of(grouping, pair);
    ++counts[group * classes + pair.label];
    ++totals[pair.label];
    ++sizes[group];
  }
  std::vector<std::uint32_t> order(grouping.groups), fold(grouping.groups);
  std::iota(order.begin(), order.end(), 0U);
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    if (sizes[a] != sizes[b]) return sizes[a] > sizes[b];
    return std::pair(mix(options.seed, a), a) < std::pair(mix(options.seed, b), b);
  });
  std::vector<double> filled(options.count * classes);
  for (const std::uint32_t group : order) {
    std::vector<double> cost(options.count);
    for (std::size_t f = 0; f < options.count; ++f) {
      for (std::size_t k = 0; k < classes; ++k)  // What it adds to the sum of squared shares.
        cost[f] +=
            counts[group * classes + k] * filled[f * classes + k] / std::max(totals[k] * totals[k], 1.0);
    }
    fold[group] = static_cast<std::uint32_t>(std::min_element(cost.begin(), cost.end()) - cost.begin());
    for (std::size_t k = 0; k < classes; ++k)
      filled[fold[group] * classes + k] += counts[group * classes + k];
  }
  const auto empty = static_cast<std::size_t>(std::count(sizes.begin(), sizes.end(), 0.0));
  return {std::move(fold), grouping.groups - empty};
}

}  // namespace

std::vector<std::uint32_t> PairFolds::rows_to_learn(std::uint32_t fold) const {
  std::vector<std::uint32_t> rows;
  for (std::uint32_t row = 0; row < held_out.size(); ++row) {
    if (held_out[row] != fold && barred[row] != fold) rows.push_back(row);
  }
  return rows;
}

std::vector<std::uint32_t> PairFolds::rows_held_out(std::uint32_t fold) const {
  std::vector<std::uint32_t> rows;
  for (std::uint32_t row = 0; row < held_out.size(); ++row) {
    if (held_out[row] == fold) rows.push_back(row);
  }
  return rows;
}

Result<PairFolds> make_pair_folds(const PairCorpus& corpus, const PairFoldOptions& options) {
  const Grouping grouping = group(corpus, options);
  const auto [fold, groups] = spread(corpus, grouping, options);
  if (groups < options.count) {
    const char* what = options.by == PairGroups::kText     ? "different texts"
                       : options.by == PairGroups::kTarget ? "different targets"
                                                           : "texts and targets unconnected with each other";
    return Error{ErrorCode::kInvalidData,
                 "the corpus has " + std::to_string(groups) + " " + what + ", fewer than the " +
                     std::to_string(options.count) + " folds of the cross-validation",
                 {},
                 0,
                 {}};
  }
  PairFolds out;
  for (const LabelledPair& pair : corpus.pairs) {
    out.held_out.push_back(fold[group_of(grouping, pair)]);
    out.barred.push_back(options.by == PairGroups::kConnected ? fold[grouping.of_target[pair.target]]
                                                              : out.held_out.back());
  }
  return out;
}

}  // namespace bearing
