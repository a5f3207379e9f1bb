#include "corpus/validate.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <set>
#include <string_view>
#include <unordered_map>

#include "corpus/near_duplicates.hpp"

namespace bearing {
namespace {

constexpr double kNearDuplicate = 0.8;

std::string place_of(const Record& record) {
  std::string place = record.source.empty() ? "\"" + record.document.id + "\"" : record.source;
  if (record.line > 0) place += ":" + std::to_string(record.line);
  return place;
}

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i - 1] != b[j - 1]);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, replaced});
    }
  }
  return row[b.size()];
}

/// "; did you mean ...?" for the nearest known id, when it is near.
std::string suggestion(const std::string& id, const std::vector<SchemeEntry>& entries) {
  const SchemeEntry* nearest = nullptr;
  std::size_t least = 1 + id.size() / 3;
  if (id.size() > 100) return {};
  for (const SchemeEntry& entry : entries) {
    const std::size_t distance = edit_distance(id, entry.id);
    if (distance <= least && (!nearest || distance < least)) nearest = &entry, least = distance;
  }
  return nearest ? "; did you mean \"" + nearest->id + "\"?" : "";
}

std::vector<std::string> sorted_topics(const Record& record) {
  std::vector<std::string> topics = record.annotation.topics;
  std::sort(topics.begin(), topics.end());
  topics.erase(std::unique(topics.begin(), topics.end()), topics.end());
  return topics;
}

/// Whether words have the form of a scheme's ids: a free target seldom does.
bool is_kebab_case(std::string_view words) {
  const auto part_of_id = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; };
  return std::all_of(words.begin(), words.end(), part_of_id);
}

/// A document that is annotated with stances alone: other records may well hold other targets of its text.
bool holds_pairs(const Record& record) {
  return !record.annotation.has_topics && (record.annotation.has_stances || !record.document.targets.empty());
}

/// Whether two records of a text say the same where both say something of the topics.
bool same_topics(const Record& a, const Record& b) {
  return !a.annotation.has_topics || !b.annotation.has_topics || sorted_topics(a) == sorted_topics(b);
}

/// The same of each target that they share.
bool same_stances(const Record& a, const Record& b) {
  const auto of = [](const Record& record, const StanceAnnotation& like) {
    std::set<std::string_view> stances;
    for (const StanceAnnotation& stance : record.annotation.stances) {
      if (stance.target == like.target && stance.holder == like.holder) stances.insert(stance.stance);
    }
    return stances;
  };
  return std::all_of(a.annotation.stances.begin(), a.annotation.stances.end(), [&](const auto& stance) {
    const auto others = of(b, stance);
    return others.empty() || others == of(a, stance);
  });
}

class CorpusChecker {
 public:
  CorpusChecker(const std::vector<Record>& records, const Scheme& scheme)
      : records_(records), scheme_(scheme), positives_(scheme.topics.size()) {}

  std::vector<Finding> run() {
    find_free_data();
    for (const Record& record : records_) {
      if (record.error) {
        findings_.push_back({true, record.error->message, record.error->source, record.error->line});
        continue;
      }
      check_document(record);
      check_topics(record);
      check_stances(record);
      check_repetition(record);
    }
    report_pairs();
    check_coverage();
    return std::move(findings_);
  }

 private:
  void add(bool fatal, const Record& record, std::string message) {
    findings_.push_back({fatal, std::move(message), record.source, record.line});
  }

  void check_document(const Record& record) {
    const auto blank = [](const std::string& s) {
      return s.find_first_not_of(" \t\r\n\f\v") == std::string::npos;
    };
    if (blank(record.document.text) && blank(record.document.title)) {
      add(false, record, "the document is empty: nothing can be learnt from it");
    }
  }

  void check_topics(const Record& record) {
    if (!record.annotation.has_topics) {
      if (teaches_stance(record, scheme_) || !record.annotation.stances.empty()) return;
      if (unannotated_++ == 0) first_unannotated_ = &record;
      return;
    }
    ++annotated_;
    if (scheme_.topics.empty()) return;
    const std::size_t count = sorted_topics(record).size();
    if (scheme_.exclusive && count != 1) {
      add(true, record,
          "the document has " + std::to_string(count) +
              " topics, but the scheme says that each has exactly one");
    }
    for (const std::string& topic : sorted_topics(record)) {
      const int index = scheme_.topic_index(topic);
      if (index >= 0) {
        ++positives_[static_cast<std::size_t>(index)];
      } else {
        add(true, record, "unknown topic \"" + topic + "\"" + suggestion(topic, scheme_.topics));
      }
    }
  }

  bool is_known(const std::string& target) const { return scheme_.target_index(target) >= 0; }

  /// Data that never names a target of the scheme has targets of its own, whatever they look like.
  void find_free_data() {
    all_free_ = std::none_of(records_.begin(), records_.end(), [&](const Record& record) {
      const auto& stances = record.annotation.stances;
      return std::any_of(stances.begin(), stances.end(), [&](const auto& s) { return is_known(s.target); });
    });
  }

  void check_target(const Record& record, const StanceAnnotation& stance) {
    static constexpr std::array<std::string_view, 3> kStances = {"favor", "against", "neutral"};
    if (!is_known(stance.target)) {
      if (all_free_ || !is_kebab_case(stance.target)) return;  // the labels of free targets are the data's
      add(true, record,
          "unknown target \"" + stance.target + "\"" + suggestion(stance.target, scheme_.targets));
    }
    if (std::find(kStances.begin(), kStances.end(), stance.stance) == kStances.end()) {
      add(true, record, "unknown stance \"" + stance.stance + "\"; expected favor, against or neutral");
    }
  }

  bool holds_free_pairs(const Record& record) const {
    const auto& stances = record.annotation.stances;
    return holds_pairs(record) && std::none_of(stances.begin(), stances.end(),
                                               [&](const auto& stance) { return is_known(stance.target); });
  }

  void check_stances(const Record& record) {
    if (scheme_.targets.empty()) return;  // a scheme of topics alone makes no claim about stances
    const Document& document = record.document;
    for (const StanceAnnotation& stance : record.annotation.stances) {
      check_target(record, stance);
      if (document.text.find(stance.evidence) == std::string::npos) {
        add(false, record, "the evidence for \"" + stance.target + "\" is not an exact part of the text");
      }
      const bool special = stance.holder.empty() || stance.holder == "author" || stance.holder == "none";
      if (!special && document.text.find(stance.holder) == std::string::npos &&
          document.title.find(stance.holder) == std::string::npos) {
        add(false, record, "the holder \"" + stance.holder + "\" is not named in the text or title");
      }
    }
  }

  void check_repetition(const Record& record) {
    const auto [id, fresh_id] = by_id_.try_emplace(record.document.id, &record);
    const auto [text, fresh_text] =
        by_text_.try_emplace(record.document.text, Text{&record, by_text_.size()});
    const Record& earlier = *text->second.first;
    const bool same_text = !fresh_text && record.document.title == earlier.document.title;
    // Public pair data repeats entries word for word; nothing is lost by that.
    const bool same_pairs = same_text && holds_pairs(record) && holds_pairs(*id->second) &&
                            record.document.text == id->second->document.text;
    if (!fresh_id && !same_pairs) {
      add(true, record, "id \"" + record.document.id + "\" is already that of " + place_of(*id->second));
    }
    if (record.document.text.empty()) return;
    check_pairs(record, text->second.number);
    if (!same_text) return;
    const std::string both = place_of(earlier) + " and " + place_of(record);
    if (holds_pairs(record) && holds_pairs(earlier)) return;
    // What one record says of targets in words and another of the scheme's labels goes well together.
    if (holds_free_pairs(record) != holds_free_pairs(earlier)) return;
    const auto note = [&](Repetition& repetition, const char* what) {
      if (repetition.count++ == 0) repetition.first = {false, what + both, record.source, record.line};
    };
    if (!same_topics(earlier, record)) {
      note(disputed_, "the same document has different topics: ");
    } else if (same_stances(earlier, record)) {
      note(repeated_, "the same document stands twice: ");
    } else {
      add(true, record, "the same document is annotated in two ways: " + both + "; keep one");
    }
  }

  /// The same text and target in two records. In a large set that is noise to know of, not a reason to stop;
  /// but a target of the scheme has one stance a holder.
  void check_pairs(const Record& record, std::size_t text_number) {
    if (!holds_pairs(record)) return;
    for (const StanceAnnotation& stance : record.annotation.stances) {
      const std::string key = std::to_string(text_number) + '\n' + stance.target + '\n' + stance.holder;
      const auto [known, fresh] = by_pair_.try_emplace(key, Pair{&record, stance.stance});
      if (fresh || known->second.record == &record) continue;
      if (known->second.stance == stance.stance) {
        if (repeated_pairs_++ == 0) first_repeated_ = &record;
      } else if (is_known(stance.target)) {
        const std::string both = place_of(*known->second.record) + " and " + place_of(record);
        add(true, record,
            "the same document has two stances on \"" + stance.target + "\": " + both + "; keep one");
      } else if (contrary_pairs_++ == 0) {
        first_contrary_ = &record;
      }
    }
  }

  /// People disagree, and large sets hold such pairs: noise to know of, not a reason to stop.
  void report_pairs() {
    const auto more = [](std::size_t count) {
      return count > 1 ? " (" + std::to_string(count) + " such pairs)" : std::string();
    };
    for (Repetition* repetition : {&repeated_, &disputed_}) {
      if (repetition->count == 0) continue;
      repetition->first.message += more(repetition->count);
      findings_.push_back(repetition->first);
    }
    if (repeated_pairs_ > 0) {
      add(false, *first_repeated_,
          "this pair of text and target stands in an earlier record, too" + more(repeated_pairs_));
    }
    if (contrary_pairs_ > 0) {
      add(false, *first_contrary_,
          "this pair of text and target has another stance in an earlier record" + more(contrary_pairs_));
    }
  }

  void check_coverage() {
    const std::string source = records_.empty() ? std::string() : records_[0].source;
    if (annotated_ == 0) {
      if (!scheme_.topics.empty()) findings_.push_back({true, "no document has topics", source, 0});
      return;
    }
    if (unannotated_ > 0) {
      add(false, *first_unannotated_,
          "topics are missing here and in " + std::to_string(unannotated_ - 1) +
              " more documents, which topics can't be learnt from (an empty list would say that none apply)");
    }
    for (std::size_t i = 0; i < positives_.size(); ++i) {
      const std::string& id = scheme_.topics[i].id;
      if (positives_[i] == 0) {
        findings_.push_back(
            {true, "no document has topic \"" + id + "\"; add some or take it out of the scheme", source, 0});
      } else if (positives_[i] == annotated_) {
        findings_.push_back(
            {true, "every document has topic \"" + id + "\"; add some without it", source, 0});
      }
    }
  }

  const std::vector<Record>& records_;
  const Scheme& scheme_;
  std::vector<Finding> findings_;
  std::vector<std::size_t> positives_;
  std::size_t annotated_ = 0, unannotated_ = 0;
  const Record* first_unannotated_ = nullptr;
  std::unordered_map<std::string_view, const Record*> by_id_;
  struct Text {
    const Record* first = nullptr;
    std::size_t number = 0;
  };
  std::unordered_map<std::string_view, Text> by_text_;
  struct Pair {
    const Record* record = nullptr;
    std::string_view stance;
  };
  std::unordered_map<std::string, Pair> by_pair_;
  std::size_t repeated_pairs_ = 0, contrary_pairs_ = 0;
  struct Repetition {
    Finding first;
    std::size_t count = 0;
  };
  Repetition repeated_, disputed_;
  const Record *first_repeated_ = nullptr, *first_contrary_ = nullptr;
  bool all_free_ = false;  ///< No record names a target of the scheme.
};

}  // namespace

std::string Finding::to_string() const {
  std::string out = source;
  if (line > 0) out += (out.empty() ? "line " : ":") + std::to_string(line);
  if (!out.empty()) out += ": ";
  return out + (fatal ? "error: " : "warning: ") + message;
}

bool teaches_stance(const Record& record, const Scheme& scheme) {
  const auto is_target = [&](const std::string& target) { return scheme.target_index(target) >= 0; };
  const auto& stances = record.annotation.stances;
  const auto& targets = record.document.targets;
  if (!record.annotation.has_stances || scheme.targets.empty()) return false;
  if (stances.empty()) return targets.empty() || std::any_of(targets.begin(), targets.end(), is_target);
  return std::any_of(stances.begin(), stances.end(),
                     [&](const auto& stance) { return is_target(stance.target); });
}

std::vector<Finding> check_corpus(const std::vector<Record>& records, const Scheme& scheme) {
  return CorpusChecker(records, scheme).run();
}

std::vector<Finding> check_overlap(const std::vector<Record>& train, const std::vector<Record>& test) {
  NearDuplicateIndex index;
  for (const Record& record : train) index.add(record.document.text);
  std::vector<Finding> findings;
  for (const Record& record : test) {
    const auto match = index.find(record.document.text, kNearDuplicate);
    if (!match) continue;
    char percent[16];
    std::snprintf(percent, sizeof percent, "%.0f", 100 * match->similarity);
    const std::string both = place_of(train[match->index]) + " and " + place_of(record);
    findings.push_back({false,
                        "nearly the same text (" + std::string(percent) +
                            " % alike) is in training and test: " + both +
                            "; results on it show memory rather than skill",
                        record.source, record.line});
  }
  return findings;
}

}  // namespace bearing
