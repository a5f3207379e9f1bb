#include "archive/result_diff.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>
#include <utility>

#include "archive/result_alignment.hpp"

namespace bearing {
namespace {

constexpr std::size_t kMostLabels = 20'000;

using Key = std::pair<std::string, std::string>;
using KeyView = std::pair<std::string_view, std::string_view>;

struct KeyLess {
  using is_transparent = void;
  template <class A, class B>
  bool operator()(const A& a, const B& b) const {
    return KeyView(a.first, a.second) < KeyView(b.first, b.second);
  }
};

/// Examples in order of their size; of equals, those that came first.
class Largest {
 public:
  void offer(double change, std::size_t most, const ComparedResult& document, std::optional<double> before,
             std::optional<double> after) {
    // Results have four decimals: what is smaller than that is no difference.
    const double size = std::round(change * 1e6);
    if (most == 0 || (sizes_.size() == most && size <= sizes_.back())) return;
    const auto place = std::upper_bound(sizes_.begin(), sizes_.end(), size, std::greater<>());
    const auto offset = place - sizes_.begin();
    sizes_.insert(place, size);
    examples_.insert(examples_.begin() + offset, {document.id, document.number, before, after, false, {}});
    if (sizes_.size() <= most) return;
    sizes_.pop_back();
    examples_.pop_back();
  }
  std::vector<DiffExample> take() { return std::move(examples_); }

 private:
  std::vector<double> sizes_;
  std::vector<DiffExample> examples_;
};

/// What is added up for one label.
struct Tally {
  std::uint64_t gained = 0, lost = 0, kept = 0;
  double change = 0;
  Largest gains, losses, moves;
};

class Comparison {
 public:
  explicit Comparison(std::size_t examples) : examples_(examples) {}

  void add(const ComparedResult& a, const ComparedResult& b) {
    ++diff_.compared;
    if (a.error != b.error) ++(a.error ? diff_.readable_only_b : diff_.readable_only_a);
    labels_differ_ = a.error != b.error;
    confidences_differ_ = false;
    auto left = a.labels.begin(), right = b.labels.begin();
    while (left != a.labels.end() || right != b.labels.end()) {
      const bool use_left = left != a.labels.end() && (right == b.labels.end() || key(*left) <= key(*right));
      const bool use_right = right != b.labels.end() && (left == a.labels.end() || key(*right) <= key(*left));
      add_label(a, use_left ? &*left : nullptr, use_right ? &*right : nullptr);
      left += use_left;
      right += use_right;
    }
    if (labels_differ_) {
      ++diff_.changed;
    } else if (confidences_differ_) {
      ++diff_.confidence;
    } else if (a.rest != b.rest) {
      ++diff_.rest;
    }
  }

  void add_missing(const ComparedResult& document, std::uint64_t& count,
                   std::vector<std::string>& ids) const {
    ++count;
    if (ids.size() < examples_) ids.push_back(document.id);
  }

  ResultDiff& diff() { return diff_; }

  ResultDiff take() {
    for (auto& [name, tally] : tallies_) {
      LabelDiff label{name.first, name.second, tally.gained, tally.lost, tally.kept, 0, {}, {}, {}};
      if (tally.kept > 0) label.mean_change = tally.change / static_cast<double>(tally.kept);
      label.gained_examples = tally.gains.take();
      label.lost_examples = tally.losses.take();
      label.moved_examples = tally.moves.take();
      (name.second.empty() ? diff_.topics : diff_.stances).push_back(std::move(label));
    }
    for (auto* labels : {&diff_.topics, &diff_.stances}) {
      std::stable_sort(labels->begin(), labels->end(), [](const LabelDiff& x, const LabelDiff& y) {
        return x.gained + x.lost > y.gained + y.lost;
      });
    }
    return std::move(diff_);
  }

 private:
  static KeyView key(const ComparedLabel& label) { return {label.label, label.stance}; }

  /// A label that at least one of the two results holds.
  void add_label(const ComparedResult& document, const ComparedLabel* a, const ComparedLabel* b) {
    const bool in_a = a != nullptr && a->assigned, in_b = b != nullptr && b->assigned;
    std::optional<double> before, after;
    if (a != nullptr) before = a->confidence;
    if (b != nullptr) after = b->confidence;
    if (before && after && *before != *after) confidences_differ_ = true;
    if (in_a != in_b) labels_differ_ = true;
    if (!in_a && !in_b) return;
    Tally* tally = tally_of(key(a != nullptr ? *a : *b));
    if (tally == nullptr) {
      diff_.further_labels += in_a != in_b;
      return;
    }
    const double change = after.value_or(0) - before.value_or(0);
    if (in_a && in_b) {
      ++tally->kept;
      tally->change += change;
      if (change != 0) tally->moves.offer(std::abs(change), examples_, document, before, after);
    } else if (in_b) {
      ++tally->gained;
      tally->gains.offer(change, examples_, document, before, after);
    } else {
      ++tally->lost;
      tally->losses.offer(-change, examples_, document, before, after);
    }
  }

  /// Null when there are too many labels: free targets may be as many as documents.
  Tally* tally_of(const KeyView& name) {
    const auto found = tallies_.find(name);
    if (found != tallies_.end()) return &found->second;
    if (tallies_.size() == kMostLabels) return nullptr;
    return &tallies_.try_emplace(Key(name.first, name.second)).first->second;
  }

  std::size_t examples_;
  ResultDiff diff_;
  std::map<Key, Tally, KeyLess> tallies_;
  bool labels_differ_ = false, confidences_differ_ = false;  ///< Of the documents being compared.
};

}  // namespace

Result<ResultDiff> diff_results(ResultReader& a, ResultReader& b, std::size_t examples) {
  ResultAlignment alignment(a, b);
  Comparison comparison(examples);
  for (;;) {
    auto side = alignment.next();
    if (!side) return side.error();
    ResultDiff& diff = comparison.diff();
    switch (*side) {
      case Side::kBoth:
        comparison.add(alignment.a(), alignment.b());
        break;
      case Side::kOnlyA:
        comparison.add_missing(alignment.a(), diff.only_a, diff.only_a_ids);
        break;
      case Side::kOnlyB:
        comparison.add_missing(alignment.b(), diff.only_b, diff.only_b_ids);
        break;
      case Side::kEnd:
        diff.lost_at = alignment.lost_at();
        return comparison.take();
    }
  }
}

}  // namespace bearing
