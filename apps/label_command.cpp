// bearing label: labels files, folders, archives and streams; one result for each document, in order.
#include <CLI/CLI.hpp>
#include <atomic>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "apps/commands.hpp"
#include "apps/exit_code.hpp"
#include "apps/label_options.hpp"
#include "apps/label_progress.hpp"
#include "apps/label_targets.hpp"
#include "apps/labeler_flags.hpp"
#include "apps/messages.hpp"
#include "archive/drift_report.hpp"
#include "archive/label_run.hpp"
#include "archive/run_parts.hpp"
#include "base/parallel.hpp"
#include "base/utf8.hpp"
#include "bearing/labeler.hpp"
#include "inference/label_writer.hpp"
#include "model/training_profile.hpp"

namespace bearing {
namespace {

namespace fs = std::filesystem;

// The signal that asked to stop; 0: none. The second one ends the program at once.
std::atomic<bool> stop_asked = false;
volatile std::sig_atomic_t stop_signal = 0;

void ask_to_stop(int signal) {
  stop_signal = signal;
  stop_asked = true;
  std::signal(signal, SIG_DFL);
}

LabelFormat parse_format(const std::string& name, const std::string& output) {
  if (name == "text") return LabelFormat::kText;
  return name == "csv" || (name == "auto" && is_csv_name(output)) ? LabelFormat::kCsv
                                                                  : LabelFormat::kJsonLines;
}

LabelWriterOptions writer_options(const LabelOptions& options, const OpenedLabeler& opened) {
  LabelWriterOptions writer = writer_options_of(*opened.labeler);
  writer.format = parse_format(options.format, options.output);
  writer.all = options.all;
  writer.free_targets = opened.records.free_targets();
  writer.select = options.select;
  // A database answers questions on dates and sources.
  writer.pass_through = options.pass_through || (options.makes_database() && options.select.empty());
  return writer;
}

// Labels the records of a run, on several threads.
class RunLabeler {
 public:
  RunLabeler(const LabelOptions& options, const OpenedLabeler& opened, std::size_t threads)
      : labeler_(opened.records),
        drift_field_(options.drift_field),
        writer_(writer_options(options, opened)),
        workspaces_(threads) {}

  const LabelWriterOptions& writer() const { return writer_; }

  void label(Record& record, std::size_t worker, LabelledBatch& out) {
    if (record.error) {
      append_error(writer_, record.document.id, *record.error, out.results);
      append_reject(record, out.rejects);
      return out.counts.add_reject();
    }
    const Labels labels = labeler_.label(record, workspaces_[worker]);
    append_labels(writer_, record.document, labels, out.results);
    out.counts.add(labels, record.document.title.size() + record.document.text.size(),
                   origin_of(record.document, drift_field_));
  }

 private:
  RecordLabeler labeler_;
  std::string drift_field_;
  LabelWriterOptions writer_;
  std::vector<Workspace> workspaces_;
};

class LabelCommand {
 public:
  explicit LabelCommand(LabelOptions options) : options_(std::move(options)) {}

  int run() {
    if (auto valid = options_.validate(); !valid) return report(valid.error());
    if (!options_.resume.empty()) return resume();
    return names_run_folder(options_.output) ? begin() : label_to_file();
  }

 private:
  std::size_t threads() const { return options_.threads == 0 ? available_cores() : options_.threads; }

  // While it waits for a pipe, only the default action ends the program.
  void listen_to_signals(const std::vector<InputItem>& items) const {
    for (const InputItem& item : items) {
      if (item.path == "-") return;
    }
    for (const int signal : {SIGINT, SIGTERM}) std::signal(signal, ask_to_stop);
  }

  Result<RunCounts> label(InputWalk& walk, RunLabeler& labeler, ResultTarget& target, LabelProgress& progress,
                          const RunCounts& before) {
    LabelRunOptions run;
    run.threads = threads();
    run.strict = options_.strict;
    run.done_before = before;
    run.stop = &stop_asked;
    run.tell = [&](const RunProgress& now) { progress.tell(now); };
    return label_records(
        walk,
        [&](Record& record, std::size_t worker, LabelledBatch& out) { labeler.label(record, worker, out); },
        target, run);
  }

  // A model, and what it is to label.
  struct Task {
    OpenedLabeler opened;
    std::vector<std::string> inputs;
    std::vector<InputItem> items;
  };

  Result<Task> open_task() const {
    auto opened = open_labeler(options_.labeler, options_.all);
    if (!opened) return opened.error();
    auto inputs = options_.labeler.read.all_inputs();
    if (!inputs) return inputs.error();
    auto items = list_inputs(*inputs, opened->read);
    if (!items) return items.error();
    return Task{std::move(*opened), std::move(*inputs), std::move(*items)};
  }

  int label_to_file() {
    auto task = open_task();
    if (!task) return report(task.error());
    RunLabeler labeler(options_, task->opened, threads());
    auto target = open_target(options_.output, options_.makes_database(), options_.rejects, labeler.writer());
    if (!target) return report(target.error());
    listen_to_signals(task->items);
    const bool quiet = options_.quiet || options_.output == "-";
    LabelProgress progress(quiet, total_bytes(task->items), {});
    InputWalk walk(task->items, task->opened.read);
    const auto counts = label(walk, labeler, **target, progress, {});
    if (!counts && counts.error().code != ErrorCode::kInterrupted && !options_.strict)
      return report(counts.error());
    if (stop_signal != 0 && !counts) return kExitSignalBase + stop_signal;
    if (auto finished = (*target)->finish(); !finished) return report(finished.error());
    if (!counts) return report(counts.error());
    if (progress.watched()) progress.summary(*counts);
    warn_of_drift(*task->opened.labeler, *counts, {});
    return exit_code_of(*counts,
                        options_.rejects.empty() ? "the results say why" : "see " + options_.rejects);
  }

  static std::uint64_t total_bytes(const std::vector<InputItem>& items) {
    std::uint64_t bytes = 0;
    for (const InputItem& item : items) {
      if (item.path == "-" || item.label_folders) return 0;
      bytes += stored_bytes(item);
    }
    return bytes;
  }

  static int exit_code_of(const RunCounts& counts, const std::string& where) {
    if (counts.rejects == 0) return kExitDone;
    std::fprintf(stderr, "bearing: %s could not be read; %s\n", counted(counts.rejects, "record").c_str(),
                 where.c_str());
    return kExitInvalid;
  }

  static nlohmann::ordered_json profile_of(const Labeler& labeler) {
    return labeler.training_profile().empty() ? nlohmann::ordered_json()
                                              : nlohmann::ordered_json::parse(labeler.training_profile());
  }

  // Only what is worth a user's time: silent on archives like the training documents, and on small ones.
  void warn_of_drift(const Labeler& labeler, const RunCounts& counts, const std::string& folder) const {
    if (options_.quiet || (folder.empty() && options_.output == "-")) return;  // Nor is there a summary.
    const DriftReport drift = drift_report(profile_from_json(profile_of(labeler)), counts);
    for (const std::string& warning : drift.warnings)
      std::fprintf(stderr, "bearing: drift: %s\n", warning.c_str());
    if (!drift.warnings.empty() && !folder.empty())
      std::fprintf(stderr, "bearing: \"bearing drift %s\" has the figures\n", folder.c_str());
  }

  int begin() {
    auto task = open_task();
    if (!task) return report(task.error());
    for (const std::string& input : task->inputs) {
      if (!is_valid_utf8(input))
        return report({ErrorCode::kUsage, "a run needs inputs whose names are UTF-8", input, 0, {}});
    }
    const auto part = parse_part(options_.part);
    RunManifest manifest;
    manifest.version = BEARING_VERSION;
    manifest.model = task->opened.labeler->model_id();
    manifest.model_path = fs::absolute(task->opened.path).lexically_normal().string();
    manifest.directory = fs::current_path().string();
    manifest.inputs = std::move(task->inputs);
    manifest.options = kept_options(options_);
    manifest.shard_documents = options_.shard_documents;
    manifest.shard_suffix = options_.compress == "gzip"   ? ".jsonl.gz"
                            : options_.compress == "zstd" ? ".jsonl.zst"
                                                          : ".jsonl";
    manifest.profile = profile_of(*task->opened.labeler);
    manifest.part = part->number;
    manifest.parts = part->of;
    std::string folder = options_.output;
    while (folder.size() > 1 && folder.ends_with('/')) folder.pop_back();
    manifest.archive_hash = archive_hash(task->items);
    auto run = RunFolder::create(folder, std::move(manifest),
                                 part_of(task->items, part->number, part->of, task->opened.read));
    if (!run) return report(run.error());
    return label_into(**run, task->opened, folder);
  }

  int resume() {
    // Absolute, since going on may change the working folder.
    const std::string folder = fs::absolute(options_.resume).lexically_normal().string();
    if (!options_.labeler.read.inputs.empty() || !options_.labeler.read.inputs_from.empty())
      return report(
          {ErrorCode::kUsage, "--resume goes on with the inputs of the run: name no others", {}, 0, {}});
    auto run = RunFolder::resume(folder);
    if (!run) return report(run.error());
    const RunManifest& manifest = (*run)->manifest();
    if (auto restored = restore_options(manifest.options, folder + "/" + kManifestFile, options_); !restored)
      return report(restored.error());
    if ((*run)->finished()) {
      if (auto made = make_products(folder, options_.makes_database(), options_.split_by); !made)
        return report(made.error());
      if (!options_.quiet)
        std::fprintf(stderr, "bearing: the run in %s is finished already\n", folder.c_str());
      return manifest.counts.rejects > 0 ? kExitInvalid : kExitDone;
    }
    options_.labeler.model = manifest.model_path;
    auto opened = open_labeler(options_.labeler, options_.all);
    if (!opened) return report(opened.error());
    if (opened->labeler->model_id() != manifest.model) {
      return report({ErrorCode::kInvalidModel,
                     "the run began with model " + manifest.model + ", this file now holds " +
                         opened->labeler->model_id(),
                     manifest.model_path,
                     0,
                     {}});
    }
    // The names of inputs, which stand in results, are relative to where the run began.
    std::error_code code;
    fs::current_path(manifest.directory, code);
    if (code)
      return report(
          {ErrorCode::kIo, "the run began in this folder: " + code.message(), manifest.directory, 0, {}});
    return label_into(**run, *opened, folder);
  }

  int label_into(RunFolder& run, const OpenedLabeler& opened, const std::string& folder) {
    listen_to_signals(run.items());
    RunLabeler labeler(options_, opened, threads());
    InputWalk walk(run.items(), opened.read);
    LabelProgress progress(options_.quiet, total_bytes(run.items()), run.counts());
    if (auto skipped = walk.skip_to(run.position()); !skipped) return report(skipped.error());
    FolderTarget target(run);
    const auto counts = label(walk, labeler, target, progress, run.counts());
    if (!counts) {
      const int code = stop_signal != 0 && counts.error().code == ErrorCode::kInterrupted
                           ? kExitSignalBase + static_cast<int>(stop_signal)
                           : report(counts.error());
      std::fprintf(stderr, "bearing: %s are kept; \"bearing label --resume %s\" goes on\n",
                   counted(run.counts().documents, "result").c_str(), folder.c_str());
      return code;
    }
    if (auto finished = run.finish(progress.seconds()); !finished) return report(finished.error());
    if (auto made = make_products(folder, options_.makes_database(), options_.split_by); !made)
      return report(made.error());
    progress.summary(*counts);
    warn_of_drift(*opened.labeler, run.counts(), folder);
    return exit_code_of(*counts, "see " + folder + "/" + kRejectsFile);
  }

  LabelOptions options_;
};

}  // namespace

void add_label_command(CLI::App& app, Run& run) {
  auto options = std::make_shared<LabelOptions>();
  auto* command = app.add_subcommand("label", "Label files, folders, archives or standard input");
  declare_label_options(*command, *options);
  command->callback([options, &run] { run = [options] { return LabelCommand(*options).run(); }; });
}

}  // namespace bearing
