#include "metric/stance_tables.hpp"

#include <algorithm>

#include "base/check.hpp"
#include "metric/holder_match.hpp"

namespace bearing {
namespace {

bool same_target(const StanceEntry& first, const StanceEntry& second) {
  return first.target == second.target;
}

bool same_stance(const StanceEntry& first, const StanceEntry& second) {
  return same_target(first, second) && first.stance == second.stance;
}

void check_entry(const StanceEntry& entry, const StanceCorpus& corpus) {
  check(entry.target < corpus.targets && entry.stance < corpus.stances);
  check(entry.evidence.begin <= entry.evidence.end);
}

void check_document(const StanceDocument& document, const StanceCorpus& corpus) {
  const auto fits = [](std::size_t size, std::size_t expected) { return size == 0 || size == expected; };
  check(fits(document.touched.size(), corpus.targets));
  check(fits(document.given.size(), corpus.targets * corpus.stances));
  check(fits(document.stances.size(), corpus.targets * corpus.stances));
  for (const StanceEntry& entry : document.gold) check_entry(entry, corpus);
  for (const StanceEntry& entry : document.predicted) {
    check_entry(entry, corpus);
    check(entry.confidence >= 0 && entry.confidence <= 1);
  }
}

/// The first of the gold entries that agree with each other stands for them, so that a set is counted once.
template <class Same>
bool is_first(const std::vector<StanceEntry>& entries, const StanceEntry& entry, Same same) {
  const auto first = std::find_if(entries.begin(), entries.end(), [&](auto& e) { return same(e, entry); });
  return &*first == &entry;
}

/// Judges the evidence of each gold target (or target and stance, as `same` says) that is predicted too.
template <class Same>
Share judge_evidence(const StanceDocument& document, Same same) {
  Share share;
  for (const StanceEntry& group : document.gold) {
    if (!is_first(document.gold, group, same)) continue;
    const StanceEntry* best = nullptr;
    for (const StanceEntry& entry : document.predicted) {
      if (same(entry, group) && (best == nullptr || entry.confidence > best->confidence)) best = &entry;
    }
    bool annotated = false, right = false;
    for (const StanceEntry& entry : document.gold) {
      if (!same(entry, group) || entry.evidence.size() == 0) continue;
      annotated = true;
      right = right || (best != nullptr && evidence_agrees(entry, *best));
    }
    if (best == nullptr || !annotated) continue;
    ++share.judged;
    share.right += right ? 1 : 0;
  }
  return share;
}

void judge_holders(const StanceDocument& document, EvidenceAndHolders& found) {
  for (const StanceEntry& entry : document.predicted) {
    bool annotated = false;
    HolderMatch best = HolderMatch::kNone;
    for (const StanceEntry& gold : document.gold) {
      if (!same_stance(gold, entry) || gold.holder.empty()) continue;
      annotated = true;
      best = std::max(best, match_holder(gold.holder, entry.holder));
    }
    if (!annotated) continue;
    found.holder_exact += {best == HolderMatch::kExact, 1};
    found.holder_partial += {best != HolderMatch::kNone, 1};
  }
}

/// The gold pairs of one document, appended to `given`.
void append_pairs(const StanceDocument& document, const StanceCorpus& corpus,
                  const std::uint8_t* gold_targets, const std::uint8_t* gold_stances, Decisions& given) {
  if (document.given.empty()) return;
  for (std::size_t target = 0; target < corpus.targets; ++target) {
    if (gold_targets[target] == 0) continue;
    for (std::size_t cell = target * corpus.stances; cell < (target + 1) * corpus.stances; ++cell) {
      given.truth.push_back(gold_stances[cell]);
      given.predicted.push_back(document.given[cell] != 0 ? 1 : 0);
    }
  }
}

}  // namespace

bool evidence_agrees(const StanceEntry& first, const StanceEntry& second) {
  if (first.in_title != second.in_title) return false;
  const std::size_t begin = std::max(first.evidence.begin, second.evidence.begin);
  const std::size_t end = std::min(first.evidence.end, second.evidence.end);
  const std::size_t shorter = std::min(first.evidence.size(), second.evidence.size());
  return begin < end && 2 * (end - begin) >= shorter;
}

std::vector<std::size_t> StanceTables::pairs_of(std::span<const std::size_t> documents) const {
  std::vector<std::size_t> pairs;
  for (std::size_t document : documents) {
    for (std::size_t pair = first_pair[document]; pair < first_pair[document + 1]; ++pair)
      pairs.push_back(pair);
  }
  return pairs;
}

StanceTables make_stance_tables(const StanceCorpus& corpus) {
  const std::size_t documents = corpus.documents.size(), cells = corpus.targets * corpus.stances;
  StanceTables tables;
  tables.targets = {corpus.targets,
                    std::vector<std::uint8_t>(documents * corpus.targets),
                    std::vector<std::uint8_t>(documents * corpus.targets),
                    {}};
  tables.end_to_end = {
      cells, std::vector<std::uint8_t>(documents * cells), std::vector<std::uint8_t>(documents * cells), {}};
  tables.given.labels = corpus.stances;
  tables.first_pair.push_back(0);
  for (std::size_t d = 0; d < documents; ++d) {
    const StanceDocument& document = corpus.documents[d];
    check_document(document, corpus);
    const auto mark = [&](const std::vector<StanceEntry>& entries, std::uint8_t* targets,
                          std::uint8_t* stances) {
      for (const StanceEntry& entry : entries) {
        targets[entry.target] = 1;
        stances[entry.target * corpus.stances + entry.stance] = 1;
      }
    };
    std::uint8_t* gold_targets = tables.targets.truth.data() + d * corpus.targets;
    std::uint8_t* gold_stances = tables.end_to_end.truth.data() + d * cells;
    mark(document.gold, gold_targets, gold_stances);
    mark(document.predicted, tables.targets.predicted.data() + d * corpus.targets,
         tables.end_to_end.predicted.data() + d * cells);
    append_pairs(document, corpus, gold_targets, gold_stances, tables.given);
    tables.first_pair.push_back(tables.given.documents());
    EvidenceAndHolders& found = tables.found.emplace_back();
    found.evidence = judge_evidence(document, same_target);
    found.evidence_of_stance = judge_evidence(document, same_stance);
    judge_holders(document, found);
  }
  return tables;
}

}  // namespace bearing
