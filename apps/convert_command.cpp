// bearing convert: between corpus formats.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>
#include <string>

#include "apps/commands.hpp"
#include "apps/exit_code.hpp"
#include "apps/messages.hpp"
#include "apps/read_flags.hpp"
#include "corpus/record_writer.hpp"
#include "intake/prepare.hpp"

namespace bearing {
namespace {

struct ConvertOptions {
  ReadFlags read;
  std::string output = "-", to = "auto";
};

int run_convert(const ConvertOptions& options) {
  auto read = options.read.parsed();
  if (!read) return report(read.error());
  auto format = parse_corpus_format(options.to);
  if (!format) return report(format.error());
  auto inputs = options.read.all_inputs();
  if (!inputs) return report(inputs.error());
  auto reader = open_records(*inputs, *read);
  if (!reader) return report(reader.error());
  auto writer = open_writer(options.output, *format, *read);
  if (!writer) return report(writer.error());
  std::size_t bad = 0;
  for (Record record;;) {
    auto more = (*reader)->next(record);
    if (!more) return report(more.error());
    if (!*more) break;
    if (record.error) {
      std::fprintf(stderr, "bearing: %s\n", record.error->to_string().c_str());
      ++bad;
      continue;
    }
    prepare(record);
    if (auto written = (*writer)->write(record); !written) return report(written.error());
  }
  if (auto finished = (*writer)->finish(); !finished) return report(finished.error());
  if (bad > 0)
    std::fprintf(stderr, "bearing: left out %s that could not be read\n", counted(bad, "record").c_str());
  return bad > 0 ? kExitInvalid : kExitDone;
}

}  // namespace

void add_convert_command(CLI::App& app, Run& run) {
  auto options = std::make_shared<ConvertOptions>();
  auto* command = app.add_subcommand("convert", "Convert between corpus formats");
  add_read_flags(*command, options->read, "Corpus: files, folders, or -");
  command->add_option("--from", options->read.format, "The same as --input-format")
      ->check(CLI::IsMember(corpus_format_names()));
  command->add_option("-o,--output", options->output, "File (.gz and .zst compress), folder, or -")
      ->type_name("PATH")
      ->capture_default_str();
  command
      ->add_option(
          "--to", options->to,
          "jsonl, csv, tsv, fasttext, folders, label-studio, doccano, or pairs: a line for each pair of "
          "target and stance; auto: by the name of the output, or jsonl")
      ->check(CLI::IsMember(
          {"auto", "jsonl", "csv", "tsv", "fasttext", "folders", "label-studio", "doccano", "pairs"}))
      ->capture_default_str();
  command->callback([options, &run] { run = [options] { return run_convert(*options); }; });
}

}  // namespace bearing
