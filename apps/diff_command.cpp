// bearing diff: what changed from one run to another, and why.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <system_error>

#include "apps/commands.hpp"
#include "apps/diff_report.hpp"
#include "apps/exit_code.hpp"
#include "archive/diff_explanation.hpp"
#include "archive/kept_options.hpp"
#include "archive/result_diff.hpp"
#include "archive/result_reader.hpp"
#include "bearing/labeler.hpp"
#include "intake/prepare.hpp"

namespace bearing {
namespace {

struct DiffOptions {
  std::string a, b, format = "text";
  std::size_t examples = 5, words = 8;
  bool explain = false, exit_code = false;
};

/// The model of a run, which must be the one that it was made with.
Result<std::shared_ptr<const Labeler>> open_model(const std::string& path, const RunManifest& run) {
  auto labeler = Labeler::open(run.model_path);
  if (labeler && (*labeler)->model_id() != run.model) {
    return Error{ErrorCode::kInvalidModel,
                 "is another model than that of the run " + path + ": expected " + run.model + ", found " +
                     (*labeler)->model_id(),
                 run.model_path,
                 0,
                 {}};
  }
  return labeler;
}

/// Reads the inputs of a run again, up to the last document that was asked for.
Status find_documents(const RunManifest& run, std::unordered_set<std::string> ids,
                      const std::function<void(const Document&)>& found) {
  // Ids may hold the names of inputs, which are relative to where the run began.
  std::error_code code;
  std::filesystem::current_path(run.directory, code);
  if (code)
    return Error{ErrorCode::kIo, "the run began in this folder: " + code.message(), run.directory, 0, {}};
  const auto options = read_options_of(run);
  if (!options) return options.error();
  auto reader = open_records(run.inputs, *options);
  if (!reader) return reader.error();
  for (Record record; !ids.empty();) {
    auto more = (*reader)->next(record);
    if (!more) return more.error();
    if (!*more) break;
    if (record.error || ids.erase(record.document.id) == 0) continue;
    prepare(record);
    found(record.document);
  }
  return success();
}

Status explain(const DiffOptions& options, const ResultReader& a, const ResultReader& b, ResultDiff& diff) {
  if (!a.run() || !b.run())
    return Error{ErrorCode::kUsage,
                 "--explain needs the folders of two runs, which name inputs and models",
                 {},
                 0,
                 {}};
  auto model_a = open_model(options.a, *a.run());
  if (!model_a) return model_a.error();
  auto model_b = open_model(options.b, *b.run());
  if (!model_b) return model_b.error();
  const auto lookup = [&](const std::unordered_set<std::string>& ids,
                          const std::function<void(const Document&)>& found) {
    return find_documents(*a.run(), ids, found);
  };
  return explain_examples(lookup, **model_a, **model_b, options.words, diff);
}

int run_diff(const DiffOptions& options) {
  auto a = ResultReader::open(options.a);
  if (!a) return report(a.error());
  auto b = ResultReader::open(options.b);
  if (!b) return report(b.error());
  auto diff = diff_results(**a, **b, options.examples);
  if (!diff) return report(diff.error());
  if (options.explain) {
    if (auto explained = explain(options, **a, **b, *diff); !explained) return report(explained.error());
  }
  DiffSides sides{options.a, options.b, {}, {}};
  if ((*a)->run()) sides.model_a = (*a)->run()->model;
  if ((*b)->run()) sides.model_b = (*b)->run()->model;
  const std::string out = options.format == "json" ? diff_as_json(sides, *diff) : diff_as_text(sides, *diff);
  std::fwrite(out.data(), 1, out.size(), stdout);
  return options.exit_code && !diff->same() ? kExitFailed : kExitDone;
}

}  // namespace

void add_diff_command(CLI::App& app, Run& run) {
  auto options = std::make_shared<DiffOptions>();
  auto* command = app.add_subcommand("diff", "Say which documents changed labels from one run to another");
  command->add_option("a", options->a, "Before: the folder of a finished run, or a file of results")
      ->required()
      ->type_name("RUN_A");
  command->add_option("b", options->b, "After: another run over the same inputs")
      ->required()
      ->type_name("RUN_B");
  command->add_option("--examples", options->examples, "How many to show of each change of a label")
      ->check(CLI::Range(0, 1000))
      ->capture_default_str();
  command->add_flag(
      "--explain", options->explain,
      "Read the examples' documents again and show the words that the two models weigh differently");
  command->add_option("--words", options->words, "How many words to show with --explain")
      ->check(CLI::Range(0, 1000))
      ->capture_default_str();
  command->add_option("-f,--format", options->format, "text or json")
      ->check(CLI::IsMember({"text", "json"}))
      ->capture_default_str();
  command->add_flag("--exit-code", options->exit_code, "Exit with 1 when anything changed");
  command->callback([options, &run] { run = [options] { return run_diff(*options); }; });
}

}  // namespace bearing
