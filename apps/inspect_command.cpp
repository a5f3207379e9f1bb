// bearing inspect: what a model file holds.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "apps/commands.hpp"
#include "apps/default_model.hpp"
#include "apps/exit_code.hpp"
#include "model/topic_model.hpp"
#include "model/training_profile.hpp"

namespace bearing {
namespace {

using Json = nlohmann::ordered_json;

Json describe(const TopicModel& model) {
  Json json = {{"id", model.id()},
               {"format", kModelFormatVersion},
               {"checksum", model.file->checksum()},
               {"bytes", model.file->file_size()},
               {"languages", model.languages},
               {"features",
                {{"terms", model.terms.size()},
                 {"chars", model.chars.size()},
                 {"lexicon", model.lexicon.index.size()}}},
               {"sentence_view", model.has_sentences()},
               {"flat", model.flat()},
               {"exclusive", model.exclusive()},
               {"least_coverage", model.least_coverage}};
  for (std::size_t t = 0; t < model.layout.outputs(); ++t) {
    const bool topic = t < model.layout.topics;
    const SchemeEntry& entry = topic ? model.scheme.topics[t] : model.scheme.targets[t - model.layout.topics];
    Json item = {{"id", entry.id}, {"names", entry.names}};
    if (!model.exclusive()) item["threshold"] = model.decision.threshold[t];
    item["base_rate"] = model.decision.base_rate[t];
    json[topic ? "topics" : "targets"].push_back(std::move(item));
  }
  if (!model.stance.empty()) json["stances"] = model.stance.stances;
  json["free_targets"] = model.pairs != nullptr;
  json["profile"] = model.profile ? to_json(*model.profile) : Json();
  json["quality"] = Json::parse(model.quality, nullptr, false);
  json["provenance"] = Json::parse(model.provenance, nullptr, false);
  return json;
}

double number(const Json& json, const char* key) {
  const auto found = json.find(key);
  return found != json.end() && found->is_number() ? found->get<double>() : 0.0;
}

// Quality and provenance are what the training program wrote; anything missing shows as 0 rather than
// failing.
void print_quality(const Json& quality) {
  if (!quality.is_object()) return;
  std::printf("\nheld-out quality: micro-F1 %.3f, macro-F1 %.3f, calibration error %.4f, Brier score %.4f\n",
              number(quality, "micro_f1"), number(quality, "macro_f1"),
              number(quality, "expected_calibration_error"), number(quality, "brier_score"));
  const auto topics = quality.find("topics");
  if (topics == quality.end() || !topics->is_object()) return;
  std::printf("%-24s %9s %9s %9s %9s\n", "topic", "documents", "precision", "recall", "F1");
  for (const auto& [id, scores] : topics->items()) {
    std::printf("%-24s %9.0f %9.3f %9.3f %9.3f\n", id.c_str(), number(scores, "documents"),
                number(scores, "precision"), number(scores, "recall"), number(scores, "f1"));
  }
}

void print_provenance(const Json& provenance) {
  if (!provenance.is_object()) return;
  std::printf("\ntrained on %.0f documents (corpus %s)", number(provenance, "documents"),
              provenance.value("corpus_hash", std::string("unknown")).c_str());
  std::printf(" with LibTorch %s; options:\n", provenance.value("libtorch", std::string("unknown")).c_str());
  const auto options = provenance.find("options");
  if (options == provenance.end() || !options->is_object()) return;
  for (const auto& [name, value] : options->items())
    std::printf("  %s: %s\n", name.c_str(), value.dump().c_str());
}

// Outputs [begin, end): topics or targets, not both.
void print_entries(const TopicModel& model, std::size_t begin, std::size_t end) {
  for (std::size_t t = begin; t < end; ++t) {
    const bool topic = t < model.layout.topics;
    const SchemeEntry& entry = topic ? model.scheme.topics[t] : model.scheme.targets[t - model.layout.topics];
    const auto name = entry.names.find("en");
    char threshold[16] = "highest";  // Of an exclusive model: whichever topic comes first.
    if (!model.exclusive()) std::snprintf(threshold, sizeof threshold, "%.3f", model.decision.threshold[t]);
    std::printf("%-24s %9s %9.3f  %s\n", entry.id.c_str(), threshold, model.decision.base_rate[t],
                name == entry.names.end() ? "" : name->second.c_str());
  }
}

// What archives are held against (bearing drift).
void print_profile(const std::optional<TrainingProfile>& profile) {
  if (!profile) {
    std::printf("\nno profile of the training documents: drift can't be told\n");
    return;
  }
  std::printf("\n%-24s %9s %9s %9s\n", "training documents", "number", "known", "words");
  for (const auto& [language, texts] : profile->languages) {
    std::printf("%-24s %9llu %9.3f %9.0f\n", language.c_str(),
                static_cast<unsigned long long>(texts.documents), texts.mean_familiarity(),
                texts.median_words());
  }
}

// What a model of pairs alone holds.
void print_pairs(const PairModel& model) {
  std::printf("%s  %llu kB, pair format %d, checksum %s\nclasses:", model.id().c_str(),
              static_cast<unsigned long long>((model.file->file_size() + 500) / 1000), kPairFormatVersion,
              model.file->checksum().c_str());
  for (const std::string& name : model.classes) std::printf(" %s", name.c_str());
  std::printf("\nfeatures: %zu rows, %zu dense, %zu hidden units\nheld-out quality: %s\n", model.rows.size(),
              model.dense_mean.size(), model.hidden_units(), model.quality.c_str());
}

void print_text(const TopicModel& model) {
  std::printf("%s  %llu kB, format %d, checksum %s\n", model.id().c_str(),
              static_cast<unsigned long long>((model.file->file_size() + 500) / 1000), kModelFormatVersion,
              model.file->checksum().c_str());
  std::string languages;
  for (const std::string& language : model.languages) languages += " " + language;
  std::printf("languages:%s\nfeatures: %zu words and pairs, %zu character n-grams, %zu lexicon rows%s\n",
              languages.c_str(), model.terms.size(), model.chars.size(), model.lexicon.index.size(),
              model.has_sentences() ? "; sentence view" : "");
  if (model.flat()) std::printf("flat: learnt from the labels of whole documents\n");
  if (model.exclusive()) std::printf("exclusive: each document has exactly one topic\n");
  std::printf("unfamiliar below %.0f %% known words\n\n%-24s %9s %9s  %s\n", model.least_coverage * 100,
              "topic", "threshold", "base rate", "name");
  print_entries(model, 0, model.layout.topics);
  if (!model.stance.empty()) {
    std::printf("\n%-24s %9s %9s  %s\n", "target", "threshold", "base rate", "name");
    print_entries(model, model.layout.topics, model.layout.outputs());
  }
  if (model.pairs) std::printf("\njudges free targets (%zu classes)\n", model.pairs->class_count());
  print_profile(model.profile);
  print_quality(Json::parse(model.quality, nullptr, false));
  print_provenance(Json::parse(model.provenance, nullptr, false));
}

int run_inspect(const std::string& given, bool json) {
  auto path = model_path(given);
  if (!path) return report(path.error());
  auto file = TensorFile::open(*path);
  if (!file) return report(file.error());
  if (!(*file)->metadata().contains(kTopicMetadata)) {
    auto pairs = PairModel::from_file(*file, *path);
    if (!pairs) return report(pairs.error());
    if (*pairs && !json) return print_pairs(**pairs), kExitDone;
    if (*pairs) {
      const Json all = {{"model", (*pairs)->id()},
                        {"format", kPairFormatVersion},
                        {"checksum", (*pairs)->file->checksum()},
                        {"bytes", (*pairs)->file->file_size()},
                        {"classes", (*pairs)->classes},
                        {"quality", Json::parse((*pairs)->quality, nullptr, false)},
                        {"provenance", Json::parse((*pairs)->provenance, nullptr, false)}};
      return std::printf("%s\n", all.dump(2).c_str()), kExitDone;
    }
  }
  auto model = TopicModel::from_file(*file, *path);
  if (!model) return report(model.error());
  if (json) {
    std::printf("%s\n", describe(**model).dump(2).c_str());
  } else {
    print_text(**model);
  }
  return kExitDone;
}

}  // namespace

void add_inspect_command(CLI::App& app, Run& run) {
  struct Options {
    std::string model;
    bool json = false;
  };
  auto options = std::make_shared<Options>();
  auto* command = app.add_subcommand("inspect", "Show what a model file holds");
  command->add_option("model", options->model, "Model file; without it, the shipped model")
      ->type_name("MODEL");
  command->add_flag("--json", options->json, "One JSON object");
  command->callback(
      [options, &run] { run = [options] { return run_inspect(options->model, options->json); }; });
}

}  // namespace bearing
