// bearing evaluate: held-out quality of a model on annotated documents.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>
#include <string>

#include "apps/commands.hpp"
#include "apps/default_model.hpp"
#include "apps/document_source.hpp"
#include "apps/evaluation.hpp"
#include "apps/exit_code.hpp"
#include "apps/read_flags.hpp"
#include "bearing/labeler.hpp"

namespace bearing {
namespace {

struct EvaluateOptions {
  ReadFlags read;
  std::string model, split, part = "test";
  bool json = false, errors = false;
  std::size_t threads = 0;
};

int run_evaluate(const EvaluateOptions& options) {
  auto read = options.read.parsed();
  if (!read) return report(read.error());
  auto path = model_path(options.model);
  if (!path) return report(path.error());
  auto labeler = Labeler::open(*path);
  if (!labeler) return report(labeler.error());
  auto records = read_documents(options.read.inputs, *read);
  if (!records) return report(records.error());
  if (!options.split.empty()) {
    auto kept = keep_parts(*records, options.split, {options.part});
    if (!kept) return report(kept.error());
  }
  auto evaluation = evaluate(**labeler, *records, options.threads);
  if (!evaluation) return report(evaluation.error());
  const std::string out =
      options.json ? evaluation_json(*evaluation) : evaluation_text(*evaluation, options.errors);
  std::fwrite(out.data(), 1, out.size(), stdout);
  return kExitDone;
}

}  // namespace

void add_evaluate_command(CLI::App& app, Run& run) {
  auto options = std::make_shared<EvaluateOptions>();
  auto* command = app.add_subcommand("evaluate", "Measure a model on annotated documents");
  add_read_flags(*command, options->read, "Annotated corpus: files, folders, or -");
  command->add_option("-m,--model", options->model, "Model file; without it, the shipped model");
  command->add_option("--split", options->split,
                      "TSV file \"id<TAB>part\": only the documents of --part count");
  command->add_option("--part", options->part, "Part of the split")->capture_default_str();
  command->add_flag("--json", options->json, "One JSON object instead of a table");
  command->add_flag("--errors", options->errors, "Also list the documents that went wrong");
  command->add_option("-j,--threads", options->threads, "Threads; 0: one per core")->capture_default_str();
  command->callback([options, &run] { run = [options] { return run_evaluate(*options); }; });
}

}  // namespace bearing
