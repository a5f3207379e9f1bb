// bearing export: results of a finished run as a database, a table, one stream of lines, or a file a label.
#include <CLI/CLI.hpp>
#include <memory>
#include <optional>
#include <string>

#include "apps/commands.hpp"
#include "apps/exit_code.hpp"
#include "archive/result_labels.hpp"
#include "archive/result_reader.hpp"
#include "archive/split_writer.hpp"
#include "archive/sqlite_writer.hpp"
#include "base/usage_error.hpp"
#include "corpus/output_sink.hpp"
#include "inference/label_writer.hpp"

namespace bearing {
namespace {

struct ExportOptions {
  std::string results, output = "-", format = "auto", split_by;
};

Status export_sqlite(ResultReader& reader, const std::string& path) {
  auto writer = SqliteWriter::open(path);
  if (!writer) return writer.error();
  auto added = for_each_result(
      reader, [&](const ResultLine& result, std::string_view) { return (*writer)->add(result); });
  return added ? (*writer)->finish() : added;
}

Status export_split(ResultReader& reader, const std::string& folder, SplitBy by) {
  auto writer = SplitWriter::open(folder, by);
  if (!writer) return writer.error();
  auto added = for_each_result(reader, [&](const ResultLine& result, std::string_view bytes) {
    return (*writer)->add(result, bytes);
  });
  return added ? (*writer)->finish() : added;
}

Status export_lines(ResultReader& reader, const std::string& path) {
  auto output = open_output(path);
  if (!output) return output.error();
  std::string line;
  auto added = for_each_result(reader, [&](const ResultLine&, std::string_view bytes) {
    line.assign(bytes).append("\n");
    return (*output)->write(line);
  });
  return added ? (*output)->finish() : added;
}

/// The table that `bearing label -f csv` writes. Whether it has a column of stances is known from the first
/// document that could be read, so errors before it wait; they are few, or nothing could be read at all.
class CsvExport {
 public:
  explicit CsvExport(OutputSink& output) : output_(output) { writer_.format = LabelFormat::kCsv; }

  Status add(const ResultLine& result) {
    if (!begun_ && !result.error.empty() && waiting_.size() < kMostWaiting) {
      waiting_.push_back(result);
      return success();
    }
    if (auto begun = begin(result.has_stances); !begun) return begun;
    return write(result);
  }

  Status finish() {
    if (auto begun = begin(false); !begun) return begun;
    return output_.finish();
  }

 private:
  static constexpr std::size_t kMostWaiting = 10'000;

  Status begin(bool has_stances) {
    if (std::exchange(begun_, true)) return success();
    // Any name will do: without `all` the stances have one column together.
    if (has_stances) writer_.stances = {"stance"};
    row_.clear();
    append_header(writer_, row_);
    if (auto written = output_.write(row_); !written) return written;
    for (const ResultLine& result : waiting_) {
      if (auto written = write(result); !written) return written;
    }
    waiting_.clear();
    return success();
  }

  Status write(const ResultLine& result) {
    row_.clear();
    if (result.error.empty()) {
      Document document;
      document.id = result.id;
      append_labels(writer_, document, labels_of(result), row_);
    } else {
      append_error(writer_, result.id, {ErrorCode::kInvalidData, result.error, {}, 0, {}}, row_);
    }
    return output_.write(row_);
  }

  OutputSink& output_;
  LabelWriterOptions writer_;
  std::vector<ResultLine> waiting_;
  bool begun_ = false;
  std::string row_;
};

Status export_csv(ResultReader& reader, const std::string& path) {
  auto output = open_output(path);
  if (!output) return output.error();
  CsvExport table(**output);
  auto added =
      for_each_result(reader, [&](const ResultLine& result, std::string_view) { return table.add(result); });
  return added ? table.finish() : added;
}

/// The format that was asked for, or that the name of the output says.
std::string chosen_format(const ExportOptions& options) {
  if (options.format != "auto") return options.format;
  if (is_sqlite_name(options.output)) return "sqlite";
  std::string_view name = options.output;
  for (const std::string_view ending : {".gz", ".zst"}) {
    if (name.ends_with(ending)) name.remove_suffix(ending.size());
  }
  if (is_sqlite_name(name)) return "sqlite";  // Which says why it can't be compressed.
  return name.ends_with(".csv") ? "csv" : "jsonl";
}

Status run(const ExportOptions& options) {
  std::optional<SplitBy> by;
  if (!options.split_by.empty()) {
    auto parsed = parse_split_by(options.split_by);
    if (!parsed) return parsed.error();
    by = *parsed;
    if (options.format != "auto" && options.format != "jsonl")
      return usage_error("--split-by writes jsonl, not " + options.format);
    if (options.output == "-") return usage_error("--split-by needs a folder: -o DIR");
  }
  auto reader = ResultReader::open(options.results);
  if (!reader) return reader.error();
  if (by) return export_split(**reader, options.output, *by);
  const std::string format = chosen_format(options);
  if (format == "sqlite") return export_sqlite(**reader, options.output);
  return format == "csv" ? export_csv(**reader, options.output) : export_lines(**reader, options.output);
}

}  // namespace

void add_export_command(CLI::App& app, Run& run_chosen) {
  auto options = std::make_shared<ExportOptions>();
  auto* command =
      app.add_subcommand("export", "Write results as a database, a table, or a file for each label");
  command->add_option("results", options->results, "The folder of a finished run, a file of results, or -")
      ->required()
      ->type_name("RESULTS");
  command
      ->add_option("-o,--output", options->output,
                   "File (.sqlite, .csv, .jsonl; .gz and .zst compress), a new folder with --split-by, or -")
      ->type_name("PATH")
      ->capture_default_str();
  command
      ->add_option("-f,--format", options->format,
                   "sqlite, csv or jsonl; auto: by the name of the output, or jsonl")
      ->check(CLI::IsMember({"auto", "sqlite", "csv", "jsonl"}))
      ->capture_default_str();
  command
      ->add_option("--split-by", options->split_by,
                   "A file for each topic, lang, stance or target; -o names the folder")
      ->check(CLI::IsMember({"topic", "lang", "stance", "target"}));
  command->callback([options, &run_chosen] {
    run_chosen = [options] {
      const Status done = run(*options);
      return done ? kExitDone : report(done.error());
    };
  });
}

}  // namespace bearing
