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

// Size and language weigh most: a fold of another size or language mix would be another task.
constexpr std::uint64_t kHeavy = 1;  // The lowest bit of a stratum.
constexpr double kHeavyWeight = 8.0, kLightWeight = 1.0;

std::uint64_t stratum(const std::string& name, bool heavy) {
  return (hash64(name) & ~kHeavy) | (heavy ? 1 : 0);
}

/// Strata as small numbers, with their size in the whole corpus and their weight.
class StratumIndex {
 public:
  std::size_t of(std::uint64_t stratum) {
    const auto [place, fresh] = numbers_.try_emplace(stratum, total_.size());
    if (fresh) {
      total_.push_back(0);
      weight_.push_back((stratum & kHeavy) != 0 ? kHeavyWeight : kLightWeight);
    }
    return place->second;
  }
  std::vector<double>& total() { return total_; }
  const std::vector<double>& weight() const { return weight_; }

 private:
  std::unordered_map<std::uint64_t, std::size_t> numbers_;
  std::vector<double> total_, weight_;
};

std::vector<std::uint64_t> strata_of(const Record& record) {
  const std::string& lang = record.document.lang;
  std::vector<std::uint64_t> strata = {stratum("size", true), stratum("lang " + lang, true)};
  if (!record.annotation.has_topics) return strata;
  std::vector<std::string> topics = record.annotation.topics;
  std::sort(topics.begin(), topics.end());
  topics.erase(std::unique(topics.begin(), topics.end()), topics.end());
  if (topics.empty()) topics.emplace_back();
  for (const std::string& topic : topics) {
    strata.push_back(stratum("topic " + topic, false));
    strata.push_back(stratum("topic " + topic + "\n" + lang, false));
  }
  return strata;
}

/// The hash of a title without what answers and forwarded letters put before it; 0 for none.
std::uint64_t title_key(std::string_view title) {
  std::string key;
  for (const char c : title) {
    if (c == ' ' || c == '\t') continue;
    key.push_back(c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c);
  }
  std::string_view rest = key;
  for (bool cut = true; cut;) {
    cut = false;
    for (const std::string_view prefix : {"re:", "fwd:", "fw:", "aw:", "sv:"}) {
      if (!rest.starts_with(prefix)) continue;
      rest.remove_prefix(prefix.size());
      cut = true;
    }
  }
  return rest.empty() ? 0 : hash64(rest);
}

/// Titles that more than this share of a fold's records have are headings, not stories.
constexpr double kCommonTitle = 0.5;

DisjointSets tie_together(const std::vector<FoldItem>& items, std::uint32_t folds) {
  DisjointSets sets(items.size());
  constexpr std::size_t kTitle = 2;
  for (std::size_t k = 0; k < FoldItem{}.keys.size(); ++k) {
    std::unordered_map<std::uint64_t, std::pair<std::size_t, std::size_t>> first;  // And how many.
    for (std::size_t i = 0; i < items.size(); ++i) {
      if (items[i].keys[k] != 0) ++first.try_emplace(items[i].keys[k], i, 0).first->second.second;
    }
    const double most = k == kTitle ? kCommonTitle * static_cast<double>(items.size()) / folds
                                    : static_cast<double>(items.size());
    for (std::size_t i = 0; i < items.size(); ++i) {
      if (items[i].keys[k] == 0) continue;
      const auto& [at, count] = first.at(items[i].keys[k]);
      if (static_cast<double>(count) <= most) sets.join(at, i);
    }
  }
  return sets;
}

std::vector<Group> make_groups(const std::vector<FoldItem>& items, std::uint32_t folds, StratumIndex& index) {
  DisjointSets sets = tie_together(items, folds);
  std::unordered_map<std::size_t, std::size_t> place;
  std::vector<Group> groups;
  for (std::size_t i = 0; i < items.size(); ++i) {
    const auto [slot, fresh] = place.try_emplace(sets.find(i), groups.size());
    if (fresh) groups.emplace_back().order = ~std::uint64_t{0};
    Group& group = groups[slot->second];
    group.members.push_back(i);
    group.order = std::min(group.order, items[i].order);
    for (const std::uint64_t name : items[i].strata) {
      const std::size_t stratum = index.of(name);
      index.total()[stratum] += 1;
      group.strata.emplace_back(stratum, 1.0);
    }
  }
  for (Group& group : groups) {
    group.rarest = items.size();
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
std::vector<std::uint32_t> assign_folds(const std::vector<FoldItem>& items, std::uint32_t folds) {
  std::vector<std::uint32_t> fold_of(items.size(), 0);
  if (folds < 2) return fold_of;
  StratumIndex index;
  std::vector<Group> groups = make_groups(items, folds, index);
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

FoldItem fold_item(const Record& record, std::uint64_t seed, const std::string& group_field) {
  const Document& document = record.document;
  FoldItem item{hash64(document.id, seed), {}, strata_of(record)};
  if (!document.text.empty()) item.keys[0] = hash64(document.text);
  for (const auto& [name, raw] : document.fields) {
    if (name == group_field && raw != "null" && raw != "\"\"") item.keys[1] = hash64(raw);
  }
  item.keys[2] = title_key(document.title);
  return item;
}

std::vector<std::uint32_t> assign_folds(const std::vector<Record>& records, std::uint32_t folds,
                                        std::uint64_t seed, const std::string& group_field) {
  std::vector<FoldItem> items;
  items.reserve(records.size());
  for (const Record& record : records) items.push_back(fold_item(record, seed, group_field));
  return assign_folds(items, folds);
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
