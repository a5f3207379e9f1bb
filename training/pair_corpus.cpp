#include "training/pair_corpus.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <string_view>
#include <tuple>
#include <unordered_map>

namespace bearing {
namespace {

Error at(const Record& record, std::string message) {
  return {ErrorCode::kInvalidData, std::move(message), record.source, record.line, {}};
}

// The stances that Bearing knows come first, so that tables read alike.
std::size_t rank(std::string_view name) {
  constexpr std::array<std::string_view, 4> kKnown = {"favor", "against", "neutral", "unrelated"};
  return static_cast<std::size_t>(std::find(kKnown.begin(), kKnown.end(), name) - kKnown.begin());
}

class Collector {
 public:
  Result<PairCorpus> collect(const std::vector<Record>& records) {
    for (const Record& record : records) {
      if (record.error) return *record.error;
      if (record.annotation.stances.empty()) {
        ++out_.without_stance;
        continue;
      }
      if (record.document.text.find_first_not_of(" \t\r\n") == std::string::npos &&
          record.document.title.empty())
        return at(record, "the text is empty: there is nothing to learn its stances from");
      add(record);
    }
    if (out_.pairs.empty()) {
      return Error{ErrorCode::kInvalidData,
                   "no record has a stance to learn from: expected \"stances\", or \"target\" and \"stance\"",
                   {},
                   0,
                   {}};
    }
    if (classes_.size() < 2) {
      return at(*first_, "every stance is \"" + classes_.begin()->first +
                             "\" from here on: at least two different ones are needed");
    }
    number_classes();
    return std::move(out_);
  }

 private:
  void add(const Record& record) {
    if (first_ == nullptr) first_ = &record;
    const Document& document = record.document;
    const auto [text, fresh] =
        texts_.try_emplace(document.title + '\0' + document.text, static_cast<std::uint32_t>(texts_.size()));
    if (fresh) out_.texts.push_back({&document.title, &document.text});
    for (const StanceAnnotation& stance : record.annotation.stances) {
      const auto [target, unseen] =
          targets_.try_emplace(stance.target, static_cast<std::uint32_t>(targets_.size()));
      if (unseen) out_.targets.push_back(&stance.target);
      const auto label =
          classes_.try_emplace(stance.stance, static_cast<std::uint32_t>(classes_.size())).first;
      out_.pairs.push_back({text->second, target->second, label->second});
    }
  }

  void number_classes() {
    std::vector<std::uint32_t> number(classes_.size());
    for (const auto& [name, first_number] : classes_) out_.classes.push_back(name);
    std::stable_sort(out_.classes.begin(), out_.classes.end(),
                     [](const auto& a, const auto& b) { return rank(a) < rank(b); });
    for (std::uint32_t k = 0; k < out_.classes.size(); ++k) number[classes_[out_.classes[k]]] = k;
    for (LabelledPair& pair : out_.pairs) pair.label = number[pair.label];
  }

  PairCorpus out_;
  const Record* first_ = nullptr;
  std::unordered_map<std::string, std::uint32_t> texts_;
  std::unordered_map<std::string_view, std::uint32_t> targets_;
  std::map<std::string, std::uint32_t> classes_;
};

}  // namespace

Result<PairCorpus> collect_pairs(const std::vector<Record>& records) { return Collector().collect(records); }

}  // namespace bearing
