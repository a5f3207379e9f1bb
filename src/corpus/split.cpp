#include "corpus/split.hpp"

#include <algorithm>
#include <numeric>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "base/file.hpp"
#include "base/hash.hpp"

namespace bearing {
namespace {

/// Sets of records that must stay together.
class DisjointSets {
 public:
  explicit DisjointSets(std::size_t size) : parent_(size) {
    std::iota(parent_.begin(), parent_.end(), std::size_t{0});
  }

  std::size_t find(std::size_t item) {
    while (parent_[item] != item) item = parent_[item] = parent_[parent_[item]];
    return item;
  }
  void join(std::size_t a, std::size_t b) { parent_[find(a)] = find(b); }

 private:
  std::vector<std::size_t> parent_;
};

/// What folds should share fairly: how much of it a group holds. Sorted by stratum.
using Strata = std::vector<std::pair<std::size_t, double>>;

struct Group {
  std::uint64_t order = 0;  ///< From ids and seed: the same in whatever order the records come.
  std::size_t rarest = 0;   ///< Documents of the corpus that carry the group's rarest topic.
  std::vector<std::size_t> members;
  Strata strata;
};

/// Names of strata as numbers, with their size in the whole corpus and their weight.
class StratumIndex {
 public:
  std::size_t of(std::string name, double weight) {
    const auto [place, fresh] = numbers_.try_emplace(std::move(name), total_.size());
    if (fresh) total_.push_back(0), weight_.push_back(weight);
    return place->second;
  }
  std::vector<double>& total() { return total_; }
  const std::vector<double>& weight() const { return weight_; }

 private:
  std::unordered_map<std::string, std::size_t> numbers_;
  std::vector<double> total_, weight_;
};

/// The strata of one record. Size and language weigh most: a fold of another size or language mix would be
/// another task.
std::vector<std::size_t> strata_of(const Record& record, StratumIndex& index) {
  const std::string& lang = record.document.lang;
  std::vector<std::size_t> strata = {index.of("size", 8.0), index.of("lang " + lang, 8.0)};
  if (!record.annotation.has_topics) return strata;
  std::vector<std::string> topics = record.annotation.topics;
  std::sort(topics.begin(), topics.end());
  topics.erase(std::unique(topics.begin(), topics.end()), topics.end());
  if (topics.empty()) topics.emplace_back();
  for (const std::string& topic : topics) {
    strata.push_back(index.of("topic " + topic, 1.0));
    strata.push_back(index.of("topic " + topic + "\n" + lang, 1.0));
  }
  return strata;
}

DisjointSets tie_together(const std::vector<Record>& records, const std::string& group_field) {
  DisjointSets sets(records.size());
  std::unordered_map<std::string_view, std::size_t> by_text, by_group;
  for (std::size_t i = 0; i < records.size(); ++i) {
    const Document& document = records[i].document;
    if (!document.text.empty()) sets.join(by_text.try_emplace(document.text, i).first->second, i);
    for (const auto& [name, raw] : document.fields) {
      if (name != group_field || raw == "null" || raw == "\"\"") continue;
      sets.join(by_group.try_emplace(raw, i).first->second, i);
    }
  }
  return sets;
}

std::vector<Group> make_groups(const std::vector<Record>& records, std::uint64_t seed,
                               const std::string& group_field, StratumIndex& index) {
  DisjointSets sets = tie_together(records, group_field);
  std::unordered_map<std::size_t, std::size_t> place;
  std::vector<Group> groups;
  for (std::size_t i = 0; i < records.size(); ++i) {
    const auto [slot, fresh] = place.try_emplace(sets.find(i), groups.size());
    if (fresh) groups.emplace_back().order = ~std::uint64_t{0};
    Group& group = groups[slot->second];
    group.members.push_back(i);
    group.order = std::min(group.order, hash64(records[i].document.id, seed));
    for (const std::size_t stratum : strata_of(records[i], index)) {
      index.total()[stratum] += 1;
      group.strata.emplace_back(stratum, 1.0);
    }
  }
  for (Group& group : groups) {
    group.rarest = records.size();
    for (const auto& [stratum, count] : group.strata) {
      group.rarest = std::min(group.rarest, static_cast<std::size_t>(index.total()[stratum]));
    }
    std::sort(group.strata.begin(), group.strata.end());
    Strata merged;
    for (const auto& [stratum, count] : group.strata) {
      if (merged.empty() || merged.back().first != stratum) merged.emplace_back(stratum, 0.0);
      merged.back().second += count;
    }
    group.strata = std::move(merged);
  }
  return groups;
}

/// By how much the squared distance from even shares grows when a fold that holds `held` takes the group.
double growth(const Group& group, const std::vector<double>& held, StratumIndex& index) {
  double sum = 0;
  for (const auto& [stratum, count] : group.strata) {
    sum += index.weight()[stratum] * count * (2 * held[stratum] + count) / index.total()[stratum];
  }
  return sum;
}

}  // namespace

// Greedy stratification of multi-label data after Sechidis, Tsoumakas and Vlahavas (2011): the rarest first,
// each to where it is missed most.
std::vector<std::uint32_t> assign_folds(const std::vector<Record>& records, std::uint32_t folds,
                                        std::uint64_t seed, const std::string& group_field) {
  std::vector<std::uint32_t> fold_of(records.size(), 0);
  if (folds < 2) return fold_of;
  StratumIndex index;
  std::vector<Group> groups = make_groups(records, seed, group_field, index);
  std::sort(groups.begin(), groups.end(), [](const Group& a, const Group& b) {
    return std::pair(a.rarest, a.order) < std::pair(b.rarest, b.order);
  });
  std::vector<std::vector<double>> held(folds, std::vector<double>(index.total().size()));
  for (const Group& group : groups) {
    // Ties go to a fold that the hash names, not always to the first.
    std::uint32_t best = 0;
    double best_growth = 0;
    for (std::uint32_t step = 0; step < folds; ++step) {
      const auto fold = static_cast<std::uint32_t>((group.order + step) % folds);
      const double cost = growth(group, held[fold], index);
      if (step == 0 || cost < best_growth) best = fold, best_growth = cost;
    }
    for (const auto& [stratum, count] : group.strata) held[best][stratum] += count;
    for (const std::size_t member : group.members) fold_of[member] = best;
  }
  return fold_of;
}

Result<std::map<std::string, std::string>> read_split(const std::string& path) {
  auto bytes = read_file(path);
  if (!bytes) return bytes.error();
  std::string_view rest = *bytes;
  if (rest.starts_with("\xEF\xBB\xBF")) rest.remove_prefix(3);
  std::map<std::string, std::string> split;
  for (std::uint64_t number = 1; !rest.empty(); ++number) {
    std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(line.size() + 1, rest.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty()) continue;
    const auto wrong = [&](const std::string& message) {
      return Error{ErrorCode::kInvalidData, message, path, number, {}};
    };
    const std::size_t tab = line.find('\t');
    if (tab == std::string_view::npos || tab == 0) return wrong("expected an id, a tab and a part");
    const std::string id(line.substr(0, tab)), part(line.substr(tab + 1));
    if (part != "train" && part != "dev" && part != "test") {
      return wrong("expected train, dev or test, found \"" + part + "\"");
    }
    if (!split.emplace(id, part).second) return wrong("id \"" + id + "\" comes twice");
  }
  return split;
}

}  // namespace bearing
