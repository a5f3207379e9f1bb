// bearing drift: how far the texts of a run are from what the model was trained on.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "apps/commands.hpp"
#include "apps/exit_code.hpp"
#include "archive/drift_report.hpp"
#include "archive/run_folder.hpp"
#include "metric/drift.hpp"
#include "model/training_profile.hpp"

namespace bearing {
namespace {

using Json = nlohmann::ordered_json;

// A number of a comparison, or a dash where the model doesn't say what it was trained on.
std::string cell(const Json& figures, const char* key, const char* format) {
  const auto found = figures.find(key);
  if (found == figures.end()) return "-";
  char text[32];
  std::snprintf(text, sizeof text, format, found->get<double>());
  return text;
}

void print_row(const std::string& name, const Json& figures) {
  std::printf("%-24s %9s %6s %6s %8s %6s %8s  %s\n", name.c_str(), cell(figures, "documents", "%.0f").c_str(),
              cell(figures, "share", "%.3f").c_str(), cell(figures, "familiarity", "%.3f").c_str(),
              cell(figures, "training_familiarity", "%.3f").c_str(), cell(figures, "words", "%.0f").c_str(),
              cell(figures, "training_words", "%.0f").c_str(),
              figures.value("familiarity_shift", std::string("-")).c_str());
}

void print_groups(const char* kind, const Json& groups) {
  if (groups.empty()) return;
  std::printf("\n%s\n", kind);
  for (const Json& group : groups) {
    std::string name = group["name"].is_null() ? "all others" : group["name"].get<std::string>();
    if (name.empty()) name = "none";
    print_row(name, group);
  }
}

void print_topics(const Json& topics) {
  if (topics.empty()) return;
  std::printf("\n%-24s %9s %9s\n", "topic", "share", "trained");
  for (const auto& [topic, shares] : topics.items())
    std::printf("%-24s %9.3f %9.3f\n", topic.c_str(), shares["share"].get<double>(),
                shares["training_share"].get<double>());
}

void print_text(const Json& figures) {
  if (figures["training_documents"].is_null()) {
    std::printf(
        "the model doesn't say what it was trained on (no profile): train it again with this version\n");
  } else {
    std::printf("trained on %.0f documents\n", figures["training_documents"].get<double>());
  }
  std::printf("%-24s %9s %6s %6s %8s %6s %8s  %s\n", "", "documents", "share", "known", "trained", "words",
              "trained", "shift");
  print_row("all", figures["texts"]);
  print_groups("by language", figures["languages"]);
  print_groups("by source", figures["sources"]);
  print_groups("by month", figures["months"]);
  if (figures.contains("topics")) print_topics(figures["topics"]);
  std::printf("\n");
  for (const Json& warning : figures["warnings"]) std::printf("%s\n", warning.get<std::string>().c_str());
  if (figures["warnings"].empty() && !figures["training_documents"].is_null()) {
    const bool few = figures["documents"].get<std::uint64_t>() < kLeastDriftDocuments;
    std::printf(few ? "too few documents to warn of anything\n" : "nothing to warn of\n");
  }
}

int run_drift(const std::string& folder, bool json) {
  const auto run = read_run(folder);
  if (!run) return report(run.error());
  RunCounts counts;
  for (const FinishedShard& shard : run->journal.shards) counts += shard.counts;
  const DriftReport drift = drift_report(profile_from_json(run->manifest.profile), counts);
  if (json) {
    std::printf("%s\n", drift.figures.dump(2).c_str());
  } else {
    print_text(drift.figures);
  }
  return kExitDone;
}

}  // namespace

void add_drift_command(CLI::App& app, Run& run) {
  struct Options {
    std::string folder;
    bool json = false;
  };
  auto options = std::make_shared<Options>();
  auto* command = app.add_subcommand(
      "drift", "Show how far the texts of a run (label -o FOLDER) are from what the model was trained on");
  command->add_option("run", options->folder, "The folder of the run; it may still be at work")
      ->required()
      ->type_name("RUN");
  command->add_flag("--json", options->json,
                    "One JSON object, that of \"drift\" in the manifest of a finished run");
  command->footer(
      "Known: mean share of words that the model knows, beside that of its training documents. Shift: how "
      "far the "
      "shares are apart, by the population stability index: none below 0.1 (or where chance would do), large "
      "from "
      "0.25. Sources are the field named by label --drift-field, months those of a field with a date.");
  command->callback(
      [options, &run] { run = [options] { return run_drift(options->folder, options->json); }; });
}

}  // namespace bearing
