#include "archive/drift_report.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <span>
#include <utility>

#include "metric/drift.hpp"

namespace bearing {
namespace {

using Json = nlohmann::ordered_json;

// Groups in a report; a journal may hold more.
constexpr std::size_t kMostShown = 100;
// What is worth a warning, beside a large shift that isn't chance. Chosen on public sets (docs/archives.md).
constexpr double kUnknownFactor = 2.5, kLeastDrop = 0.02, kGroupFactor = 1.5, kLengthFactor = 4;
constexpr double kLanguageShare = 0.05, kLanguageFactor = 5;
constexpr std::uint64_t kLeastGroupDocuments = 100;
constexpr std::size_t kMostGroupsNamed = 3;

const char* name_of(Shift::Reading reading) {
  switch (reading) {
    case Shift::Reading::kNone:
      return "none";
    case Shift::Reading::kSome:
      return "some";
    case Shift::Reading::kLarge:
      return "large";
  }
  return "";
}

bool is_large(const Shift& shift) { return shift.reading == Shift::Reading::kLarge; }

// Texts beside those of the training.
struct Comparison {
  TextSummary texts, training;
  Shift familiarity, words;

  double unknown() const { return 1 - texts.mean_familiarity(); }
  double training_unknown() const { return 1 - training.mean_familiarity(); }
  // By the share of unknown words, since that of known ones is close to 1 in some languages and not in
  // others.
  bool less_familiar() const {
    return is_large(familiarity) && unknown() >= kUnknownFactor * training_unknown() &&
           unknown() - training_unknown() >= kLeastDrop;
  }
};

Comparison compare(const TextSummary& texts, const TextSummary& training) {
  return {texts, training, shift_of(training.familiarity, texts.familiarity),
          shift_of(training.length, texts.length)};
}

double share(std::uint64_t part, std::uint64_t whole) {
  return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

double rounded(double value) { return std::round(value * 10'000) / 10'000; }

template <class... Numbers>
std::string formatted(const char* format, Numbers... numbers) {
  std::string text(static_cast<std::size_t>(std::snprintf(nullptr, 0, format, numbers...)), '\0');
  std::snprintf(text.data(), text.size() + 1, format, numbers...);
  return text;
}

std::string percent(double value) {
  return value > 0 && value < 0.01 ? std::string("under 1 %") : formatted("%.0f %%", value * 100);
}

class Report {
 public:
  Report(const std::optional<TrainingProfile>& profile, const RunCounts& counts)
      : counts_(counts), drift_(counts.drift), profile_(profile) {
    if (profile_) training_ = profile_->texts();
    // Nothing can be held against an empty corpus.
    known_ = training_.documents > 0;
  }

  DriftReport make() {
    Json& figures = report_.figures;
    figures["documents"] = drift_.texts.documents;
    figures["training_documents"] = known_ ? Json(training_.documents) : Json();
    figures["texts"] = figures_of(drift_.texts, training_);
    figures["languages"] = groups(drift_.languages, false, true);
    figures["sources"] = groups(drift_.sources, false, false);
    figures["months"] = groups(drift_.months, true, false);
    if (known_) {
      figures["topics"] = topics();
      if (drift_.texts.documents >= kLeastDriftDocuments) warn();
    }
    figures["warnings"] = report_.warnings;
    return std::move(report_);
  }

 private:
  // Of a language; all where there is none of it.
  const TextSummary& training_of(const std::string& language) const {
    const auto found = profile_->languages.find(language);
    return found == profile_->languages.end() || found->second.documents == 0 ? training_ : found->second;
  }

  double training_share(const std::string& language) const {
    const auto found = profile_->languages.find(language);
    return found == profile_->languages.end() ? 0 : share(found->second.documents, training_.documents);
  }

  Json figures_of(const TextSummary& texts, const TextSummary& training) const {
    Json json = {{"documents", texts.documents},
                 {"share", rounded(share(texts.documents, drift_.texts.documents))},
                 {"familiarity", rounded(texts.mean_familiarity())},
                 {"words", std::round(texts.median_words())}};
    if (!known_) return json;
    const Comparison compared = compare(texts, training);
    json["training_familiarity"] = rounded(training.mean_familiarity());
    json["training_words"] = std::round(training.median_words());
    json["familiarity_psi"] = rounded(compared.familiarity.index);
    json["familiarity_shift"] = name_of(compared.familiarity.reading);
    json["words_psi"] = rounded(compared.words.index);
    json["words_shift"] = name_of(compared.words.reading);
    return json;
  }

  Json groups(const SummaryGroups& from, bool by_name, bool languages) const {
    using Named = std::pair<const std::string, TextSummary>;
    std::vector<const Named*> shown;
    for (const Named& group : from.named) shown.push_back(&group);
    std::stable_sort(shown.begin(), shown.end(), [&](const Named* a, const Named* b) {
      return by_name ? a->first > b->first : a->second.documents > b->second.documents;
    });
    TextSummary other = from.other;
    for (std::size_t i = kMostShown; i < shown.size(); ++i) other += shown[i]->second;
    shown.resize(std::min(shown.size(), kMostShown));
    if (by_name) std::reverse(shown.begin(), shown.end());
    Json json = Json::array();
    for (const Named* group : shown) {
      Json item = {{"name", group->first}};
      item.update(
          figures_of(group->second,
                     known_ ? training_of(languages ? group->first : language_in(group->first)) : training_));
      if (languages && known_) item["training_share"] = rounded(training_share(group->first));
      json.push_back(std::move(item));
    }
    if (other.documents == 0) return json;
    Json item = {{"name", nullptr}};
    item.update(figures_of(other, training_));
    json.push_back(std::move(item));
    return json;
  }

  Json topics() const {
    Json json = Json::object();
    for (const auto& [topic, documents] : profile_->topics) {
      const auto found = counts_.topics.find(topic);
      json[topic] = {{"share", rounded(share(found == counts_.topics.end() ? 0 : found->second,
                                             drift_.texts.documents))},
                     {"training_share", rounded(share(documents, training_.documents))}};
    }
    return json;
  }

  void warn() {
    warn_of_languages();
    for (const auto& [language, texts] : drift_.languages.named) warn_of_words(language, texts);
    warn_of_groups("source", drift_.sources);
    warn_of_groups("month", drift_.months);
    warn_of_length(compare(drift_.texts, training_));
  }

  bool matters(const TextSummary& texts) const {
    return share(texts.documents, drift_.texts.documents) >= kLanguageShare &&
           texts.documents >= kLeastGroupDocuments / 2;
  }

  // Less of a language than the training had does no harm.
  void warn_of_languages() {
    std::string unknown;
    for (const auto& [language, texts] : drift_.languages.named) {
      const double here = share(texts.documents, drift_.texts.documents), there = training_share(language);
      if (!matters(texts) || there * kLanguageFactor > here) continue;
      if (there == 0) {
        unknown += (unknown.empty() ? "" : ", ") + language + " " + percent(here);
      } else {
        add("language " + language + ": " + percent(here) + " of the archive, " + percent(there) +
            " of the training documents: label some 200 such texts by hand and train again");
      }
    }
    if (unknown.empty()) return;
    add("languages that the training documents are not in: " + unknown +
        " of the archive: what is said of such texts is a guess. Leave them out, or label some 200 of each "
        "by hand and "
        "train again");
  }

  void warn_of_words(const std::string& language, const TextSummary& texts) {
    if (!matters(texts) || training_share(language) == 0) return;
    const Comparison compared = compare(texts, training_of(language));
    if (!compared.less_familiar()) return;
    add(formatted("familiarity %.2f in language %s, trained on %.2f: ", texts.mean_familiarity(),
                  language.c_str(), compared.training.mean_familiarity()) +
        "the texts use words that the model has not seen. Label some 200 of them by hand, see how right the "
        "model is "
        "(bearing evaluate), and train again with them");
  }

  // Those that are worse than the rest of their language: what all have in common has been said.
  void warn_of_groups(const std::string& kind, const SummaryGroups& groups) {
    std::vector<std::pair<double, std::string>> worst;
    for (const auto& [name, texts] : groups.named) {
      const std::string language = language_in(name);
      const auto rest = drift_.languages.named.find(language);
      if (texts.documents < kLeastGroupDocuments || rest == drift_.languages.named.end() ||
          texts.documents * 2 > rest->second.documents || training_share(language) == 0)
        continue;
      const Comparison compared = compare(texts, training_of(language));
      if (!compared.less_familiar() ||
          compared.unknown() < kGroupFactor * (1 - rest->second.mean_familiarity()))
        continue;
      worst.emplace_back(texts.mean_familiarity(), name);
    }
    std::sort(worst.begin(), worst.end());
    if (worst.empty()) return;
    std::string named;
    for (std::size_t i = 0; i < std::min(worst.size(), kMostGroupsNamed); ++i)
      named +=
          (named.empty() ? "" : ", ") + worst[i].second + formatted(" (familiarity %.2f)", worst[i].first);
    if (worst.size() > kMostGroupsNamed)
      named += " and " + std::to_string(worst.size() - kMostGroupsNamed) + " more";
    add("by " + kind + ": " + named +
        formatted(", all others together %.2f", rest_familiarity(groups, worst)) +
        ": look at some of their texts before trusting their labels");
  }

  double rest_familiarity(const SummaryGroups& groups,
                          const std::vector<std::pair<double, std::string>>& left_out) const {
    TextSummary rest = groups.other;
    for (const auto& [name, texts] : groups.named) {
      if (std::none_of(left_out.begin(), left_out.end(),
                       [&](const auto& group) { return group.second == name; }))
        rest += texts;
    }
    return rest.mean_familiarity();
  }

  void warn_of_length(const Comparison& all) {
    const double here = drift_.texts.median_words(), there = training_.median_words();
    if (!is_large(all.words) || here <= 0 || there <= 0) return;
    if (here * kLengthFactor > there && there * kLengthFactor > here) return;
    add(formatted(
            "texts of %.0f words, trained on %.0f (medians): confidences are calibrated for the latter. ",
            here, there) +
        "Label some 200 texts by hand and see how right the model is (bearing evaluate)");
  }

  void add(std::string warning) { report_.warnings.push_back(std::move(warning)); }

  const RunCounts& counts_;
  const DriftCounts& drift_;
  const std::optional<TrainingProfile>& profile_;
  TextSummary training_;
  bool known_ = false;
  DriftReport report_;
};

}  // namespace

DriftReport drift_report(const std::optional<TrainingProfile>& profile, const RunCounts& counts) {
  return Report(profile, counts).make();
}

}  // namespace bearing
