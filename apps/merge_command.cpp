// bearing merge: one run of the runs of all parts of an archive.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "apps/commands.hpp"
#include "apps/exit_code.hpp"
#include "apps/messages.hpp"
#include "archive/run_merge.hpp"

namespace bearing {
namespace {

struct MergeOptions {
  std::vector<std::string> runs;
  std::string output;
};

int run_merge(const MergeOptions& options) {
  const auto counts = merge_runs(options.runs, options.output);
  if (!counts) return report(counts.error());
  std::fprintf(stderr, "bearing: %s of %s, %s: nothing is missing, nothing double\n",
               counted(counts->documents, "result").c_str(), counted(options.runs.size(), "run").c_str(),
               counted(counts->rejects, "reject").c_str());
  return kExitDone;
}

}  // namespace

void add_merge_command(CLI::App& app, Run& run) {
  auto options = std::make_shared<MergeOptions>();
  auto* command = app.add_subcommand("merge", "Join the runs of all parts of an archive (label --shard K/N)");
  command->add_option("run", options->runs, "The folders of the runs, in any order")
      ->required()
      ->type_name("RUN");
  command->add_option("-o,--output", options->output, "The folder of the joined run")
      ->required()
      ->type_name("FOLDER");
  command->callback([options, &run] { run = [options] { return run_merge(*options); }; });
}

}  // namespace bearing
