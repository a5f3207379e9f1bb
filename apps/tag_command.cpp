// bearing tag: a filter that adds labels to a stream of JSON Lines.
#include <unistd.h>
#include <CLI/CLI.hpp>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <memory>
#include <string>
#include <utility>

#include "apps/commands.hpp"
#include "apps/exit_code.hpp"
#include "apps/kafka_flags.hpp"
#include "apps/labeler_flags.hpp"
#include "apps/messages.hpp"
#include "base/io_error.hpp"
#include "base/parallel.hpp"
#include "serving/stoppable_input.hpp"
#include "serving/tag_stream.hpp"
#include "serving/tagger.hpp"

namespace bearing {
namespace {

struct TagCommandOptions {
  LabelerFlags labeler;
  std::string field = "bearing";
  bool all = false;
  std::size_t workers = 0;
  std::size_t max_line = std::size_t{16} << 20;
  KafkaFlags kafka;
};

// The pipe that tells the reader to stop; written to by the signal handler.
int stop_pipe[2] = {-1, -1};
std::atomic<bool> stopped_early = false;

void stop_reading(int signal) {
  const int saved = errno;
  stopped_early = true;
  [[maybe_unused]] const auto written = ::write(stop_pipe[1], "", 1);
  std::signal(signal, SIG_DFL);  // The second one ends the program at once.
  errno = saved;
}

Status listen_to_signals() {
  if (::pipe(stop_pipe) != 0) return io_error("pipe", "cannot open");
  for (const int signal : {SIGINT, SIGTERM}) std::signal(signal, stop_reading);
  return success();
}

LabelWriterOptions writer_of(const TagCommandOptions& options, const OpenedLabeler& opened) {
  LabelWriterOptions writer = writer_options_of(*opened.labeler);
  writer.all = options.all;
  writer.free_targets = opened.records.free_targets();
  return writer;
}

int tag_lines(const TagCommandOptions& options, const Tagger& tagger, std::size_t workers) {
  TagStreamOptions stream;
  stream.workers = workers;
  stream.max_line = options.max_line;
  stream.stop = &stopped_early;
  const auto counts =
      tag_stream(stoppable_input(STDIN_FILENO, "-", stop_pipe[0]), tagger, stream,
                 [](std::string_view lines) { return write_all(STDOUT_FILENO, lines, "standard output"); });
  if (!counts) return report(counts.error());
  if (counts->left_bytes > 0) {
    std::fprintf(stderr, "bearing: stopped within a line: its %s got no answer\n",
                 counted(counts->left_bytes, "byte").c_str());
  }
  if (counts->errors == 0) return kExitDone;
  std::fprintf(stderr, "bearing: %s could not be labelled; the answers say why\n",
               counted(counts->errors, "record").c_str());
  return kExitInvalid;
}

int tag(const TagCommandOptions& options) {
  const std::size_t workers = options.workers == 0 ? available_cores() : options.workers;
  const auto kafka = options.kafka.completed(workers, options.max_line);
  // Before anything is opened that would be in vain.
  if (options.kafka.wanted() && !kafka) return report(kafka.error());
  auto opened = open_labeler(options.labeler, options.all);
  if (!opened) return report(opened.error());
  auto tagger = Tagger::make(opened->records, {opened->read, writer_of(options, *opened), options.field});
  if (!tagger) return report(tagger.error());
  if (auto listening = listen_to_signals(); !listening) return report(listening.error());
  return options.kafka.wanted() ? tag_kafka(*kafka, *tagger, stopped_early)
                                : tag_lines(options, *tagger, workers);
}

}  // namespace

void add_tag_command(CLI::App& app, Run& run) {
  auto* command = app.add_subcommand("tag", "Add labels to a stream: JSON Lines in, JSON Lines out");
  auto options = std::make_shared<TagCommandOptions>();
  ReadOptions& read = options->labeler.read.options;
  command->add_option("-m,--model", options->labeler.model, "Model file; without it, the shipped model")
      ->type_name("FILE");
  command->add_option("--field", options->field, "Field of the record that labels go into")
      ->capture_default_str();
  command->add_option("--text-field", read.text_field, "Name of the text field")->capture_default_str();
  command->add_option("--title-field", read.title_field, "Name of the title field")->capture_default_str();
  add_decision_flags(*command, options->labeler);
  command->add_flag("-a,--all", options->all,
                    "Also topics below their thresholds, and the probabilities of every target");
  command->add_option("-j,--workers", options->workers, "Threads that label; 0 is one a core")
      ->capture_default_str();
  command
      ->add_option("--max-line", options->max_line,
                   "Longest line, in bytes (or as 64KB, 16MB); a longer one gets an error for an answer")
      ->transform(CLI::AsSizeValue(false))
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  add_kafka_flags(*command, options->kafka);
  command->footer(
      "Reads standard input and writes standard output: a line for each line, in order, written as soon as\n"
      "what came before it is. Records keep all they hold; what can't be labelled says why in the same "
      "field.\n"
      "Ends with its input, or on SIGTERM and SIGINT once everything that was read is answered.\n"
      "With --kafka the same holds for the records of topics, and it ends on these signals alone.");
  command->callback([options, &run] { run = [options] { return tag(*options); }; });
}

}  // namespace bearing
