// bearing label: labels files, folders and streams; one result for each document, in order.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <atomic>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "apps/commands.hpp"
#include "apps/document_source.hpp"
#include "apps/exit_code.hpp"
#include "apps/labeler_flags.hpp"
#include "apps/messages.hpp"
#include "base/parallel.hpp"
#include "bearing/labeler.hpp"
#include "corpus/output_sink.hpp"
#include "inference/label_writer.hpp"

namespace bearing {
namespace {

struct LabelOptions {
  LabelerFlags labeler;
  std::string output = "-", format = "json";
  bool all = false;
  std::size_t threads = 0;
};

// Documents that are labelled together; bounds memory, and small enough that results flow.
constexpr std::size_t kBatchDocuments = 256;
constexpr std::size_t kBatchBytes = std::size_t{16} << 20;

LabelFormat parse_format(const std::string& name) {
  if (name == "csv") return LabelFormat::kCsv;
  return name == "text" ? LabelFormat::kText : LabelFormat::kJsonLines;
}

struct Batch {
  std::vector<Record> records;
  std::vector<std::string> results;
};

// Fills a batch; false at the end of the input.
Result<bool> fill(RecordReader& reader, Batch& batch) {
  batch.records.clear();
  std::size_t bytes = 0;
  while (batch.records.size() < kBatchDocuments && bytes < kBatchBytes) {
    Record record;
    auto more = reader.next(record);
    if (!more) return more.error();
    if (!*more) return false;
    bytes += record.document.text.size();
    batch.records.push_back(std::move(record));
  }
  return true;
}

LabelWriterOptions writer_options(const LabelOptions& options, const OpenedLabeler& opened) {
  LabelWriterOptions writer;
  writer.format = parse_format(options.format);
  writer.all = options.all;
  writer.model = opened.labeler->model_id();
  writer.topics = opened.labeler->topics();
  writer.targets = opened.labeler->targets();
  writer.stances = opened.labeler->stances();
  writer.free_targets = opened.free_targets;
  writer.target_names = opened.labeler->target_names();
  return writer;
}

class LabelRun {
 public:
  LabelRun(const LabelOptions& options, const OpenedLabeler& opened, std::unique_ptr<OutputSink> output)
      : labeler_(opened.labeler),
        free_targets_(opened.free_targets),
        min_confidence_(options.labeler.min_confidence),
        writer_(writer_options(options, opened)),
        output_(std::move(output)),
        threads_(options.threads == 0 ? available_cores() : options.threads) {
    workspaces_.resize(threads_);
  }

  int run(RecordReader& reader) {
    std::string header;
    append_header(writer_, header);
    if (auto written = output_->write(header); !written) return report(written.error());
    Batch batch;
    std::optional<Error> broken;
    for (bool more = true; more;) {
      auto filled = fill(reader, batch);
      if (!filled) broken = filled.error();
      more = filled && *filled;
      label(batch);
      for (const std::string& result : batch.results) {
        if (auto written = output_->write(result); !written) return report(written.error());
      }
    }
    if (auto finished = output_->finish(); !finished) return report(finished.error());
    if (broken) return report(*broken);
    if (errors_ > 0) {
      std::fprintf(stderr, "bearing: %s could not be read; the results say why\n",
                   counted(errors_, "record").c_str());
    }
    return errors_ > 0 ? kExitInvalid : kExitDone;
  }

 private:
  // Each worker has a workspace of its own and takes the next document when it is done with one, since some
  // are much longer than others; results go to their places.
  void label(Batch& batch) {
    batch.results.assign(batch.records.size(), {});
    const std::size_t workers = std::min(threads_, batch.records.size());
    std::atomic<std::size_t> next = 0;
    parallel_for(workers, workers, [&](std::size_t worker) {
      for (std::size_t i = next++; i < batch.records.size(); i = next++)
        label_one(batch, i, workspaces_[worker]);
    });
    errors_ += static_cast<std::size_t>(std::count_if(batch.records.begin(), batch.records.end(),
                                                      [](const Record& r) { return r.error.has_value(); }));
  }

  void label_one(Batch& batch, std::size_t i, Workspace& workspace) const {
    Record& record = batch.records[i];
    if (record.error) return append_error(writer_, record.document.id, *record.error, batch.results[i]);
    prepare(record);
    ask_for_targets(*labeler_, free_targets_, record.document);
    Labels labels = labeler_->label(record.document, workspace, {.all_stances = writer_.all});
    abstain_below(min_confidence_, labels);
    // Reading has mended what the labeler can't see any more.
    if (record.replaced > 0) labels.warnings.insert(labels.warnings.begin(), "bad-bytes-replaced");
    append_labels(writer_, record.document, labels, batch.results[i]);
  }

  std::shared_ptr<const Labeler> labeler_;
  std::vector<std::string> free_targets_;
  double min_confidence_;
  LabelWriterOptions writer_;
  std::unique_ptr<OutputSink> output_;
  std::size_t threads_;
  std::vector<Workspace> workspaces_;
  std::size_t errors_ = 0;
};

int run_label(const LabelOptions& options) {
  auto opened = open_labeler(options.labeler);
  if (!opened) return report(opened.error());
  auto reader = open_records(options.labeler.read.inputs, opened->read);
  if (!reader) return report(reader.error());
  auto output = open_output(options.output);
  if (!output) return report(output.error());
  return LabelRun(options, *opened, std::move(*output)).run(**reader);
}

}  // namespace

void add_label_command(CLI::App& app, Run& run) {
  auto options = std::make_shared<LabelOptions>();
  auto* command = app.add_subcommand("label", "Label files, folders or standard input");
  add_labeler_flags(
      *command, options->labeler,
      "Files (.txt, .html, .jsonl, .csv, ...; plain, .gz, .zst), folders, or - for standard input");
  add_decision_flags(*command, options->labeler);
  command->add_option("-o,--output", options->output, "Where results go; - is standard output")
      ->capture_default_str();
  command->add_option("-f,--format", options->format, "json (a line for a document), csv, or text for people")
      ->check(CLI::IsMember({"json", "csv", "text"}))
      ->capture_default_str();
  command->add_flag("-a,--all", options->all,
                    "Also topics below their thresholds, and the probabilities of every target");
  command
      ->add_option("-j,--threads", options->threads, "Threads; 0: one per core. Results don't depend on it")
      ->capture_default_str();
  command->callback([options, &run] { run = [options] { return run_label(*options); }; });
}

}  // namespace bearing
