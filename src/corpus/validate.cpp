#include "corpus/validate.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
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

bool same_stances(const Record& a, const Record& b) {
  const auto key = [](const StanceAnnotation& s) { return s.target + "\n" + s.stance + "\n" + s.holder; };
  std::vector<std::string> left, right;
  for (const auto& stance : a.annotation.stances) left.push_back(key(stance));
  for (const auto& stance : b.annotation.stances) right.push_back(key(stance));
  std::sort(left.begin(), left.end());
  std::sort(right.begin(), right.end());
  return left == right;
}

bool agree(const Record& a, const Record& b) {
  const bool topics =
      !a.annotation.has_topics || !b.annotation.has_topics || sorted_topics(a) == sorted_topics(b);
  const bool stances = !a.annotation.has_stances || !b.annotation.has_stances || same_stances(a, b);
  return topics && stances;
}

class CorpusChecker {
 public:
  CorpusChecker(const std::vector<Record>& records, const Scheme& scheme)
      : records_(records), scheme_(scheme), positives_(scheme.topics.size()) {}

  std::vector<Finding> run() {
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
      if (unannotated_++ == 0) first_unannotated_ = &record;
      return;
    }
    ++annotated_;
    if (scheme_.topics.empty()) return;
    for (const std::string& topic : sorted_topics(record)) {
      const int index = scheme_.topic_index(topic);
      if (index >= 0) {
        ++positives_[static_cast<std::size_t>(index)];
      } else {
        add(true, record, "unknown topic \"" + topic + "\"" + suggestion(topic, scheme_.topics));
      }
    }
  }

  void check_stances(const Record& record) {
    if (scheme_.targets.empty()) return;  // a scheme of topics alone makes no claim about stances
    static constexpr std::array<std::string_view, 3> kStances = {"favor", "against", "neutral"};
    const Document& document = record.document;
    for (const StanceAnnotation& stance : record.annotation.stances) {
      if (scheme_.target_index(stance.target) < 0) {
        add(true, record,
            "unknown target \"" + stance.target + "\"" + suggestion(stance.target, scheme_.targets));
      }
      if (std::find(kStances.begin(), kStances.end(), stance.stance) == kStances.end()) {
        add(true, record, "unknown stance \"" + stance.stance + "\"; expected favor, against or neutral");
      }
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
    if (!fresh_id) {
      add(true, record, "id \"" + record.document.id + "\" is already that of " + place_of(*id->second));
    }
    if (record.document.text.empty()) return;
    const auto [text, fresh_text] = by_text_.try_emplace(record.document.text, &record);
    if (fresh_text || record.document.title != text->second->document.title) return;
    const std::string both = place_of(*text->second) + " and " + place_of(record);
    if (agree(*text->second, record)) {
      add(false, record, "the same document stands twice: " + both);
    } else {
      add(true, record, "the same document is annotated in two ways: " + both + "; keep one");
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
  std::unordered_map<std::string_view, const Record*> by_id_, by_text_;
};

}  // namespace

std::string Finding::to_string() const {
  std::string out = source;
  if (line > 0) out += (out.empty() ? "line " : ":") + std::to_string(line);
  if (!out.empty()) out += ": ";
  return out + (fatal ? "error: " : "warning: ") + message;
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
