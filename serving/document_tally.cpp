#include "serving/document_tally.hpp"

#include <algorithm>
#include <set>

#include "model/training_profile.hpp"

namespace bearing {
namespace {

std::set<std::string> assigned_topics(const Labels& labels) {
  std::set<std::string> topics;
  for (const TopicLabel& topic : labels.topics) {
    if (topic.assigned) topics.insert(topic.label);
  }
  return topics;
}

// Free targets are words of whoever asks: they are no business of the counts.
std::set<std::pair<std::string, std::string>> stances_of(const Labels& labels) {
  std::set<std::pair<std::string, std::string>> stances;
  for (const TargetLabel& target : labels.targets) {
    for (const StanceLabel& stance : target.stances) {
      if (stance.assigned && !target.free) stances.emplace(target.target, stance.stance);
    }
  }
  return stances;
}

template <class Key>
void add_all(std::map<Key, std::uint64_t>& counts, const std::map<Key, std::uint64_t>& others) {
  for (const auto& [key, count] : others) counts[key] += count;
}

}  // namespace

void DocumentTally::add(const Labels& labels) {
  ++documents;
  ++languages[labels.lang];
  const auto assigned = assigned_topics(labels);
  if (assigned.empty()) ++abstentions;
  for (const std::string& topic : assigned) ++topics[topic];
  for (const auto& stance : stances_of(labels)) ++stances[stance];
  for (const std::string& warning : labels.warnings) ++warnings[warning];
  const double share = std::clamp(labels.familiarity, 0.0, 1.0);
  ++familiarity[std::min<std::size_t>(static_cast<std::size_t>(share * 10), 9)];
  familiarity_sum += share;
  texts[primary_language(labels.lang)].add(labels.familiarity, labels.words);
}

void DocumentTally::compare(const Labels& labels, const Labels& shadow) {
  ++compared;
  const auto mine = assigned_topics(labels), theirs = assigned_topics(shadow);
  if (mine != theirs) ++topics_differ;
  for (const std::string& topic : theirs) gained[topic] += mine.count(topic) == 0 ? 1 : 0;
  for (const std::string& topic : mine) lost[topic] += theirs.count(topic) == 0 ? 1 : 0;
  if (stances_of(labels) != stances_of(shadow)) ++stances_differ;
}

void DocumentTally::add(const DocumentTally& other) {
  documents += other.documents;
  errors += other.errors;
  abstentions += other.abstentions;
  add_all(topics, other.topics);
  add_all(languages, other.languages);
  add_all(warnings, other.warnings);
  add_all(stances, other.stances);
  for (std::size_t i = 0; i < familiarity.size(); ++i) familiarity[i] += other.familiarity[i];
  familiarity_sum += other.familiarity_sum;
  for (const auto& [language, summary] : other.texts) texts[language] += summary;
  compared += other.compared;
  topics_differ += other.topics_differ;
  stances_differ += other.stances_differ;
  add_all(gained, other.gained);
  add_all(lost, other.lost);
}

}  // namespace bearing
