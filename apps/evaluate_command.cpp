// bearing evaluate: held-out quality of a model on annotated documents.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>
#include <string>
#include <utility>

#include "apps/commands.hpp"
#include "apps/document_source.hpp"
#include "apps/evaluation.hpp"
#include "apps/exit_code.hpp"
#include "apps/labeler_flags.hpp"

namespace bearing {
namespace {

struct EvaluateOptions {
  LabelerFlags labeler;
  std::string split, part = "test";
  bool json = false, errors = false;
  std::size_t threads = 0;
};

int run_evaluate(const EvaluateOptions& options) {
  auto opened = open_labeler(options.labeler);
  if (!opened) return report(opened.error());
  auto inputs = options.labeler.read.all_inputs();
  if (!inputs) return report(inputs.error());
  auto records = read_documents(*inputs, opened->read);
  if (!records) return report(records.error());
  if (!options.split.empty()) {
    auto kept = keep_parts(*records, options.split, {options.part});
    if (!kept) return report(kept.error());
  }
  auto evaluation = evaluate(*opened->labeler, std::move(*records), options.threads);
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
  add_labeler_flags(*command, options->labeler, "Annotated corpus: files, folders, or -");
  command
      ->add_option("--split", options->split, "TSV file \"id<TAB>part\": only the documents of --part count")
      ->type_name("FILE");
  command->add_option("--part", options->part, "Part of the split")->capture_default_str();
  command->add_flag("--json", options->json, "One JSON object instead of a table");
  command->add_flag("--errors", options->errors, "Also list what went wrong, document by document");
  command->add_option("-j,--threads", options->threads, "Threads; 0: one per core")->capture_default_str();
  command->callback([options, &run] { run = [options] { return run_evaluate(*options); }; });
}

}  // namespace bearing
