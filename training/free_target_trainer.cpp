#include "training/free_target_trainer.hpp"

#include <algorithm>
#include <span>
#include <string>
#include <utility>

#include "model/pair_model.hpp"
#include "training/free_target_touch.hpp"

namespace bearing {
namespace {

constexpr std::size_t kFewestArticles = 20;
constexpr const char* kUnrelated = "unrelated";

// The words that stand for a target of the scheme in a text of this language.
const std::string& words_of(const SchemeEntry& target, const std::string& lang) {
  for (const std::string& wanted : {lang, std::string("en")}) {
    const auto found = target.names.find(wanted);
    if (found != target.names.end()) return found->second;
  }
  return target.names.empty() ? target.id : target.names.begin()->second;
}

// A stance needs a touched target: texts that have nothing to do with theirs can't teach one.
void drop_unrelated(Record& record) {
  std::erase_if(record.annotation.stances,
                [](const StanceAnnotation& stance) { return stance.stance == kUnrelated; });
}

void add_passages(const std::vector<Record>& records, const Scheme& scheme, std::vector<Record>& out) {
  for (const Record& record : records) {
    if (!only_teaches(record)) continue;
    Record passage = record;
    for (StanceAnnotation& stance : passage.annotation.stances) {
      const int target = scheme.target_index(stance.target);
      if (target >= 0)
        stance.target = words_of(scheme.targets[static_cast<std::size_t>(target)], record.document.lang);
    }
    out.push_back(std::move(passage));
  }
}

}  // namespace

std::vector<Record> free_target_records(const std::vector<Record>& records, const Scheme& scheme) {
  std::vector<Record> free;
  for (const Record& record : records) {
    const auto& stances = record.annotation.stances;
    const bool in_words = std::none_of(stances.begin(), stances.end(), [&](const StanceAnnotation& stance) {
      return scheme.target_index(stance.target) >= 0;
    });
    if (!record.annotation.has_topics && !stances.empty() && in_words) free.push_back(record);
  }
  return free;
}

Result<TrainedModel> train_free_targets(const std::vector<Record>& records, const std::vector<Record>& free,
                                        const Scheme& scheme, PairTrainOptions options,
                                        const std::function<bool(const TrainingProgress&)>& report) {
  std::vector<Record> stances, articles;
  for (const Record& record : free) (is_article(record) ? articles : stances).push_back(record);
  if (stances.empty()) stances = articles;
  if (articles.size() < kFewestArticles) articles = free;
  add_passages(records, scheme, stances);
  for (Record& record : stances) drop_unrelated(record);
  options.background = &records;
  auto trained = train_pairs(stances, options, report);
  if (!trained) return trained;
  auto file = TensorFile::parse(std::as_bytes(std::span(trained->bytes)), "pair model");
  if (!file) return file.error();
  auto model = PairModel::from_file(*file, "pair model");
  if (!model) return model.error();
  TouchOptions touching;
  touching.seed = options.folds.seed;
  auto touch = fit_touch(articles, **model, touching);
  if (!touch) return touch.error();
  auto bytes = add_pair_touch(trained->bytes, *touch);
  if (!bytes) return bytes.error();
  trained->bytes = std::move(*bytes);
  return trained;
}

}  // namespace bearing
